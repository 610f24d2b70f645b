// The conversation that is on the page, and the answers that are under way. It outlives the page, so that leaving it loses nothing.

import type { Wire } from '../wire/transport';
import type { Attachment, Chat, UserTurn } from './conversation';
import * as conversation from './conversation';
import { buildChatRequest } from './request';
import { type Progress, runChat } from './run';
import type { Settings } from './settings';

export interface ChatState {
  chat: Chat;
  draft: string;
  attachments: Attachment[];
  /** Under which the history keeps it. */
  entryId: string;
  createdAt: number;
}

/** What the store needs from its surroundings. */
export interface Surroundings {
  newId: () => string;
  /** Milliseconds since 1970, for the history. */
  today: () => number;
  /** Does it soon, once: many chunks become one drawing. */
  soon: (flush: () => void) => void;
}

export class ChatStore {
  #state: ChatState;
  readonly #around: Surroundings;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<string, AbortController>();
  readonly #waiting = new Map<string, { laneId: string; progress: Progress }>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#state = this.#fresh(conversation.newChat(around.newId(), ''));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ChatState => this.#state;

  /** A new conversation with the same models and settings. */
  restart(): void {
    this.stop();
    const { chat } = this.#state;
    this.#set(this.#fresh({ ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, turns: [] })) }));
  }

  /** Another conversation: from the history with its id, or from a link with a new one. */
  open(chat: Chat, from: { entryId: string; createdAt: number } | null, draft = ''): void {
    this.stop();
    this.#set({ ...this.#fresh(chat), draft, ...from });
  }

  setDraft(draft: string): void {
    this.#set({ ...this.#state, draft });
  }

  attach(attachments: Attachment[]): void {
    this.#set({ ...this.#state, attachments: [...this.#state.attachments, ...attachments] });
  }

  detach(id: string): void {
    this.#set({ ...this.#state, attachments: this.#state.attachments.filter((one) => one.id !== id) });
  }

  changeSettings(change: Partial<Settings>): void {
    this.edit((chat) => ({ ...chat, settings: { ...chat.settings, ...change } }));
  }

  /** Any of the pure changes of a conversation. */
  edit(change: (chat: Chat) => Chat): void {
    this.#set({ ...this.#state, chat: change(this.#state.chat) });
  }

  addLane(model: string): void {
    this.edit((chat) => conversation.addLane(chat, this.#around.newId(), model));
  }

  removeLane(laneId: string): void {
    this.stop(laneId);
    this.edit((chat) => conversation.removeLane(chat, laneId));
  }

  /** Sends what stands in the composer to every column. */
  async send(wire: Wire): Promise<void> {
    const { draft, attachments } = this.#state;
    const turn: UserTurn = { role: 'user', id: this.#around.newId(), text: draft, attachments };
    this.#set({ ...this.#state, draft: '', attachments: [], chat: conversation.ask(this.#state.chat, turn) });
    await this.answerAll(wire);
  }

  /** Lets every column answer that waits for an answer. */
  async answerAll(wire: Wire): Promise<void> {
    const waiting = this.#state.chat.lanes.filter((lane) => conversation.nextOf(lane) === 'answer');
    await Promise.all(waiting.map((lane) => this.answer(wire, lane.id)));
  }

  /** Asks again from a question on, with what it says now. */
  async askAgain(wire: Wire, turnId: string): Promise<void> {
    this.stop();
    this.edit((chat) => conversation.cutAfter(chat, turnId));
    await this.answerAll(wire);
  }

  async regenerate(wire: Wire, laneId: string, turnId: string): Promise<void> {
    this.stop(laneId);
    this.edit((chat) => conversation.cutBefore(chat, laneId, turnId));
    await this.answer(wire, laneId);
  }

  /** Gives a tool's result; with the last one that is missing, the model goes on. */
  async giveResult(wire: Wire, laneId: string, call: { id: string; name: string }, text: string): Promise<void> {
    const result = { role: 'tool' as const, id: this.#around.newId(), callId: call.id, name: call.name, text };
    this.edit((chat) => conversation.giveResult(chat, laneId, result));
    const lane = this.#state.chat.lanes.find((one) => one.id === laneId);
    if (lane !== undefined && conversation.nextOf(lane) === 'answer') await this.answer(wire, laneId);
  }

  async answer(wire: Wire, laneId: string): Promise<void> {
    const lane = this.#state.chat.lanes.find((one) => one.id === laneId);
    if (lane === undefined || this.#running.has(laneId)) return;
    const built = buildChatRequest(this.#state.chat.settings, lane);
    if (!built.ok) return;
    const turnId = this.#around.newId();
    const abort = new AbortController();
    this.#running.set(laneId, abort);
    this.edit((chat) => conversation.startAnswer(chat, laneId, turnId, wire.now()));
    const last = await runChat(wire, built.body, abort.signal, (progress) => this.#told(laneId, turnId, progress));
    this.#waiting.delete(turnId);
    if (this.#running.get(laneId) === abort) this.#running.delete(laneId);
    this.edit((chat) => conversation.updateAnswer(chat, laneId, turnId, last));
  }

  /** Stops one column, or all. */
  stop(laneId?: string): void {
    for (const [id, abort] of this.#running) {
      if (laneId !== undefined && id !== laneId) continue;
      this.#running.delete(id);
      abort.abort();
    }
    this.#flush();
  }

  #told(laneId: string, turnId: string, progress: Progress): void {
    const idle = this.#waiting.size === 0;
    this.#waiting.set(turnId, { laneId, progress });
    if (idle) this.#around.soon(() => this.#flush());
  }

  #flush(): void {
    if (this.#waiting.size === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.edit((chat) =>
      waiting.reduce((all, [id, { laneId, progress }]) => conversation.updateAnswer(all, laneId, id, progress), chat),
    );
  }

  #fresh(chat: Chat): ChatState {
    const { newId, today } = this.#around;
    return { chat, draft: '', attachments: [], entryId: newId(), createdAt: today() };
  }

  #set(state: ChatState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
