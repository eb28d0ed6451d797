import { background, type Asker } from './asker.ts';
import { addressOf, routes, type AnswerOf, type FieldsOf, type Op, type Route } from './commands.ts';
import { newId } from './ids.ts';
import type { LiveState } from './live.ts';
import { isMember, missing } from './merge.ts';
import type { Applied, Store } from './store.ts';
import {
  Refused, limits, readConversation, readMessage, readMessages, readPreferences, readSynced, readThreadPlace, readUser,
  type Conversation, type Id, type Message, type Preferences, type ThreadPlace, type Update, type User,
} from './wire.ts';

export interface ReaderHost {
  store: Store;
  live: LiveState;
  asker: Asker;
  /** `live` has changed: the other tabs want to know. */
  share(): void;
  /** What is new in the store may let something go out. */
  flush(): void;
}

/** A hole above what is held is closed with every change in it up to this length; beyond, what is held is let go. */
const closedAtMost = 400;

/** Brings what the server knows into the store, and fetches what an update has shown to be missing. */
export class Reader {
  readonly #host: ReaderHost;
  readonly #asker: Asker;
  readonly #store: Store;

  constructor(host: ReaderHost) {
    this.#host = host;
    this.#asker = host.asker;
    this.#store = host.store;
  }

  async apply(updates: Update[]): Promise<void> {
    this.follow(await this.#store.apply(updates));
    const { live } = this.#host;
    for (const update of updates) {
      if (update.op === 'presence') live.presence([update]);
      else if (update.op === 'typing') live.typing(update.conversation_id, update.user_id, true);
      else if (update.op === 'message') live.typing(update.message.conversation_id, update.message.sender_id, false);
      else if (update.op === 'changed') await this.#changed(update.version);
      else continue;
      this.#host.share();
    }
  }

  /** Asks for what an apply has shown to be missing. */
  follow(applied: Applied): void {
    for (const id of applied.unknown) {
      background(() => this.#asker.once(id, async () => {
        await this.apply([{ op: 'conversation', conversation: await this.#asker.ask('GET', `/conversations/${id}`, { read: readConversation }) }]);
      }));
    }

    for (const id of applied.strangers) {
      background(() => this.#asker.once(id, async () => {
        await this.apply([{ op: 'user', user: await this.#asker.ask('GET', `/users/${id}`, { read: readUser }) }]);
      }));
    }

    for (const id of applied.behind) background(() => this.#asker.once(`${id}/last`, () => this.#pullLast(id)));
    for (const id of applied.holes) background(() => this.#fill(id));
    this.#host.flush();
  }

  async sync(): Promise<void> {
    let since = await this.#store.cursor();
    for (let more = true; more; ) {
      try {
        const page = await this.#asker.ask('GET', '/sync', { read: readSynced, query: { since, limit: limits.page } });
        if (page.full_resync) await this.#store.forget();
        await this.apply(page.updates);
        await this.#store.setCursor((since = page.cursor));
        await this.#changed(page.version);
        more = page.more;
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'bad_cursor' && since)) throw error;
        await this.#store.forget();
        since = undefined;
      }
    }
  }

  async #changed(version: number): Promise<void> {
    if ((await this.#store.changes()) === version) return;
    await this.#store.setChanges(version);
    this.#host.live.set({ changes: version });
    background(async () => this.apply([{ op: 'user', user: await this.#asker.ask('GET', '/me', { read: readUser }) }]));
  }

  /** Fetches what watched conversations have beyond what is held here. */
  async reach(tails: Record<Id, number>): Promise<void> {
    for (const [conversation, seq] of Object.entries(tails)) {
      const top = (await this.#store.conversations.get(conversation))?.held.at(-1)?.[1] ?? 0;
      if (top < seq) background(() => this.ensure(conversation, Math.max(top + 1, seq - limits.page + 1), seq));
    }
  }

  /** Fetches what is not held between two seqs, newest first. */
  ensure(conversation: Id, from: number, to: number): Promise<void> {
    return this.#asker.once(`${conversation}/${from}-${to}`, async () => {
      for (let before = Infinity; ; ) {
        const kept = await this.#store.conversations.get(conversation);
        // Who is no longer a member has what they have.
        const hole = kept && isMember(kept) && missing(kept.held, Math.max(from, kept.visible_from, kept.hidden_until + 1), to).at(-1);
        if (!hole || hole[1] >= before) return;
        const below = kept.held.findLast((span) => span[1] < hole[0])?.[1];
        if (below === undefined) before = await this.#fetchBefore(conversation, hole);
        else if (hole[1] - below > closedAtMost) await this.#store.letGo(conversation, below + 1);
        else before = await this.#fetchAfter(conversation, below, hole[1]);
      }
    });
  }

  /** History: the lines as they are now. */
  async #fetchBefore(conversation: Id, [from, to]: [number, number]): Promise<number> {
    const query = { before_seq: to + 1, limit: Math.min(limits.page, to - from + 1) };
    const page = await this.#asker.ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
    this.follow(await this.#store.addPage(conversation, page));
    return to;
  }

  /** What came after what is held, with what it changed there. */
  async #fetchAfter(conversation: Id, below: number, to: number): Promise<number> {
    for (let after = below; after < to; ) {
      const query = { after_seq: after, limit: Math.min(limits.page, to - after) };
      const page = await this.#asker.ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
      this.follow(await this.#store.addPage(conversation, page));
      const next = page.to_seq ?? page.messages.at(-1)?.seq ?? to;
      if (next <= after) break;
      after = next;
    }

    return to;
  }

  /** The last line for the list; what lies between is read when somebody looks. */
  async #pullLast(conversation: Id): Promise<void> {
    const page = await this.#asker.ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query: { limit: 1 } });
    this.follow(await this.#store.addPage(conversation, page, true));
  }

  async #fill(conversation: Id): Promise<void> {
    const kept = await this.#store.conversations.get(conversation);
    if (kept) await this.ensure(conversation, Math.max(kept.held[0]?.[0] ?? 1, kept.last_seq - limits.page), kept.last_seq);
  }

  /** Fetches the newest answers in a thread, and one's place in it. */
  openThread(conversation: Id, root: number): Promise<void> {
    return this.#asker.once(`${conversation}/thread/${root}`, async () => {
      const thread = await this.#asker.ask('GET', `/conversations/${conversation}/threads/${root}`, { read: readThreadPlace });
      await this.apply([{ op: 'thread', thread }]);
      await this.olderAnswers(conversation, root);
    });
  }

  /** Fetches a page of a thread. @returns false when there is nothing before it. */
  async olderAnswers(conversation: Id, root: number, before?: number): Promise<boolean> {
    const query = { thread: root, limit: limits.page, ...(before !== undefined && { before_seq: before }) };
    const { messages } = await this.#asker.ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
    this.follow(await this.#store.apply([], { found: messages }));
    return (messages[0]?.thread_n ?? 1) > 1;
  }

  async readThread(conversation: Id, root: number, read_n: number): Promise<void> {
    const body = { read_n };
    const thread = await this.#asker.ask('PUT', `/conversations/${conversation}/threads/${root}/receipt`, { read: readThreadPlace, body });
    await this.apply([{ op: 'thread', thread }]);
  }

  /** Asks any command over HTTP. What its answer says of messages, people and conversations is kept at once. */
  async call<O extends Op>(op: O, fields: FieldsOf = {}, timeoutMs?: number): Promise<AnswerOf<O>> {
    const route = routes[op] as Route<AnswerOf<O>>;
    const { path, rest } = addressOf(route, fields);
    const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const asked = route.method === 'GET' || route.method === 'DELETE' ? { query: named as Record<string, string> } : { body: named };
    const key = route.method === 'POST' ? { key: newId() } : {};
    const answer = await this.#asker.ask(route.method, path, { read: route.read, ...asked, ...key, ...(timeoutMs && { timeoutMs }) });
    await this.#learn(op, fields, answer);
    return answer;
  }

  async #learn(op: Op, fields: FieldsOf, answer: unknown): Promise<void> {
    if (typeof answer !== 'object' || answer === null) return;
    const said = answer as { users?: User[]; messages?: Message[]; conversation?: Conversation; threads?: ThreadPlace[] };
    const { read } = routes[op] as Route;
    const updates: Update[] = (said.users ?? []).map((user) => ({ op: 'user', user }));
    for (const thread of said.threads ?? []) updates.push({ op: 'thread', thread });
    if (read === readUser) updates.push({ op: 'user', user: answer as User });
    else if (read === readConversation) updates.push({ op: 'conversation', conversation: answer as Conversation });
    else if (read === readThreadPlace) updates.push({ op: 'thread', thread: answer as ThreadPlace });
    else if (read === readPreferences) {
      updates.push({ op: 'preferences', conversation_id: String(fields['conversation_id']), preferences: answer as Preferences });
    } else if (said.conversation) updates.push({ op: 'conversation', conversation: said.conversation });
    const found = read === readMessage ? [answer as Message] : op === 'list_messages' ? [] : (said.messages ?? []);
    if (found.length) this.follow(await this.#store.apply([], { found }));
    if (updates.length) await this.apply(updates);
  }
}
