import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameReader } from '../../../api/frames';
import { type Answer, costInComment, EMPTY_ANSWER, foldChunk, foldFrame, hasOutput } from './answer';

function data(value: unknown, event: string | null = null): Frame {
  return { kind: 'data', event, id: '', data: typeof value === 'string' ? value : JSON.stringify(value) };
}

function chunk(delta: unknown, rest: Record<string, unknown> = {}): unknown {
  return { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null, ...rest }] };
}

function fold(...frames: Frame[]): Answer {
  return frames.reduce(foldFrame, EMPTY_ANSWER);
}

describe('an answer', () => {
  it("is its chunks' content and reasoning, whatever the provider calls it", () => {
    const answer = fold(
      data(chunk({ role: 'assistant', content: '' })),
      data(chunk({ reasoning_content: 'Let me ' })),
      data(chunk({ reasoning: 'think.' })),
      data(chunk({ reasoning: '!', reasoning_content: '!' })),
      data(chunk({ reasoning_details: [{ type: 'reasoning.text', text: '?' }] })),
      data(chunk({ content: '4' })),
      data(chunk({ content: '2' })),
      data(chunk({}, { finish_reason: 'stop' })),
      data('[DONE]'),
    );
    expect(answer).toMatchObject({ content: '42', reasoning: 'Let me think.!?', finishReason: 'stop', closed: true });
  });

  it('takes usage from a chunk without choices, and keeps the reason to finish', () => {
    const answer = fold(
      data(chunk({ content: 'hi' }, { finish_reason: 'length' })),
      data({
        choices: [],
        usage: {
          prompt_tokens: 7,
          completion_tokens: 5,
          prompt_tokens_details: { cached_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 2 },
        },
      }),
    );
    expect(answer.finishReason).toBe('length');
    expect(answer.usage).toEqual({ inputTokens: 7, outputTokens: 5, cachedTokens: 3, reasoningTokens: 2 });
  });

  it('joins the arguments of tool calls that are streamed side by side', () => {
    const call = (index: number, rest: Record<string, unknown>): unknown => chunk({ tool_calls: [{ index, ...rest }] });
    const answer = fold(
      data(call(0, { id: 'a', type: 'function', function: { name: 'weather', arguments: '' } })),
      data(call(1, { id: 'b', type: 'function', function: { name: 'time', arguments: '{"z":' } })),
      data(call(0, { function: { arguments: '{"city":"' } })),
      data(call(1, { function: { arguments: '"UTC"}' } })),
      data(call(0, { function: { arguments: 'Oslo"}' } })),
      data(chunk({ tool_calls: null }, { finish_reason: 'tool_calls' })),
    );
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' },
      { id: 'b', name: 'time', arguments: '{"z":"UTC"}' },
    ]);
  });

  it('tells tool calls apart by their ids where an index is missing, and takes arguments that are an object', () => {
    const answer = fold(
      data(chunk({ tool_calls: [{ id: 'a', function: { name: 'x', arguments: { n: 1 } } }] })),
      data(chunk({ tool_calls: [{ id: 'b', function: { name: 'y', arguments: '{' } }] })),
      data(chunk({ tool_calls: [{ function: { arguments: '}' } }] })),
    );
    expect(answer.toolCalls.map((call) => call.arguments)).toEqual(['{"n":1}', '{}']);
  });

  it('keeps what was said when an error comes in the middle', () => {
    const error = { error: { message: 'Overloaded', type: 'server_error', code: 'upstream_error', param: null } };
    for (const frame of [data(error), data(error, 'error')]) {
      const answer = fold(data(chunk({ content: 'So ' })), frame);
      expect(answer.content).toBe('So ');
      expect(answer.failure).toMatchObject({ kind: 'upstream', message: 'Overloaded', code: 'upstream_error' });
    }
  });

  it('knows its cost from a trailing comment, or from usage', () => {
    expect(fold(data('[DONE]'), { kind: 'comment', text: 'x-hub-cost=0.000123' }).cost).toBe('0.000123');
    expect(foldChunk(EMPTY_ANSWER, { choices: [], usage: { prompt_tokens: 1, cost: 0.00000012 } }).cost).toBe(
      '0.00000012',
    );
    expect(fold({ kind: 'comment', text: 'keep-alive' }).cost).toBeNull();
    expect(costInComment('x-hub-charge=9; x-hub-cost: 1.5')).toBe('1.5');
    expect(costInComment('x-hub-cost=unknown')).toBeNull();
  });

  it('is the same whole as streamed', () => {
    const message = {
      role: 'assistant',
      content: 'hi',
      refusal: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
    };
    const answer = foldChunk(EMPTY_ANSWER, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
    expect(answer).toMatchObject({
      content: 'hi',
      finishReason: 'stop',
      toolCalls: [{ id: 'a', name: 'f', arguments: '{}' }],
    });
  });

  it('says nothing by chunks that are empty, unknown or no JSON', () => {
    const frames = [
      data('{'),
      data('7'),
      data({ choices: [], prompt_filter_results: [] }),
      data({ choices: [{ index: 1, delta: { content: 'other' } }] }),
    ];
    expect(hasOutput(fold(...frames))).toBe(false);
  });

  it('is the same for any cut of the bytes', () => {
    const frames = [
      chunk({ reasoning_content: '想一想 🤔' }),
      chunk({ content: 'Größe: 🦀' }),
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"q":"é' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"}' } }] }),
      chunk({}, { finish_reason: 'tool_calls' }),
      { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
    ];
    const text = `${frames.map((frame) => `data: ${JSON.stringify(frame)}\r\n\r\n`).join('')}data: [DONE]\n\n: x-hub-cost=0.1\n\n`;
    const bytes = new TextEncoder().encode(text);
    const read = (places: number[]): Answer => {
      const reader = new FrameReader();
      const stops = [0, ...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
      const read = stops.slice(1).flatMap((stop, at) => reader.push(bytes.slice(stops[at], stop)));
      return [...read, ...reader.end()].reduce(foldFrame, EMPTY_ANSWER);
    };
    const expected = read([]);
    expect(expected).toMatchObject({ content: 'Größe: 🦀', cost: '0.1', closed: true });
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (places) => {
        expect(read(places)).toEqual(expected);
      }),
    );
  });
});
