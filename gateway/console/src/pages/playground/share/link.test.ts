import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chat } from '../chat/conversation';
import { aLane, anAnswer, aQuestion } from '../chat/fixtures';
import { DEFAULT_PARAMETERS, DEFAULT_SETTINGS } from '../chat/settings';
import { decodeFragment, encodeFragment, MAX_LINK_CHARACTERS } from './link';
import { decodeShared, open, type Shared, share } from './shared';

const call = { id: 'c', name: 'f', arguments: '{}' };
const file = { id: 'f', name: 'a.png', mime: 'image/png', url: 'data:image/png;base64,QUJD', bytes: 3 };
const chat: Chat = {
  settings: {
    ...DEFAULT_SETTINGS,
    system: '你好',
    parameters: { ...DEFAULT_PARAMETERS, temperature: 0, stop: ['x'], reasoningEffort: 'high' },
    tools: [{ id: '1', name: 'f', description: '', parameters: '{}' }],
    toolChoice: 'f',
    format: { kind: 'json_schema', name: 'n', schema: '{}', strict: true },
    stream: false,
  },
  lanes: [
    aLane([
      { ...aQuestion('Hi'), attachments: [file] },
      anAnswer({ content: 'Yo', toolCalls: [call] }),
      { role: 'tool', id: 't', callId: 'c', name: 'f', text: '1' },
    ]),
    { ...aLane([], 'l2'), model: 'other/m' },
  ],
};

function numbered(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id${count}`;
  };
}

describe('a link', () => {
  it('brings back models, settings, messages and what was not sent yet', async () => {
    const shared = share(chat, 'draft', { answers: true, files: true });
    const read = await decodeFragment(await encodeFragment(shared));
    if (read.kind !== 'shared') throw new Error(read.kind);
    expect(read.shared.draft).toBe('draft');
    const opened = open(read.shared, numbered());
    expect(opened.settings).toEqual({ ...chat.settings, tools: [{ ...chat.settings.tools[0], id: 'shared-0' }] });
    expect(opened.lanes.map((lane) => lane.model)).toEqual(['local/m', 'other/m']);
    for (const lane of opened.lanes) {
      expect(lane.turns).toMatchObject([
        { role: 'user', text: 'Hi', attachments: [{ name: 'a.png', url: file.url }] },
        { role: 'assistant', answer: { content: 'Yo', toolCalls: [call] }, status: 'done' },
        { role: 'tool', callId: 'c', text: '1' },
      ]);
    }
  });

  it('holds no answer and no file that was not chosen', () => {
    const shared = share(chat, '', { answers: false, files: false });
    expect(shared.turns).toEqual([{ role: 'user', text: 'Hi', files: [] }]);
  });

  it('is short: repetition costs little', async () => {
    const long = share({ ...chat, settings: { ...chat.settings, system: 'You are helpful. '.repeat(2000) } }, '', {
      answers: false,
      files: false,
    });
    expect((await encodeFragment(long)).length).toBeLessThan(MAX_LINK_CHARACTERS / 10);
  });

  it('that is not ours is broken, never an exception', async () => {
    expect(await decodeFragment('')).toEqual({ kind: 'none' });
    expect(await decodeFragment('#other')).toEqual({ kind: 'none' });
    await fc.assert(
      fc.asyncProperty(fc.string(), async (garbage) => {
        expect((await decodeFragment(`#p=${garbage}`)).kind).toBe('broken');
      }),
    );
    const bomb = await encodeFragment({ v: 1, draft: 'x'.repeat(3_000_000) } as unknown as Shared);
    expect(await decodeFragment(bomb)).toEqual({ kind: 'broken' });
  });

  it('never opens addresses other than data', () => {
    const turns = [
      { role: 'user', text: '', files: [{ name: 'a', mime: 'image/png', url: 'https://evil.example/x' }] },
    ];
    expect(decodeShared({ v: 1, models: [], settings: {}, turns })?.turns).toEqual([
      { role: 'user', text: '', files: [] },
    ]);
  });

  it('survives any JSON in its place', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shared = decodeShared({
          v: 1,
          settings: {},
          ...(typeof value === 'object' ? value : {}),
          models: value,
          turns: [],
        });
        expect(shared === null || open(shared, numbered()).lanes.length > 0).toBe(true);
      }),
    );
  });
});
