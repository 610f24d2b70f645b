import { describe, expect, it } from 'vitest';
import { filesOf } from '../code/program';
import { aLane, anAnswer, aQuestion } from './fixtures';
import { chatPrograms } from './programs';
import { DEFAULT_SETTINGS } from './settings';
import type { ChatState } from './store';

const settings = { ...DEFAULT_SETTINGS, stream: false };
const image = { id: 'f', name: 'My photo.png', mime: 'image/png', url: 'data:image/png;base64,QUJD', bytes: 3 };

function state(change: Partial<ChatState>): ChatState {
  const lane = aLane([aQuestion('Hi'), anAnswer({ content: 'Yo' })]);
  return { chat: { settings, lanes: [lane] }, draft: '', attachments: [], entryId: 'e', createdAt: 0, ...change };
}

describe('the programs of a conversation', () => {
  it('ask what was asked last, without its answer', () => {
    expect(chatPrograms(state({}))).toMatchObject([
      { name: 'local/m', program: { body: { messages: [{ role: 'user', content: 'Hi' }] } } },
    ]);
  });

  it('ask what stands in the composer, after all that was said', () => {
    expect(chatPrograms(state({ draft: 'And?' }))).toMatchObject([
      { program: { body: { messages: [{ content: 'Hi' }, { content: 'Yo' }, { content: 'And?' }] } } },
    ]);
  });

  it('read the files that are attached by a name without trouble', () => {
    const [one] = chatPrograms(
      state({ draft: 'Look', attachments: [image, { ...image, id: 'g', url: 'data:image/png;base64,REVG' }] }),
    );
    expect(one && filesOf(one.program)).toEqual(['My-photo.png', 'My-photo-2.png']);
  });

  it('are one for each column that can be sent', () => {
    const lanes = [aLane([aQuestion('Hi')]), { ...aLane([aQuestion('Hi')], 'l2'), model: '' }];
    expect(chatPrograms(state({ chat: { settings, lanes } }))).toHaveLength(1);
  });
});
