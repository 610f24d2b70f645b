import { describe, expect, it } from 'vitest';
import {
  addLane,
  ask,
  type Chat,
  cutAfter,
  cutBefore,
  editQuestion,
  editTurn,
  giveResult,
  newChat,
  nextOf,
  openCalls,
  removeLane,
  removeTurn,
  settle,
  startAnswer,
  updateAnswer,
} from './conversation';
import { aLane, anAnswer, aQuestion } from './fixtures';
import { DEFAULT_SETTINGS } from './settings';

function chat(...lanes: Chat['lanes']): Chat {
  return { settings: DEFAULT_SETTINGS, lanes };
}

function ids(all: Chat): string[][] {
  return all.lanes.map((lane) => lane.turns.map((turn) => turn.id));
}

const two = chat(
  aLane([
    aQuestion('x', 'q1'),
    anAnswer({ content: '1' }, 'a1'),
    aQuestion('y', 'q2'),
    anAnswer({ content: '2' }, 'a2'),
  ]),
  aLane(
    [aQuestion('x', 'q1'), anAnswer({ content: '3' }, 'b1'), aQuestion('y', 'q2'), anAnswer({ content: '4' }, 'b2')],
    'l2',
  ),
);

describe('a conversation', () => {
  it('asks every column the same', () => {
    expect(ids(ask(two, aQuestion('z', 'q3')))).toEqual([
      ['q1', 'a1', 'q2', 'a2', 'q3'],
      ['q1', 'b1', 'q2', 'b2', 'q3'],
    ]);
  });

  it('gives a new column what was asked, up to the last question, and no more columns than four', () => {
    const three = addLane(two, 'l3', 'local/n');
    expect(ids(three)[2]).toEqual(['q1', 'a1', 'q2']);
    expect(nextOf(three.lanes[2] ?? aLane([]))).toBe('answer');
    expect(addLane(addLane(three, 'l4', ''), 'l5', '').lanes).toHaveLength(4);
  });

  it('never loses its last column', () => {
    const one = removeLane(two, 'l1');
    expect(one.lanes.map((lane) => lane.id)).toEqual(['l2']);
    expect(removeLane(one, 'l2')).toBe(one);
  });

  it('changes a question in every column, an answer in its own', () => {
    const changed = editTurn(editQuestion(two, 'q1', 'X'), 'l1', 'a1', 'one');
    expect(changed.lanes.map((lane) => lane.turns[0])).toMatchObject([{ text: 'X' }, { text: 'X' }]);
    expect(changed.lanes[0]?.turns[1]).toMatchObject({ edited: true, answer: { content: 'one' } });
    expect(changed.lanes[1]?.turns[1]).toMatchObject({ edited: false, answer: { content: '3' } });
  });

  it("removes a question from every column, an answer with its tools' results", () => {
    expect(ids(removeTurn(two, 'l1', 'q2'))).toEqual([
      ['q1', 'a1', 'a2'],
      ['q1', 'b1', 'b2'],
    ]);
    const tool = { role: 'tool' as const, id: 't1', callId: 'c', name: 'f', text: '' };
    const called = chat(aLane([aQuestion('x', 'q1'), anAnswer({}, 'a1'), tool, anAnswer({}, 'a2')]));
    expect(ids(removeTurn(called, 'l1', 'a1'))).toEqual([['q1', 'a2']]);
  });

  it('is cut after a question in every column, before an answer in one', () => {
    expect(ids(cutAfter(two, 'q1'))).toEqual([['q1'], ['q1']]);
    expect(ids(cutBefore(two, 'l2', 'b1'))).toEqual([['q1', 'a1', 'q2', 'a2'], ['q1']]);
  });

  it('waits for the results of all tool calls, then for an answer', () => {
    const toolCalls = [
      { id: 'c1', name: 'f', arguments: '' },
      { id: 'c2', name: 'g', arguments: '' },
    ];
    const called = chat(aLane([aQuestion('x'), anAnswer({ toolCalls })]));
    const first = giveResult(called, 'l1', { role: 'tool', id: 't1', callId: 'c1', name: 'f', text: '1' });
    const lane = first.lanes[0] ?? aLane([]);
    expect(openCalls(lane).map((call) => call.id)).toEqual(['c2']);
    expect(nextOf(lane)).toBe('tool_results');
    const both = giveResult(first, 'l1', { role: 'tool', id: 't2', callId: 'c2', name: 'g', text: '2' });
    expect(nextOf(both.lanes[0] ?? aLane([]))).toBe('answer');
  });

  it('runs from the start of an answer to its end, and not beyond being put away', () => {
    const running = startAnswer(ask(newChat('l1', 'm'), aQuestion('x')), 'l1', 'a', 5);
    expect(nextOf(running.lanes[0] ?? aLane([]))).toBe('running');
    expect(nextOf(updateAnswer(running, 'l1', 'a', { status: 'done' }).lanes[0] ?? aLane([]))).toBe('prompt');
    expect(settle(running).lanes[0]?.turns[1]).toMatchObject({ status: 'stopped' });
  });
});
