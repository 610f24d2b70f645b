import { describe, expect, it } from 'vitest';
import { EMPTY_ANSWER } from '../wire/answer';
import { aLane, anAnswer, aQuestion } from './fixtures';
import { buildChatRequest, chatProblems } from './request';
import { DEFAULT_PARAMETERS, DEFAULT_SETTINGS, type Settings } from './settings';

function body(settings: Partial<Settings>, lane = aLane([aQuestion('Hi')])): unknown {
  const built = buildChatRequest({ ...DEFAULT_SETTINGS, ...settings }, lane);
  return built.ok ? built.body : built.problems;
}

describe('a chat request', () => {
  it('has the model, the messages and nothing that is not set', () => {
    expect(body({ stream: false })).toEqual({ model: 'local/m', messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('asks a stream for its usage', () => {
    expect(body({})).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('sends the parameters that are set, a zero too', () => {
    const parameters = {
      ...DEFAULT_PARAMETERS,
      temperature: 0,
      topP: 0.5,
      maxTokens: 9,
      maxTokensField: 'max_completion_tokens' as const,
      stop: ['END'],
      seed: 0,
      presencePenalty: -1,
      frequencyPenalty: 2,
      reasoningEffort: 'low' as const,
    };
    expect(body({ system: 'Be brief.', parameters, stream: false })).toEqual({
      model: 'local/m',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0,
      top_p: 0.5,
      max_completion_tokens: 9,
      stop: ['END'],
      seed: 0,
      presence_penalty: -1,
      frequency_penalty: 2,
      reasoning_effort: 'low',
    });
  });

  it('carries images, audio and other files as parts', () => {
    const file = (name: string, mime: string) => ({ id: name, name, mime, url: `data:${mime};base64,QUJD`, bytes: 3 });
    const files = [file('a.png', 'image/png'), file('b.mp3', 'audio/mpeg'), file('c.pdf', 'application/pdf')];
    expect(body({ stream: false }, aLane([{ ...aQuestion('Look'), attachments: files }]))).toMatchObject({
      messages: [
        {
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
            { type: 'input_audio', input_audio: { data: 'QUJD', format: 'mp3' } },
            { type: 'file', file: { filename: 'c.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
          ],
        },
      ],
    });
  });

  it('replays tool calls with their results, and leaves failed answers out', () => {
    const call = { id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' };
    const lane = aLane([
      aQuestion('Weather?'),
      anAnswer({ toolCalls: [call] }),
      { role: 'tool', id: 't', callId: 'a', name: 'weather', text: 'rain' },
      { ...anAnswer({}), status: 'failed' },
    ]);
    const tools = [{ id: '1', name: 'weather', description: '', parameters: '{"type":"object"}' }];
    expect(body({ stream: false, tools, toolChoice: 'weather' }, lane)).toEqual({
      model: 'local/m',
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'rain' },
      ],
      tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
  });

  it('asks for an answer of a schema', () => {
    const format = { kind: 'json_schema' as const, name: 'city', schema: '{"type":"object"}', strict: true };
    expect(body({ format })).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema: { type: 'object' }, strict: true } },
    });
  });

  it('is not built where something must be mended first, and says what', () => {
    const tools = [
      { id: '1', name: 'a b', description: '', parameters: '' },
      { id: '2', name: 'ok', description: '', parameters: '[1]' },
      { id: '3', name: 'ok', description: '', parameters: '' },
    ];
    const format = { kind: 'json_schema' as const, name: '', schema: '{', strict: false };
    const settings = { ...DEFAULT_SETTINGS, tools, format };
    const lanes = [aLane([]), { ...aLane([]), id: 'l2', model: '' }];
    expect(chatProblems({ settings, lanes })).toEqual([
      { kind: 'tool_name', tool: 'a b' },
      { kind: 'tool_schema', tool: 'ok' },
      { kind: 'tool_name_twice', tool: 'ok' },
      { kind: 'answer_name' },
      { kind: 'answer_schema' },
      { kind: 'no_model' },
    ]);
  });

  it('says a refusal as the model said it', () => {
    const turn = anAnswer({ ...EMPTY_ANSWER, refusal: 'No.' });
    expect(body({ stream: false }, aLane([turn]))).toMatchObject({
      messages: [{ role: 'assistant', content: null, refusal: 'No.' }],
    });
  });
});
