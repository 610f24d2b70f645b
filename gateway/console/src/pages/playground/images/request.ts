// What `POST /v1/images/generations` and `/v1/images/edits` are sent, and what they answer.
import { safeName } from '../chat/attachment';
import { type Program, program } from '../code/program';
import { type JsonObject, list, member, numberOrNull, text, textOrNull } from '../wire/json';

/** Sent only where set. */
export interface ImageParameters {
  n: number | null;
  size: string | null;
  quality: string | null;
  background: string | null;
  responseFormat: 'b64_json' | 'url' | null;
}

export const DEFAULT_IMAGE_PARAMETERS: ImageParameters = {
  n: null,
  size: null,
  quality: null,
  background: null,
  responseFormat: null,
};

/** A picture to start from. */
export interface Source {
  name: string;
  url: string;
}

/** What is asked for. */
export interface ImageRequest {
  model: string;
  prompt: string;
  parameters: ImageParameters;
}

/** A picture that was made: as a data URL, or at an address elsewhere. */
export interface Picture {
  url: string;
  remote: boolean;
  revisedPrompt: string | null;
}

export interface ImageAnswer {
  pictures: Picture[];
  inputTokens: number | null;
  outputTokens: number | null;
}

export function generationBody(request: ImageRequest): JsonObject {
  return { model: request.model, prompt: request.prompt, ...encoded(request.parameters) };
}

/** The form's fields, without the files. */
export function editFields(request: ImageRequest): [string, string][] {
  return Object.entries(generationBody(request)).map(([name, value]) => [name, String(value)]);
}

/** The form as it is sent. */
export function editForm(request: ImageRequest, image: File, mask: File | null): FormData {
  const form = new FormData();
  form.append('image', image);
  if (mask !== null) form.append('mask', mask);
  for (const [name, value] of editFields(request)) form.append(name, value);
  return form;
}

/** The same as a program. */
export function imageProgram(request: ImageRequest, source: Source | null, masked: boolean): Program {
  if (source === null) return program('image_generation', generationBody(request), new Map());
  const files: [string, string][] = [['image', pngName(source.name)]];
  if (masked) files.push(['mask', 'mask.png']);
  return { kind: 'form', fields: editFields(request), files };
}

export function decodeImages(answer: unknown): ImageAnswer {
  const mime = `image/${textOrNull(member(answer, 'output_format')) ?? 'png'}`;
  const usage = member(answer, 'usage');
  return {
    pictures: list(member(answer, 'data')).flatMap((item) => decodePicture(item, mime)),
    inputTokens: numberOrNull(member(usage, 'input_tokens')),
    outputTokens: numberOrNull(member(usage, 'output_tokens')),
  };
}

/** The name under which a picture is sent: a PNG, since a mask needs one. */
export function pngName(name: string): string {
  return `${safeName(name).replace(/\.[^.]*$/, '')}.png`;
}

function encoded(parameters: ImageParameters): JsonObject {
  const { n, size, quality, background, responseFormat } = parameters;
  return {
    ...(n !== null && { n }),
    ...(size !== null && { size }),
    ...(quality !== null && { quality }),
    ...(background !== null && { background }),
    ...(responseFormat !== null && { response_format: responseFormat }),
  };
}

function decodePicture(item: unknown, mime: string): Picture[] {
  const revisedPrompt = textOrNull(member(item, 'revised_prompt'));
  const inline = text(member(item, 'b64_json'));
  if (inline !== '') return [{ url: `data:${mimeOf(inline) ?? mime};base64,${inline}`, remote: false, revisedPrompt }];
  const url = text(member(item, 'url'));
  if (url.startsWith('data:image/')) return [{ url, remote: false, revisedPrompt }];
  return /^https?:\/\//.test(url) ? [{ url, remote: true, revisedPrompt }] : [];
}

/** What a file's first bytes say that it is, read from its base64. */
function mimeOf(base64: string): string | null {
  if (base64.startsWith('iVBORw0KGgo')) return 'image/png';
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  return base64.startsWith('UklGR') ? 'image/webp' : null;
}
