import { Http } from './http.ts';
import { newId } from './ids.ts';
import { Line, type LinkState } from './line.ts';
import { LiveState } from './live.ts';
import { isMember, missing } from './merge.ts';
import { addressOf, routes, type AnswerOf, type FieldsOf, type Op, type Route } from './commands.ts';
import { Outbox } from './outbox.ts';
import type { OpenWebSocket, Socket } from './socket.ts';
import { Store, liveQuery, type Account, type Applied, type Draft } from './store.ts';
import { Tabs, type Note } from './tabs.ts';
import {
  Refused, limits, readConversation, readLoggedIn, readMessage, readMessages, readNothing, readPreferences, readPresences, readSessions,
  readSynced, readThreadPlace, readUser, readUsers,
  type Content, type Conversation, type Heartbeat, type Id, type Message, type Preferences, type Read, type Session, type ThreadPlace,
  type Update, type User,
} from './wire.ts';

export type { Live } from './live.ts';

export interface TeahouseOptions {
  /** Where `/api/v1` is, absolute. */
  base: string;
  store?: Store;
  fetch?: typeof fetch;
  open?: OpenWebSocket;
  random?: () => number;
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface Beat {
  heartbeat: Heartbeat;
  counted: number;
}

/** How often a typing person says so; the others show it for 6 s. */
const typingMs = 4000;
const applyAtMost = 500;
/** A hole above what is held is closed with every change in it up to this length; beyond, what is held is let go. */
const closedAtMost = 400;
/** A draft goes to one's other devices when the writing has paused for so long. */
const draftMs = 1500;

/** Where a message stands beside its place in the conversation. */
export interface Standing {
  reply_to?: number;
  thread?: number;
  in_channel?: boolean;
}

/** One account on one device: the store, the line to the server, and what a person can do with them. */
export class Teahouse {
  readonly store: Store;
  readonly live = new LiveState();
  readonly #http: Http;
  readonly #options: Required<Omit<TeahouseOptions, 'store' | 'fetch'>>;
  readonly #tabs: Tabs;
  readonly #outbox: Outbox;
  readonly #watches = new Map<Id, Id[]>();
  readonly #typed = new Map<Id, number>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #inbox: (Update | Beat)[] = [];
  #account: Account | undefined;
  #line: Line | undefined;
  #socket: Socket | undefined;
  #leading: AbortController | undefined;
  #draining = false;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  /** Updates lost on this socket that a sync has made good. */
  #forgiven = 0;
  #subscription: { unsubscribe(): void } | undefined;

  constructor(options: TeahouseOptions) {
    this.store = options.store ?? new Store();
    this.#http = new Http(options.base, options.fetch);
    this.#options = {
      base: options.base,
      open: options.open ?? ((url, protocol) => new WebSocket(url, protocol)),
      random: options.random ?? Math.random,
      wait: options.wait ?? wait,
    };
    this.#tabs = new Tabs(`teahouse/${this.store.name}`, (note) => this.#hear(note));
    this.#outbox = new Outbox({
      store: this.store,
      socket: () => this.#socket,
      me: () => this.#account?.user.id,
      applied: (applied) => this.#follow(applied),
      wait: (ms) => this.#options.wait(ms),
      background: (work) => this.#background(work),
    });
  }

  /** Opens the store and, when somebody is logged in, the line. Resolves as soon as what is kept can be shown. */
  async start(): Promise<void> {
    await this.store.open();
    this.#take(await this.store.account());
    this.#subscription = liveQuery(() => this.store.account()).subscribe((account) => this.#take(account));
    this.#tabs.tell({ is: 'here' });
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    this.#rest();
    this.#tabs.close();
    this.store.close();
  }

  // Who one is

  async register(form: { username: string; password: string; display_name: string; device: string }): Promise<void> {
    await this.#begin('/accounts', form);
  }

  async logIn(form: { username: string; password: string; device: string }): Promise<void> {
    await this.#begin('/sessions', form);
  }

  async #begin(path: string, body: object): Promise<void> {
    await this.store.begin(await this.#http.ask('POST', path, { read: readLoggedIn, body, key: newId() }));
  }

  /** Ends the session and forgets everything on this device, also when the server cannot be told now. */
  async logOut(): Promise<void> {
    this.#rest();
    try {
      await this.#http.ask('DELETE', '/sessions/current', { read: readNothing, timeoutMs: 5000 });
    } catch {
      // The session then stays in the list of devices until it is revoked there.
    }

    await this.store.wipe();
  }

  async sessions(): Promise<Session[]> {
    return (await this.#ask('GET', '/sessions', { read: readSessions })).sessions;
  }

  async revoke(session: Id): Promise<void> {
    await this.#ask('DELETE', `/sessions/${session}`, { read: readNothing });
  }

  async updateMe(change: { display_name?: string; about?: string }): Promise<void> {
    await this.call('update_me', change);
  }

  async changePassword(current_password: string, new_password: string): Promise<void> {
    await this.#ask('PUT', '/me/password', { read: readNothing, body: { current_password, new_password } });
  }

  // People and conversations

  /** The person with exactly this username, if there is one. */
  async find(username: string): Promise<User | undefined> {
    return (await this.#ask('GET', '/users', { read: readUsers, query: { query: username } })).users[0];
  }

  /** The direct conversation with a person, made when there is none. */
  async converse(user: User): Promise<Id> {
    const body = { kind: 'direct', member_ids: [user.id] };
    const conversation = await this.#ask('POST', '/conversations', { read: readConversation, body, key: newId() });
    await this.#apply([{ op: 'user', user }, { op: 'conversation', conversation }]);
    return conversation.id;
  }

  /** Fetches what is not held between two seqs, newest first. */
  ensure(conversation: Id, from: number, to: number): Promise<void> {
    return this.#once(`${conversation}/${from}-${to}`, async () => {
      for (let before = Infinity; ; ) {
        const kept = await this.store.conversations.get(conversation);
        // Who is no longer a member has what they have.
        const hole = kept && isMember(kept) && missing(kept.held, Math.max(from, kept.visible_from, kept.hidden_until + 1), to).at(-1);
        if (!hole || hole[1] >= before) return;
        const below = kept.held.findLast((span) => span[1] < hole[0])?.[1];
        if (below === undefined) before = await this.#fetchBefore(conversation, hole);
        else if (hole[1] - below > closedAtMost) await this.store.letGo(conversation, below + 1);
        else before = await this.#fetchAfter(conversation, below, hole[1]);
      }
    });
  }

  /** History: the lines as they are now. */
  async #fetchBefore(conversation: Id, [from, to]: [number, number]): Promise<number> {
    const query = { before_seq: to + 1, limit: Math.min(limits.page, to - from + 1) };
    const page = await this.#ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
    this.#follow(await this.store.addPage(conversation, page));
    return to;
  }

  /** What came after what is held, with what it changed there. */
  async #fetchAfter(conversation: Id, below: number, to: number): Promise<number> {
    for (let after = below; after < to; ) {
      const query = { after_seq: after, limit: Math.min(limits.page, to - after) };
      const page = await this.#ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
      this.#follow(await this.store.addPage(conversation, page));
      const next = page.to_seq ?? page.messages.at(-1)?.seq ?? to;
      if (next <= after) break;
      after = next;
    }

    return to;
  }

  /** Fetches the newest answers in a thread, and one's place in it. */
  openThread(conversation: Id, root: number): Promise<void> {
    return this.#once(`${conversation}/thread/${root}`, async () => {
      const thread = await this.#ask('GET', `/conversations/${conversation}/threads/${root}`, { read: readThreadPlace });
      await this.#apply([{ op: 'thread', thread }]);
      await this.olderAnswers(conversation, root);
    });
  }

  /** Fetches a page of a thread. @returns false when there is nothing before it. */
  async olderAnswers(conversation: Id, root: number, before?: number): Promise<boolean> {
    const query = { thread: root, limit: limits.page, ...(before !== undefined && { before_seq: before }) };
    const { messages } = await this.#ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query });
    this.#follow(await this.store.apply([], { found: messages }));
    return (messages[0]?.thread_n ?? 1) > 1;
  }

  async readThread(conversation: Id, root: number, read_n: number): Promise<void> {
    const body = { read_n };
    const thread = await this.#ask('PUT', `/conversations/${conversation}/threads/${root}/receipt`, { read: readThreadPlace, body });
    await this.#apply([{ op: 'thread', thread }]);
  }

  /** Asks any command over HTTP. What its answer says of messages, people and conversations is kept at once. */
  async call<O extends Op>(op: O, fields: FieldsOf = {}): Promise<AnswerOf<O>> {
    const route = routes[op] as Route<AnswerOf<O>>;
    const { path, rest } = addressOf(route, fields);
    const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const asked = route.method === 'GET' || route.method === 'DELETE' ? { query: named as Record<string, string> } : { body: named };
    const key = route.method === 'POST' ? { key: newId() } : {};
    const answer = await this.#ask(route.method, path, { read: route.read, ...asked, ...key });
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
    if (found.length) this.#follow(await this.store.apply([], { found }));
    if (updates.length) await this.#apply(updates);
  }

  /** Puts a message on its way; it is kept until the server has it. */
  async send(conversation: Id, what: string | Content, standing: Standing = {}): Promise<Id> {
    const id = newId();
    // Half of a surrogate pair, left by a broken paste, is not a character and would be refused.
    const content: Content = typeof what === 'string' ? { type: 'text', text: what.toWellFormed() } : what;
    const tooLarge = content.type === 'text' && new TextEncoder().encode(content.text).length > limits.textBytes;
    await this.store.enqueue({
      id,
      conversation_id: conversation,
      content,
      created_at: new Date().toISOString(),
      ...standing,
      ...(tooLarge && { failed: 'too_large' }),
    });
    this.#typed.delete(conversation);
    this.#flush();
    return id;
  }

  /** Keeps what is being written here at once, and on one's other devices when the writing pauses. */
  async setDraft(conversation: string, text: string, reply_to?: number): Promise<void> {
    await this.store.setDraft(conversation, text, reply_to);
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#background(() => this.#tellDrafts()), draftMs);
  }

  async #tellDrafts(): Promise<void> {
    const fits = ({ text }: Draft) => new TextEncoder().encode(text).length <= limits.draftBytes;
    for (const draft of await this.store.drafts.filter((one) => one.dirty === true && fits(one)).toArray()) {
      await this.call('update_preferences', { conversation_id: draft.conversation_id, draft: draft.text.toWellFormed() });
      await this.store.settleDraft(draft);
    }
  }

  async retry(id: Id): Promise<void> {
    await this.store.outbox.where('id').equals(id).modify((outgoing) => {
      delete outgoing.failed;
    });
    this.#flush();
  }

  async discard(id: Id): Promise<void> {
    await this.store.outbox.where('id').equals(id).delete();
  }

  async markRead(conversation: Id, seq: number): Promise<void> {
    const me = this.#account?.user.id;
    if (!me) return;
    await this.store.markRead(conversation, seq, me);
    this.#flush();
  }

  /** One is typing; call it on every key. */
  typing(conversation: Id): void {
    const now = Date.now();
    if (now - (this.#typed.get(conversation) ?? 0) < typingMs) return;
    this.#typed.set(conversation, now);
    if (this.#line) this.#tellTyping(conversation);
    else this.#tabs.tell({ is: 'typing', conversation });
  }

  /** What this tab shows, most important first; its presence is then kept in `live`. */
  watch(conversations: Id[]): void {
    this.#watches.set(this.#tabs.id, conversations);
    this.#tabs.tell({ is: 'watch', tab: this.#tabs.id, conversations });
    this.#rewatch();
  }

  /** Tries at once instead of waiting on: the network is back, or somebody is looking. */
  wake(): void {
    this.#tabs.tell({ is: 'wake' });
    this.#line?.wake();
  }

  /** A person asks to connect, also where the line was told not to come back by itself. */
  reconnect(): void {
    this.#tabs.tell({ is: 'reconnect' });
    this.#reconnectHere();
  }

  /** The device says that it has no network. */
  drop(): void {
    this.#line?.drop();
  }

  // The line

  #take(account: Account | undefined): void {
    const before = this.#account;
    this.#account = account;
    this.#http.token = account?.token;
    if (before?.token === account?.token) return;
    this.#rest();
    if (!account) return;
    const leading = new AbortController();
    this.#leading = leading;
    void this.#tabs.lead(() => this.#lead(account, leading.signal), leading.signal);
  }

  async #lead(account: Account, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { base, open, random } = this.#options;
    const line = new Line(
      {
        token: account.token,
        cursor: () => this.store.cursor(),
        sync: () => this.#sync(),
        state: (state) => this.#linked(state),
        online: (socket) => this.#online(socket),
        updates: (updates) => this.#receive(updates),
        heartbeat: (heartbeat, counted) => this.#receive([{ heartbeat, counted }]),
      },
      { url: `${base.replace(/^http/, 'ws')}/socket`, open, random, wait: this.#options.wait },
    );
    this.#line = line;
    this.#tabs.tell({ is: 'here' });
    await line.run();
    // A line that may not come back by itself keeps the lead, so that another tab does not come back in its place.
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  #rest(): void {
    this.#leading?.abort();
    this.#line?.stop();
    this.#outbox.stop();
    clearTimeout(this.#draftTimer);
    this.#leading = this.#line = this.#socket = undefined;
    this.#inbox.length = 0;
    this.#asking.clear();
  }

  #linked(state: LinkState): void {
    const { away, online } = this.live.get();
    const up = state === 'online';
    if (!up) this.#socket = undefined;
    this.live.set({ link: state, away: !up && (away || state === 'offline'), online: up ? online : new Set() });
    this.#share();
    if (state === 'logged_out') this.#background(() => this.store.wipe());
  }

  #online(socket: Socket): void {
    this.#socket = socket;
    this.#forgiven = 0;
    this.#rewatch();
    this.#flush();
    this.#background(() => this.#tellDrafts());
  }

  async #sync(): Promise<void> {
    let since = await this.store.cursor();
    for (let more = true; more; ) {
      try {
        const page = await this.#ask('GET', '/sync', { read: readSynced, query: { since, limit: limits.page } });
        if (page.full_resync) await this.store.forget();
        await this.#apply(page.updates);
        await this.store.setCursor((since = page.cursor));
        await this.#changed(page.version);
        more = page.more;
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'bad_cursor' && since)) throw error;
        await this.store.forget();
        since = undefined;
      }
    }
  }

  #receive(items: (Update | Beat)[]): void {
    this.#inbox.push(...items);
    if (!this.#draining) void this.#drain();
  }

  /** Applies what has come, in order, many at a time; a heartbeat is looked at when all before it is in the store. */
  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      while (this.#inbox.length) {
        const first = this.#inbox[0]!;
        if ('heartbeat' in first) {
          this.#inbox.shift();
          await this.#beat(first);
        } else {
          const end = this.#inbox.findIndex((item) => 'heartbeat' in item);
          await this.#apply(this.#inbox.splice(0, Math.min(end < 0 ? this.#inbox.length : end, applyAtMost)) as Update[]);
        }
      }
    } catch (error) {
      // What could not be applied is not confirmed either: start over from the last sure cursor.
      console.warn('teahouse:', error);
      this.#line?.drop();
    } finally {
      this.#draining = false;
    }
  }

  async #beat({ heartbeat, counted }: Beat): Promise<void> {
    const lost = heartbeat.pushed - counted;
    if (lost > this.#forgiven) {
      await this.#sync();
      this.#forgiven = lost;
    } else await this.store.setCursor(heartbeat.cursor);
    await this.#reach(heartbeat.tails);
  }

  /** Fetches what watched conversations have beyond what is held here. */
  async #reach(tails: Record<Id, number>): Promise<void> {
    for (const [conversation, seq] of Object.entries(tails)) {
      const top = (await this.store.conversations.get(conversation))?.held.at(-1)?.[1] ?? 0;
      if (top < seq) this.#background(() => this.ensure(conversation, Math.max(top + 1, seq - limits.page + 1), seq));
    }
  }

  async #apply(updates: Update[]): Promise<void> {
    this.#follow(await this.store.apply(updates));
    for (const update of updates) {
      if (update.op === 'presence') this.live.presence([update]);
      else if (update.op === 'typing') this.live.typing(update.conversation_id, update.user_id, true);
      else if (update.op === 'message') this.live.typing(update.message.conversation_id, update.message.sender_id, false);
      else if (update.op === 'changed') await this.#changed(update.version);
      else continue;
      this.#share();
    }
  }

  async #changed(version: number): Promise<void> {
    if ((await this.store.changes()) === version) return;
    await this.store.setChanges(version);
    this.live.set({ changes: version });
    this.#background(async () => this.#apply([{ op: 'user', user: await this.#ask('GET', '/me', { read: readUser }) }]));
  }

  /** Asks for what an apply has shown to be missing. */
  #follow(applied: Applied): void {
    for (const id of applied.unknown) {
      this.#background(() => this.#once(id, async () => {
        await this.#apply([{ op: 'conversation', conversation: await this.#ask('GET', `/conversations/${id}`, { read: readConversation }) }]);
      }));
    }

    for (const id of applied.strangers) {
      this.#background(() => this.#once(id, async () => {
        await this.#apply([{ op: 'user', user: await this.#ask('GET', `/users/${id}`, { read: readUser }) }]);
      }));
    }

    for (const id of applied.behind) this.#background(() => this.#once(`${id}/last`, () => this.#pullLast(id)));
    for (const id of applied.holes) this.#background(() => this.#fill(id));
    if (this.#socket || !this.#line) this.#flush();
  }

  /** The last line for the list; what lies between is read when somebody looks. */
  async #pullLast(conversation: Id): Promise<void> {
    const page = await this.#ask('GET', `/conversations/${conversation}/messages`, { read: readMessages, query: { limit: 1 } });
    this.#follow(await this.store.addPage(conversation, page, true));
  }

  async #fill(conversation: Id): Promise<void> {
    const kept = await this.store.conversations.get(conversation);
    if (kept) await this.ensure(conversation, Math.max(kept.held[0]?.[0] ?? 1, kept.last_seq - limits.page), kept.last_seq);
  }

  #flush(): void {
    if (this.#socket) this.#background(() => this.#outbox.flush());
    else if (!this.#line) this.#tabs.tell({ is: 'flush' });
  }

  #rewatch(): void {
    const mine = this.#watches.get(this.#tabs.id) ?? [];
    const conversations = [...new Set([...mine, ...[...this.#watches.values()].flat()])].slice(0, limits.watched);
    const socket = this.#socket;
    if (!socket || !conversations.length) return;
    this.#background(async () => {
      const { presence, tails } = await socket.ask('watch', { conversation_ids: conversations }, readPresences);
      if (socket !== this.#socket) return;
      this.live.presence(presence, true);
      this.#share();
      await this.#reach(tails);
    });
  }

  #tellTyping(conversation: Id): void {
    const socket = this.#socket;
    if (socket) this.#background(() => socket.ask('typing', { conversation_id: conversation }, readNothing));
  }

  #reconnectHere(): void {
    if (this.live.get().link === 'stopped' && this.#line && this.#account) {
      const account = this.#account;
      this.#take(undefined);
      this.#take(account);
    } else this.#line?.wake();
  }

  // The other tabs

  #hear(note: Note): void {
    if (note.is === 'live') {
      if (!this.#line) this.live.set(note.live);
    } else if (note.is === 'here') {
      const conversations = this.#watches.get(this.#tabs.id);
      if (conversations) this.#tabs.tell({ is: 'watch', tab: this.#tabs.id, conversations });
      this.#share();
    } else if (note.is === 'watch') {
      this.#watches.set(note.tab, note.conversations);
      this.#rewatch();
    } else if (note.is === 'gone') {
      this.#watches.delete(note.tab);
      this.#rewatch();
    } else if (note.is === 'typing') this.#tellTyping(note.conversation);
    else if (note.is === 'flush') this.#flush();
    else if (note.is === 'wake') this.#line?.wake();
    else this.#reconnectHere();
  }

  #share(): void {
    if (this.#line) this.#tabs.tell({ is: 'live', live: this.live.get() });
  }

  // Asking

  async #ask<T>(method: string, path: string, ask: { read: Read<T>; query?: Record<string, string | number | undefined>; body?: object; key?: string }) {
    const token = this.#http.token;
    try {
      return await this.#http.ask(method, path, ask);
    } catch (error) {
      const over = error instanceof Refused && error.retry === 'after_log_in' && token === this.#http.token;
      if (over) this.#linked('logged_out');
      throw error;
    }
  }

  #once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#asking.get(key);
    if (running) return running;
    const promise = work().finally(() => this.#asking.delete(key));
    this.#asking.set(key, promise);
    return promise;
  }

  /** For what is asked again by itself when it fails: at the next heartbeat, update or look. */
  #background(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => console.debug('teahouse:', error));
  }
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()));
  });
}
