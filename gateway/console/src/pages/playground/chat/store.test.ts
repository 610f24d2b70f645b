import { describe, expect, it } from 'vitest';
import type { Wire } from '../wire/transport';
import { ChatStore } from './store';

/** A store whose drawings happen at once. */
function aStore(): ChatStore {
  let count = 0;
  const newId = () => {
    count += 1;
    return `id${count}`;
  };
  const store = new ChatStore({ newId, today: () => 7, soon: (flush) => flush() });
  store.edit((chat) => ({ ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, model: 'a/m' })) }));
  return store;
}

function answering(text: (model: string) => unknown, asked: unknown[] = []): Wire {
  return {
    now: () => 0,
    apiKey: null,
    fetch: async (_, init) => {
      const body = JSON.parse(String(init.body)) as { model: string };
      asked.push(body);
      return Response.json({ choices: [{ index: 0, message: text(body.model), finish_reason: 'stop' }] });
    },
  };
}

const echo = answering((model) => ({ role: 'assistant', content: `I am ${model}` }));

/** Answers one word, then waits to be stopped. */
const endless: Wire = {
  now: () => 0,
  apiKey: null,
  fetch: async (_, init) => {
    const chunk = { choices: [{ index: 0, delta: { content: 'Well' }, finish_reason: null }] };
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`));
        init.signal?.addEventListener('abort', () => controller.error(new DOMException('stopped', 'AbortError')));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  },
};

function said(store: ChatStore): string[][] {
  return store
    .state()
    .chat.lanes.map((lane) => lane.turns.map((turn) => (turn.role === 'assistant' ? turn.answer.content : turn.text)));
}

describe('a conversation on the page', () => {
  it('goes to every column at once, and the composer is empty again', async () => {
    const store = aStore();
    store.addLane('b/m');
    store.setDraft('Who?');
    await store.send(echo);
    expect(said(store)).toEqual([
      ['Who?', 'I am a/m'],
      ['Who?', 'I am b/m'],
    ]);
    expect(store.state().draft).toBe('');
  });

  it('stops one column, and the others go on', async () => {
    const store = aStore();
    store.addLane('b/m');
    store.setDraft('Who?');
    const sent = store.send(endless);
    await new Promise<void>((resolve) => {
      const unsubscribe = store.subscribe(() => {
        if (said(store).every((lane) => lane[1] === 'Well')) {
          unsubscribe();
          resolve();
        }
      });
    });
    const [first, second] = store.state().chat.lanes;
    store.stop(first?.id);
    await new Promise<void>((resolve) => {
      const unsubscribe = store.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
    expect(store.state().chat.lanes.map((lane) => lane.turns[1])).toMatchObject([
      { status: 'stopped' },
      { status: 'running' },
    ]);
    store.stop(second?.id);
    await sent;
    expect(store.state().chat.lanes[1]?.turns[1]).toMatchObject({ status: 'stopped', answer: { content: 'Well' } });
  });

  it('gives an answer again, and asks again after a question was changed', async () => {
    const store = aStore();
    store.setDraft('One');
    await store.send(echo);
    const lane = store.state().chat.lanes[0];
    const [question, answer] = lane?.turns ?? [];
    await store.regenerate(echo, lane?.id ?? '', answer?.id ?? '');
    expect(said(store)).toEqual([['One', 'I am a/m']]);
    expect(store.state().chat.lanes[0]?.turns[1]?.id).not.toBe(answer?.id);
    await store.askAgain(echo, question?.id ?? '');
    expect(said(store)).toEqual([['One', 'I am a/m']]);
  });

  it('goes on by itself once every tool has its result', async () => {
    const store = aStore();
    const asked: unknown[] = [];
    const tool_calls = ['f', 'g'].map((name) => ({ id: name, type: 'function', function: { name, arguments: '{}' } }));
    const calls = answering(() => ({ role: 'assistant', content: null, tool_calls }));
    store.setDraft('Use them');
    await store.send(calls);
    const laneId = store.state().chat.lanes[0]?.id ?? '';
    const done = answering(() => ({ role: 'assistant', content: 'Done' }), asked);
    await store.giveResult(done, laneId, { id: 'f', name: 'f' }, '1');
    expect(asked).toHaveLength(0);
    await store.giveResult(done, laneId, { id: 'g', name: 'g' }, '2');
    expect(asked).toMatchObject([
      { messages: [{}, {}, { tool_call_id: 'f', content: '1' }, { tool_call_id: 'g', content: '2' }] },
    ]);
    expect(said(store)[0]?.at(-1)).toBe('Done');
  });

  it('starts anew with the same models and settings', async () => {
    const store = aStore();
    store.changeSettings({ system: 'Be brief.' });
    store.setDraft('One');
    await store.send(echo);
    const before = store.state();
    store.restart();
    expect(store.state().chat).toMatchObject({
      settings: { system: 'Be brief.' },
      lanes: [{ model: 'a/m', turns: [] }],
    });
    expect(store.state().entryId).not.toBe(before.entryId);
  });

  it('sends nothing that must be mended first', async () => {
    const store = aStore();
    const asked: unknown[] = [];
    store.changeSettings({ format: { kind: 'json_schema', name: 'x', schema: '{', strict: true } });
    store.setDraft('One');
    await store.send(answering(() => ({}), asked));
    expect(asked).toEqual([]);
  });
});
