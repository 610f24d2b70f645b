import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameReader } from './frames';

const encoder = new TextEncoder();

function whole(text: string): Frame[] {
  return cut(text, []);
}

function cut(text: string, places: number[]): Frame[] {
  const bytes = encoder.encode(text);
  const reader = new FrameReader();
  const stops = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const frames: Frame[] = [];
  let start = 0;
  for (const stop of stops) {
    frames.push(...reader.push(bytes.slice(start, stop)));
    start = stop;
  }
  return [...frames, ...reader.end()];
}

describe('frames', () => {
  it("come with their event's name, their lines joined, and comments apart", () => {
    const text = ': hello\n\nevent: error\ndata: one\ndata: two\n\ndata:three\n\n: x-hub-cost=0.01\n';
    expect(whole(text)).toEqual([
      { kind: 'comment', text: 'hello' },
      { kind: 'data', event: 'error', id: '', data: 'one\ntwo' },
      { kind: 'data', event: null, id: '', data: 'three' },
      { kind: 'comment', text: 'x-hub-cost=0.01' },
    ]);
  });

  it('are the same for every end of line', () => {
    const text = 'data: a\n\ndata: b\n\n: c\n';
    expect(whole(text.replaceAll('\n', '\r\n'))).toEqual(whole(text));
    expect(whole(text.replaceAll('\n', '\r'))).toEqual(whole(text));
  });

  it('that the sender did not close are taken at the end', () => {
    expect(whole('data: [DONE]')).toEqual([{ kind: 'data', event: null, id: '', data: '[DONE]' }]);
    expect(whole('data: 1\n\n: x-hub-cost=2')).toHaveLength(2);
  });

  it('without data are nothing', () => {
    expect(whole('event: ping\n\nretry: 10\nid: 3\n\n')).toEqual([]);
  });

  it('have the last id that was named, until another is', () => {
    const text =
      'retry: 2000\nid: 7\nevent: request\ndata: {"a":1}\n\nid: 8\r\ndata: first\r\ndata: second\r\n\r\ndata:no space\n\n';
    expect(whole(text)).toEqual([
      { kind: 'data', event: 'request', id: '7', data: '{"a":1}' },
      { kind: 'data', event: null, id: '8', data: 'first\nsecond' },
      { kind: 'data', event: null, id: '8', data: 'no space' },
    ]);
  });

  it('are kept back until they are whole', () => {
    const reader = new FrameReader();
    expect(reader.push(encoder.encode('id: 1\ndata: half'))).toEqual([]);
    expect(reader.push(encoder.encode('\n\n'))).toEqual([{ kind: 'data', event: null, id: '1', data: 'half' }]);
  });

  it('are the same for any cut of the bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        '\n\n',
        'data: ',
        'data:',
        'event: x',
        'id: 7',
        ': note',
        ':',
        '你好',
        '🦀',
        ' ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    );
    const stream = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
        expect(cut(text, places)).toEqual(whole(text));
      }),
      { numRuns: 500 },
    );
  });
});
