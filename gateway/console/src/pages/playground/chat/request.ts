// The body of `POST /v1/chat/completions` for one column, and why there is none.
import { isObject, type Json, type JsonObject, parseJson } from '../wire/json';
import type { AssistantTurn, Attachment, Chat, Lane, Turn, UserTurn } from './conversation';
import type { AnswerFormat, Parameters, Settings, Tool } from './settings';

/** What must be mended before the request can be sent. */
export type Problem =
  | { kind: 'no_model' }
  | { kind: 'tool_name'; tool: string }
  | { kind: 'tool_name_twice'; tool: string }
  | { kind: 'tool_schema'; tool: string }
  | { kind: 'answer_name' }
  | { kind: 'answer_schema' };

export type Built = { ok: true; body: JsonObject } | { ok: false; problems: Problem[] };

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

export function buildChatRequest(settings: Settings, lane: Lane): Built {
  const problems = problemsOf(settings, lane);
  if (problems.length > 0) return { ok: false, problems };
  const body: JsonObject = {
    model: lane.model,
    messages: messages(settings.system, lane.turns),
    ...sampling(settings.parameters),
    ...tools(settings),
    ...responseFormat(settings.format),
    ...(settings.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
  return { ok: true, body };
}

/** What keeps a conversation from being sent, whatever its column. */
export function chatProblems(chat: Chat): Problem[] {
  const all = chat.lanes.flatMap((lane) => problemsOf(chat.settings, lane));
  return all.filter((one, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at);
}

/** The text of an object, as a JSON schema is; undefined where it is none. */
export function parseSchema(source: string): JsonObject | undefined {
  const value = parseJson(source);
  return isObject(value) ? value : undefined;
}

function problemsOf(settings: Settings, lane: Lane): Problem[] {
  const problems: Problem[] = lane.model === '' ? [{ kind: 'no_model' }] : [];
  settings.tools.forEach((tool, at) => {
    if (!NAME.test(tool.name)) problems.push({ kind: 'tool_name', tool: tool.name });
    else if (settings.tools.findIndex((other) => other.name === tool.name) !== at) {
      problems.push({ kind: 'tool_name_twice', tool: tool.name });
    }
    if (tool.parameters.trim() !== '' && parseSchema(tool.parameters) === undefined) {
      problems.push({ kind: 'tool_schema', tool: tool.name });
    }
  });
  if (settings.format.kind === 'json_schema') {
    if (!NAME.test(settings.format.name)) problems.push({ kind: 'answer_name' });
    if (parseSchema(settings.format.schema) === undefined) problems.push({ kind: 'answer_schema' });
  }
  return problems;
}

function sampling(parameters: Parameters): JsonObject {
  const { temperature, topP, maxTokens, maxTokensField, stop, seed } = parameters;
  const { presencePenalty, frequencyPenalty, reasoningEffort } = parameters;
  return {
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...(maxTokens !== null && { [maxTokensField]: maxTokens }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== null && { seed }),
    ...(presencePenalty !== null && { presence_penalty: presencePenalty }),
    ...(frequencyPenalty !== null && { frequency_penalty: frequencyPenalty }),
    ...(reasoningEffort !== null && { reasoning_effort: reasoningEffort }),
  };
}

function tools(settings: Settings): JsonObject {
  if (settings.tools.length === 0) return {};
  const choice = settings.toolChoice;
  const named = choice !== null && settings.tools.some((tool) => tool.name === choice);
  return {
    tools: settings.tools.map(encodeTool),
    ...(choice !== null && { tool_choice: named ? { type: 'function', function: { name: choice } } : choice }),
  };
}

function encodeTool(tool: Tool): JsonObject {
  const called: JsonObject = { name: tool.name };
  if (tool.description.trim() !== '') called.description = tool.description;
  const parameters = parseSchema(tool.parameters);
  if (parameters !== undefined) called.parameters = parameters;
  return { type: 'function', function: called };
}

function responseFormat(format: AnswerFormat): JsonObject {
  if (format.kind === 'text') return {};
  if (format.kind === 'json_object') return { response_format: { type: 'json_object' } };
  const schema = parseSchema(format.schema) ?? {};
  return {
    response_format: { type: 'json_schema', json_schema: { name: format.name, schema, strict: format.strict } },
  };
}

function messages(system: string, turns: Turn[]): Json[] {
  const head: Json[] = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...head, ...turns.flatMap(encodeTurn)];
}

function encodeTurn(turn: Turn): Json[] {
  if (turn.role === 'user') return [{ role: 'user', content: userContent(turn) }];
  if (turn.role === 'tool') return [{ role: 'tool', tool_call_id: turn.callId, content: turn.text }];
  return assistantMessage(turn);
}

/** Nothing where nothing was said: a failed answer leaves no message behind. */
function assistantMessage({ answer }: AssistantTurn): Json[] {
  const { content, refusal, toolCalls } = answer;
  if (content === '' && refusal === '' && toolCalls.length === 0) return [];
  const calls = toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return [
    {
      role: 'assistant',
      content: content === '' ? null : content,
      ...(refusal !== '' && { refusal }),
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ];
}

function userContent(turn: UserTurn): Json {
  if (turn.attachments.length === 0) return turn.text;
  const said: Json[] = turn.text === '' ? [] : [{ type: 'text', text: turn.text }];
  return [...said, ...turn.attachments.map(encodeAttachment)];
}

function encodeAttachment(file: Attachment): Json {
  if (file.mime.startsWith('image/')) return { type: 'image_url', image_url: { url: file.url } };
  const format = audioFormat(file.mime);
  if (format !== null) return { type: 'input_audio', input_audio: { data: base64Of(file.url), format } };
  return { type: 'file', file: { filename: file.name, file_data: file.url } };
}

function audioFormat(mime: string): 'wav' | 'mp3' | null {
  if (mime === 'audio/wav' || mime === 'audio/x-wav' || mime === 'audio/wave') return 'wav';
  return mime === 'audio/mpeg' || mime === 'audio/mp3' ? 'mp3' : null;
}

/** What follows the comma of a data URL. */
export function base64Of(dataUrl: string): string {
  return dataUrl.slice(dataUrl.indexOf(',') + 1);
}
