import { describe, expect, test } from 'vitest';
import { eventParser } from './sse';

const stream =
  'retry: 2000\n: heartbeat\n\nid: 7\nevent: request\ndata: {"a":1}\n\nid: 8\r\ndata: first\r\ndata: second\r\n\r\ndata:no space\n\n';
const events = [
  { id: '7', data: '{"a":1}' },
  { id: '8', data: 'first\nsecond' },
  { id: '8', data: 'no space' },
];

describe('a stream of events', () => {
  test('gives the same events wherever its text is cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const parse = eventParser();
      expect([...parse(stream.slice(0, cut)), ...parse(stream.slice(cut))], `cut at ${cut}`).toEqual(events);
    }
  });

  test('gives the same events letter by letter', () => {
    const parse = eventParser();
    expect([...stream].flatMap((letter) => parse(letter))).toEqual(events);
  });

  test('keeps an event back until it is whole', () => {
    const parse = eventParser();
    expect(parse('id: 1\ndata: half')).toEqual([]);
    expect(parse('\n\n')).toEqual([{ id: '1', data: 'half' }]);
  });
});
