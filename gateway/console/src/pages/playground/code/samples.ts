// Requests for tests: one of each kind, with strings that shells and languages trip over.

import type { JsonObject } from '../wire/json';
import { type Program, program } from './program';

export const TARGET = { baseUrl: 'https://hub.example/v1' };

export const HOSTILE =
  'It\'s "quoted" $HOME `id` $(id) \\n \\\\ \\$ \t\n line two\nJSON\nEOF\n\'\'\'""" $\u007bx} {y} %s 你好 🦀 \u2028 </script> !';

export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const SOUND = 'data:audio/wav;base64,UklGRg==';

/** The files that the programs below read, as data URLs. */
export const FILES = new Map([
  [PIXEL, 'photo-1.png'],
  [SOUND, 'voice.wav'],
]);

export const CHAT: JsonObject = {
  model: 'openai/gpt-4o-mini',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Say hello.' },
  ],
  temperature: 0.2,
  stop: ['END'],
  stream: true,
  stream_options: { include_usage: true },
};

export const HOSTILE_CHAT: JsonObject = {
  model: 'local/m',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: HOSTILE },
        { type: 'image_url', image_url: { url: PIXEL } },
        { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: HOSTILE },
  ],
  tools: [
    {
      type: 'function',
      function: {
        name: 'f',
        parameters: {
          type: 'object',
          properties: {
            'a-b': { type: 'string', enum: ['x', null, true, false] },
            constructor: {},
            '1': { default: 1e21 },
          },
          required: [],
          additionalProperties: false,
        },
      },
    },
  ],
};

export const PROGRAMS: Readonly<Record<string, Program>> = {
  chat: program('chat', CHAT, new Map()),
  hostile: program('chat', HOSTILE_CHAT, FILES),
  embeddings: program('embeddings', { model: 'e', input: ['one', HOSTILE], encoding_format: 'float' }, new Map()),
  image: program('image_generation', { model: 'i', prompt: HOSTILE, n: 2, size: '1024x1024' }, new Map()),
  edit: {
    kind: 'form',
    fields: [
      ['model', 'i'],
      ['prompt', `@${HOSTILE}`],
      ['n', '2'],
    ],
    files: [
      ['image', 'photo-1.png'],
      ['mask', 'mask.png'],
    ],
  },
};
