import { Asker, background } from './asker.ts';
import type { AnswerOf, FieldsOf, Op } from './commands.ts';
import { dropFile, dropMessage, enqueueFiles, revive, type FileToSend } from './files.ts';
import { Grants, type MessagePlace } from './grants.ts';
import { Http } from './http.ts';
import { newId } from './ids.ts';
import { Line, type LinkState } from './line.ts';
import { LiveState } from './live.ts';
import { Outbox, outgoingOf, type Standing } from './outbox.ts';
import { Progress } from './progress.ts';
import { Reader } from './reader.ts';
import type { OpenWebSocket, Socket } from './socket.ts';
import { Store, liveQuery, type Account, type Draft } from './store.ts';
import { Tabs, type Note } from './tabs.ts';
import { Uploads } from './uploads.ts';
import {
  limits, readConversation, readLoggedIn, readNothing, readPresences, readSessions, readUsers,
  type Content, type Heartbeat, type Id, type MediaItem, type Session, type Update, type User,
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
/** A draft goes to one's other devices when the writing has paused for so long. */
const draftMs = 1500;

/** One account on one device: the store, the line to the server, and what a person can do with them. */
export class Teahouse {
  readonly store: Store;
  readonly live = new LiveState();
  /** How far files on their way have come. */
  readonly progress = new Progress();
  /** Where files can be fetched from. */
  readonly grants: Grants;
  readonly #asker: Asker;
  readonly #reader: Reader;
  readonly #options: Required<Omit<TeahouseOptions, 'store' | 'fetch'>>;
  readonly #tabs: Tabs;
  readonly #outbox: Outbox;
  readonly #uploads: Uploads;
  readonly #watches = new Map<Id, Watching>();
  readonly #typed = new Map<Id, number>();
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
    this.#asker = new Asker(new Http(options.base, options.fetch), () => this.#linked('logged_out'));
    this.#reader = new Reader({
      store: this.store, live: this.live, asker: this.#asker, share: () => this.#share(), flush: () => this.#flush(),
    });
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
      applied: (applied) => this.#reader.follow(applied),
      wait: (ms) => this.#options.wait(ms),
    });
    this.grants = new Grants({
      store: this.store,
      base: options.base,
      open: async (messages) => (await this.call('open_media', { messages })).grants,
    });
    this.#uploads = new Uploads({
      store: this.store,
      asker: this.#asker,
      reader: this.#reader,
      online: () => this.#socket !== undefined,
      opened: (grant) => this.grants.keep([grant]),
      came: (id, bytes) => {
        this.progress.set(id, bytes);
        this.#tabs.tell({ is: 'progress', id, bytes });
      },
      done: () => this.#flush(),
      wait: (ms, signal) => this.#options.wait(ms, signal),
    });
  }

  /** Opens the store and, when somebody is logged in, the line. Resolves as soon as what is kept can be shown. */
  async start(): Promise<void> {
    await this.store.open();
    await this.grants.load();
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

  /** Logs in with a code that another device has said yes to, and the secret behind it. */
  async finishPairing(code: string, secret: string): Promise<void> {
    await this.#begin(`/pairings/${encodeURIComponent(code)}/session`, { secret });
  }

  async #begin(path: string, body: object): Promise<void> {
    await this.store.begin(await this.#asker.http.ask('POST', path, { read: readLoggedIn, body, key: newId() }));
  }

  /** Ends the session and forgets everything on this device, also when the server cannot be told now. */
  async logOut(): Promise<void> {
    this.#rest();
    // Who leaves the page at once leaves nothing behind. A session of which the server is not told stays in the list of devices.
    background(() => this.#asker.http.ask('DELETE', '/sessions/current', { read: readNothing, timeoutMs: 5000, keepalive: true }));
    await this.store.wipe();
  }

  async sessions(): Promise<Session[]> {
    return (await this.#asker.ask('GET', '/sessions', { read: readSessions })).sessions;
  }

  async revoke(session: Id): Promise<void> {
    await this.#asker.ask('DELETE', `/sessions/${session}`, { read: readNothing });
  }

  async updateMe(change: { display_name?: string; about?: string }): Promise<void> {
    await this.call('update_me', change);
  }

  async changePassword(current_password: string, new_password: string): Promise<void> {
    await this.#asker.ask('PUT', '/me/password', { read: readNothing, body: { current_password, new_password } });
  }

  // People and conversations

  /** The person with exactly this username, if there is one. */
  async find(username: string): Promise<User | undefined> {
    return (await this.#asker.ask('GET', '/users', { read: readUsers, query: { query: username } })).users[0];
  }

  /** The direct conversation with a person, made when there is none. */
  async converse(user: User): Promise<Id> {
    const body = { kind: 'direct', member_ids: [user.id] };
    const conversation = await this.#asker.ask('POST', '/conversations', { read: readConversation, body, key: newId() });
    await this.#reader.apply([{ op: 'user', user }, { op: 'conversation', conversation }]);
    return conversation.id;
  }

  /** Fetches what is not held between two seqs, newest first. */
  ensure(conversation: Id, from: number, to: number): Promise<void> {
    return this.#reader.ensure(conversation, from, to);
  }

  /** Fetches the newest answers in a thread, and one's place in it. */
  openThread(conversation: Id, root: number): Promise<void> {
    return this.#reader.openThread(conversation, root);
  }

  /** Fetches a page of a thread. @returns false when there is nothing before it. */
  olderAnswers(conversation: Id, root: number, before?: number): Promise<boolean> {
    return this.#reader.olderAnswers(conversation, root, before);
  }

  readThread(conversation: Id, root: number, read_n: number): Promise<void> {
    return this.#reader.readThread(conversation, root, read_n);
  }

  /** Asks any command over HTTP. What its answer says of messages, people and conversations is kept at once. */
  call<O extends Op>(op: O, fields: FieldsOf = {}): Promise<AnswerOf<O>> {
    return this.#reader.call(op, fields);
  }

  /** Puts a message on its way; it is kept until the server has it. */
  async send(conversation: Id, what: string | Content, standing: Standing = {}): Promise<Id> {
    const id = newId();
    // Half of a surrogate pair, left by a broken paste, is not a character and would be refused.
    const content: Content = typeof what === 'string' ? { type: 'text', text: what.toWellFormed() } : what;
    await this.store.enqueue({ ...outgoingOf(id, conversation, standing, content.type === 'text' ? content.text : ''), content });
    this.#typed.delete(conversation);
    this.#flush();
    return id;
  }

  /** Puts a message with files on its way. It shows at once, outlives the page, and goes when the server has all of them. */
  async sendMedia(conversation: Id, files: FileToSend[], text = '', standing: Standing = {}): Promise<Id> {
    const id = newId();
    const words = text.toWellFormed();
    await enqueueFiles(this.store, outgoingOf(id, conversation, standing, words), files, words);
    this.#typed.delete(conversation);
    this.#flush();
    return id;
  }

  /** Takes one file off a message on its way. */
  async dropFile(upload: Id): Promise<void> {
    this.#uploads.cancel(await dropFile(this.store, upload));
    this.#flush();
  }

  /** The address of a form of a file, for a while; nothing when the message does not have it any more. */
  async mediaUrl(message: MessagePlace, item: MediaItem, variant: string): Promise<string | undefined> {
    return (await this.grants.open(message, item.sha256))?.variants[variant]?.url;
  }

  /** Keeps what is being written here at once, and on one's other devices when the writing pauses. */
  async setDraft(conversation: string, text: string, reply_to?: number): Promise<void> {
    await this.store.setDraft(conversation, text, reply_to);
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => background(() => this.#tellDrafts()), draftMs);
  }

  async #tellDrafts(): Promise<void> {
    const fits = ({ text }: Draft) => new TextEncoder().encode(text).length <= limits.draftBytes;
    for (const draft of await this.store.drafts.filter((one) => one.dirty === true && fits(one)).toArray()) {
      await this.call('update_preferences', { conversation_id: draft.conversation_id, draft: draft.text.toWellFormed() });
      await this.store.settleDraft(draft);
    }
  }

  /** @param asFiles its files go as they are, where they could not be shown. */
  async retry(id: Id, asFiles = false): Promise<void> {
    await revive(this.store, id, asFiles);
    this.#flush();
  }

  async discard(id: Id): Promise<void> {
    this.#uploads.cancel(await dropMessage(this.store, id));
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
    this.#watchHere({ conversations });
  }

  /** Whether somebody looks at this tab: a device that nobody looks at is pushed to. */
  attend(active: boolean): void {
    this.#watchHere({ active });
  }

  #watchHere(change: Partial<Watching>): void {
    const watching = { conversations: [], active: true, ...this.#watches.get(this.#tabs.id), ...change };
    this.#watches.set(this.#tabs.id, watching);
    this.#tabs.tell({ is: 'watch', tab: this.#tabs.id, ...watching });
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
    this.#asker.http.token = account?.token;
    if (before?.token === account?.token) return;
    this.#rest();
    if (before) this.grants.forget();
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
        sync: () => this.#reader.sync(),
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
    this.#uploads.stop();
    clearTimeout(this.#draftTimer);
    this.#leading = this.#line = this.#socket = undefined;
    this.#inbox.length = 0;
    this.#asker.forget();
  }

  #linked(state: LinkState): void {
    const { away, online } = this.live.get();
    const up = state === 'online';
    if (!up) this.#socket = undefined;
    this.live.set({ link: state, away: !up && (away || state === 'offline'), online: up ? online : new Set() });
    this.#share();
    if (state === 'logged_out') background(() => this.store.wipe());
  }

  #online(socket: Socket): void {
    this.#socket = socket;
    this.#forgiven = 0;
    this.#rewatch();
    this.#flush();
    background(() => this.#tellDrafts());
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
          await this.#reader.apply(this.#inbox.splice(0, Math.min(end < 0 ? this.#inbox.length : end, applyAtMost)) as Update[]);
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
      await this.#reader.sync();
      this.#forgiven = lost;
    } else await this.store.setCursor(heartbeat.cursor);
    await this.#reader.reach(heartbeat.tails);
  }

  #flush(): void {
    if (this.#socket) {
      background(() => this.#outbox.flush());
      background(() => this.#uploads.flush());
    } else if (!this.#line) this.#tabs.tell({ is: 'flush' });
  }

  #rewatch(): void {
    const all = [...this.#watches.values()];
    const mine = this.#watches.get(this.#tabs.id)?.conversations ?? [];
    const conversations = [...new Set([...mine, ...all.flatMap((one) => one.conversations)])].slice(0, limits.watched);
    const active = all.some((one) => one.active);
    const socket = this.#socket;
    if (!socket || (!conversations.length && active)) return;
    background(async () => {
      const { presence, tails } = await socket.ask('watch', { conversation_ids: conversations, active }, readPresences);
      if (socket !== this.#socket) return;
      this.live.presence(presence, true);
      this.#share();
      await this.#reader.reach(tails);
    });
  }

  #tellTyping(conversation: Id): void {
    const socket = this.#socket;
    if (socket) background(() => socket.ask('typing', { conversation_id: conversation }, readNothing));
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
      const watching = this.#watches.get(this.#tabs.id);
      if (watching) this.#tabs.tell({ is: 'watch', tab: this.#tabs.id, ...watching });
      this.#share();
    } else if (note.is === 'watch') {
      this.#watches.set(note.tab, note);
      this.#rewatch();
    } else if (note.is === 'gone') {
      this.#watches.delete(note.tab);
      this.#rewatch();
    } else if (note.is === 'typing') this.#tellTyping(note.conversation);
    else if (note.is === 'progress') this.progress.set(note.id, note.bytes);
    else if (note.is === 'flush') this.#flush();
    else if (note.is === 'wake') this.#line?.wake();
    else this.#reconnectHere();
  }

  #share(): void {
    if (this.#line) this.#tabs.tell({ is: 'live', live: this.live.get() });
  }
}

/** What a tab shows, and whether somebody looks at it. */
type Watching = Pick<Extract<Note, { is: 'watch' }>, 'conversations' | 'active'>;

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()));
  });
}
