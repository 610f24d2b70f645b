// @vitest-environment node
// The programs are run as shown, with the official packages, and what arrives is compared with what the playground sends.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64Of } from '../chat/request';
import { curl } from './curl';
import { javascript } from './javascript';
import type { Program, Target } from './program';
import { python } from './python';
import { CHAT, FILES, HOSTILE, HOSTILE_CHAT, PIXEL, PROGRAMS } from './samples';

const run = promisify(execFile);
const KEY = 'key-for-the-test';

interface Arrived {
  path: string;
  authorization: string;
  body: unknown;
}

let server: Server;
let target: Target;
let folder: string;
let clients: string;
let arrived: Arrived[] = [];

beforeAll(async () => {
  clients = execFileSync(path.resolve('../../tests/clients/setup.sh'), { encoding: 'utf8' }).trim();
  folder = mkdtempSync(path.join(tmpdir(), 'show-code-'));
  symlinkSync(path.join(clients, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [url, name] of [...FILES, [PIXEL, 'mask.png'] as const]) {
    writeFileSync(path.join(folder, name), Buffer.from(base64Of(url), 'base64'));
  }
  server = createServer((request, response) => {
    void received(request).then((one) => {
      arrived.push(one);
      const { type, text } = answerTo(one);
      response.writeHead(200, { 'content-type': type });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}, 300_000);

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function received(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  const body = type.startsWith('multipart/') ? await form(bytes, type) : (JSON.parse(bytes.toString()) as unknown);
  return { path: request.url ?? '', authorization: request.headers.authorization ?? '', body };
}

/** The form's fields in order of their names; files as base64. */
async function form(bytes: Buffer, type: string): Promise<unknown> {
  const data = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields = await Promise.all(
    [...data].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('base64'),
    ]),
  );
  return Object.fromEntries(fields) as unknown;
}

function answerTo({ path: route, body }: Arrived): { type: string; text: string } {
  const json = { type: 'application/json' };
  if (route.endsWith('/embeddings')) {
    return {
      ...json,
      text: JSON.stringify({ object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.5, 1] }] }),
    };
  }
  if (route.includes('/images/'))
    return { ...json, text: JSON.stringify({ created: 1, data: [{ b64_json: base64Of(PIXEL) }] }) };
  const base = { id: 'c', created: 1, model: 'm' };
  if ((body as { stream?: boolean }).stream !== true) {
    const message = { role: 'assistant', content: 'Hello', refusal: null };
    const choices = [{ index: 0, message, finish_reason: 'stop', logprobs: null }];
    return { ...json, text: JSON.stringify({ ...base, object: 'chat.completion', choices }) };
  }
  const frames = ['Hel', 'lo'].map((content) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content }, finish_reason: null, logprobs: null }],
  }));
  const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('');
  return { type: 'text/event-stream', text: `${text}data: [DONE]\n\n` };
}

const LANGUAGES = {
  curl: (one: Program) => ['bash', 'call.sh', curl(one, target)] as const,
  python: (one: Program) => [path.join(clients, 'venv/bin/python'), 'call.py', python(one, target)] as const,
  javascript: (one: Program) => [process.execPath, 'call.mjs', javascript(one, target)] as const,
};

const EXPECTED: Readonly<Record<string, { path: string; body: unknown; output: RegExp }>> = {
  chat: { path: '/v1/chat/completions', body: CHAT, output: /Hello|"Hel"/ },
  hostile: { path: '/v1/chat/completions', body: HOSTILE_CHAT, output: /Hello/ },
  embeddings: {
    path: '/v1/embeddings',
    body: { model: 'e', input: ['one', HOSTILE], encoding_format: 'float' },
    output: /0\.5/,
  },
  image: {
    path: '/v1/images/generations',
    body: { model: 'i', prompt: HOSTILE, n: 2, size: '1024x1024' },
    output: /^/,
  },
  edit: {
    path: '/v1/images/edits',
    body: { model: 'i', prompt: `@${HOSTILE}`, n: '2', image: base64Of(PIXEL), mask: base64Of(PIXEL) },
    output: /^/,
  },
};

describe.each(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[])('shown as %s', (language) => {
  it.each(Object.keys(EXPECTED))(
    '%s runs, and sends what the playground sends',
    async (name) => {
      const one = PROGRAMS[name];
      const expected = EXPECTED[name];
      if (one === undefined || expected === undefined) throw new Error(`no such sample: ${name}`);
      const [interpreter, file, text] = LANGUAGES[language](one);
      writeFileSync(path.join(folder, file), text);
      arrived = [];
      const env = { ...process.env, HUB_KEY: KEY, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
      const { stdout } = await run(interpreter, [file], { cwd: folder, env, timeout: 60_000 });
      expect(arrived).toEqual([{ path: expected.path, authorization: `Bearer ${KEY}`, body: expected.body }]);
      expect(stdout).toMatch(expected.output);
    },
    60_000,
  );
});
