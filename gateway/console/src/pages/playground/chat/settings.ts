// What is asked of a model besides the messages: everything that all columns share.

export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** Sent only where set. */
export interface Parameters {
  temperature: number | null;
  topP: number | null;
  maxTokens: number | null;
  /** OpenAI's reasoning models want the newer name, many others know only the older. */
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  stop: string[];
  seed: number | null;
  presencePenalty: number | null;
  frequencyPenalty: number | null;
  reasoningEffort: ReasoningEffort | null;
}

/** A function that the model may call; `parameters` is the text of a JSON schema as the person writes it. */
export interface Tool {
  id: string;
  name: string;
  description: string;
  parameters: string;
}

/** `auto`, `none` and `required`, or the name of a tool; null sends nothing. */
export type ToolChoice = string | null;

/** The form that the answer must have. */
export type AnswerFormat =
  | { kind: 'text' }
  | { kind: 'json_object' }
  | { kind: 'json_schema'; name: string; schema: string; strict: boolean };

export interface Settings {
  system: string;
  parameters: Parameters;
  tools: Tool[];
  toolChoice: ToolChoice;
  format: AnswerFormat;
  stream: boolean;
}

export const DEFAULT_PARAMETERS: Parameters = {
  temperature: null,
  topP: null,
  maxTokens: null,
  maxTokensField: 'max_tokens',
  stop: [],
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
  reasoningEffort: null,
};

export const DEFAULT_SETTINGS: Settings = {
  system: '',
  parameters: DEFAULT_PARAMETERS,
  tools: [],
  toolChoice: null,
  format: { kind: 'text' },
  stream: true,
};

/** How many parameters are set: shown where the panel is folded. */
export function parametersSet(parameters: Parameters): number {
  const { maxTokensField: _, stop, ...single } = parameters;
  return Object.values(single).filter((value) => value !== null).length + (stop.length > 0 ? 1 : 0);
}
