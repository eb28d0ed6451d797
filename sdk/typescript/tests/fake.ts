import { isLine, newId, type Content, type Conversation, type Id, type Message, type Update, type User } from '../src/index.ts';
import { FakeMedia } from './fakeMedia.ts';

export const textOf = ({ content }: Message) => (content.type === 'text' ? content.text : undefined);

type Json = Record<string, unknown>;

interface Person {
  user: User;
  log: Update[];
}

/** A server of the contract in memory, small enough to be read at once, with switches for what goes wrong. */
export class FakeServer {
  readonly people = new Map<string, Person>();
  readonly conversations = new Map<Id, { members: Id[]; messages: Message[]; read: Map<Id, number>; delivered: Map<Id, number> }>();
  readonly sockets = new Set<FakeSocket>();
  readonly asked: string[] = [];
  readonly media = new FakeMedia();
  /** Called before a command is handled; what it answers is answered instead. `lose` handles it but does not answer. */
  intercept: (op: string, frame: Json) => Json | 'lose' | undefined = () => undefined;
  /** The next so many pushes are counted as sent but get lost. */
  losePushes = 0;
  reachable = true;
  /** Gets what it is asked, and never answers. */
  silent = false;

  join(username: string): Person & { token: string } {
    const user = { id: newId(), username, display_name: username, created_at: new Date(0).toISOString() };
    const person = { user, log: [] };
    this.people.set(`token of ${username}`, person);
    return { ...person, token: `token of ${username}` };
  }

  introduce(...people: Person[]): Id {
    const id = newId();
    const members = people.map((person) => person.user.id);
    this.conversations.set(id, { members, messages: [], read: new Map(), delivered: new Map() });
    for (const person of this.people.values()) {
      if (!members.includes(person.user.id)) continue;
      for (const other of people) this.#tell(person, { op: 'user', user: other.user });
      this.#tell(person, { op: 'conversation', conversation: this.view(id, person.user.id) });
    }

    return id;
  }

  view(id: Id, me: Id): Conversation {
    const { members, messages, read, delivered } = this.conversations.get(id)!;
    const last = messages.findLast(isLine);
    const last_n = messages.at(-1)?.n ?? 0;
    return {
      id, kind: 'direct', generation: 1, created_at: new Date(0).toISOString(), last_seq: messages.length, last_n,
      unread: last_n - (read.get(me) ?? 0),
      members: members.map((user_id) => ({
        user_id, delivered_seq: delivered.get(user_id) ?? 0, read_seq: read.get(user_id) ?? 0, read_n: read.get(user_id) ?? 0,
      })),
      ...(last && { last_message: last }),
    };
  }

  say(person: Person, conversation: Id, what: string | Content, id = newId()): Message {
    const { members, messages, read, delivered } = this.conversations.get(conversation)!;
    const known = messages.find((message) => message.id === id);
    if (known) return known;
    const seq = messages.length + 1;
    const message: Message = {
      id, conversation_id: conversation, generation: 1, seq, n: (messages.at(-1)?.n ?? 0) + 1, sender_id: person.user.id,
      content: typeof what === 'string' ? { type: 'text', text: what } : what, sent_at: new Date(1_000_000 + seq).toISOString(),
    };
    messages.push(message);
    read.set(person.user.id, seq);
    delivered.set(person.user.id, seq);
    for (const one of this.people.values()) if (members.includes(one.user.id)) this.#tell(one, { op: 'message', message });
    return message;
  }

  /** Changes a message: an entry says so, and the message is different from now on. */
  change(person: Person, conversation: Id, seq: number, change: Partial<Message>): Message {
    const entry = this.#append(person, conversation, { type: 'change' });
    const { messages } = this.conversations.get(conversation)!;
    const message = { ...messages[seq - 1]!, ...change, rev: entry.seq };
    messages[seq - 1] = message;
    entry.target = seq;
    this.#tellAll(conversation, { op: 'message', message: { ...entry, content: { type: 'change', message } } });
    return message;
  }

  /** An answer in the thread of a message. */
  answer(person: Person, conversation: Id, thread: number, text: string): Message {
    const { messages } = this.conversations.get(conversation)!;
    const entry = this.#append(person, conversation, { type: 'text', text });
    entry.thread = thread;
    entry.thread_n = messages.filter((one) => one.thread === thread).length;
    this.#tellAll(conversation, { op: 'message', message: entry });
    return entry;
  }

  /** Tells everybody in a conversation. */
  tell(conversation: Id, update: Update): void {
    this.#tellAll(conversation, update);
  }

  #append(person: Person, conversation: Id, content: Content): Message {
    const { messages } = this.conversations.get(conversation)!;
    const seq = messages.length + 1;
    const message: Message = {
      id: newId(), conversation_id: conversation, generation: 1, seq, n: messages.at(-1)?.n ?? 0, sender_id: person.user.id, content,
      sent_at: new Date(1_000_000 + seq).toISOString(),
    };
    messages.push(message);
    return message;
  }

  #tellAll(conversation: Id, update: Update): void {
    const { members } = this.conversations.get(conversation)!;
    for (const one of this.people.values()) if (members.includes(one.user.id)) this.#tell(one, update);
  }

  #tell(person: Person, update: Update): void {
    person.log.push(update);
    for (const socket of this.sockets) if (socket.person?.user.id === person.user.id) socket.push(update, person.log.length);
  }

  beat(tails: Record<Id, number> = {}): void {
    for (const socket of this.sockets) socket.beat(tails);
  }

  closeAll(code: number): void {
    for (const socket of this.sockets) socket.end(code);
  }

  readonly open = (): WebSocket => new FakeSocket(this) as unknown as WebSocket;

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    const path = url.pathname.replace('/api/v1', '');
    this.asked.push(`${init?.method} ${path}`);
    if (!this.reachable) throw new TypeError('network');
    if (this.silent) return new Promise(() => undefined);
    const token = new Headers(init?.headers).get('authorization')?.slice(7) ?? '';
    const person = this.people.get(token);
    const reply = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
    if (!person) return reply(401, { code: 'bad_token', status: 401, detail: '' });
    const [, , id, rest] = path.split('/');
    const query = Object.fromEntries(url.searchParams);
    if (path === '/sync') {
      const since = Number(query['since'] ?? 0);
      return reply(200, { updates: person.log.slice(since), cursor: String(person.log.length), more: false, version: 1 });
    }

    const ofMedia = await this.media.handle(init?.method ?? 'GET', path, url.searchParams, init);
    if (ofMedia) return ofMedia;
    if (path === '/me') return reply(200, person.user);
    if (rest === 'messages') return reply(200, this.#list(this.conversations.get(id!)!.messages, query));
    if (rest === 'preferences') {
      const preferences = { version: person.log.length + 1, ...(JSON.parse(String(init?.body)) as object) };
      this.#tell(person, { op: 'preferences', conversation_id: id!, preferences });
      return reply(200, preferences);
    }

    if (path.startsWith('/conversations/')) return reply(200, this.view(id!, person.user.id));
    const found = [...this.people.values()].find((one) => path === `/users/${one.user.id}`);
    return found ? reply(200, found.user) : reply(404, { code: 'not_found', status: 404, detail: '' });
  };

  #list(messages: Message[], query: Json): object {
    const limit = Number(query['limit'] ?? 50);
    if (query['thread']) return { messages: messages.filter((one) => one.thread === Number(query['thread'])).slice(-limit) };
    if (query['after_seq']) {
      const after = Number(query['after_seq']);
      const page = messages.slice(after, after + limit).map((one): Message =>
        one.content.type === 'change' ? { ...one, content: { type: 'change', message: messages[one.target! - 1]! } } : one);
      return { messages: page, from_seq: after + 1, to_seq: after + page.length };
    }

    const before = Number(query['before_seq'] ?? messages.length + 1);
    const page = messages.filter((one) => one.seq < before && isLine(one)).slice(-limit);
    return { messages: page, from_seq: page.length < limit ? 1 : page[0]!.seq, to_seq: before - 1 };
  }

  handle(person: Person, frame: Json): Json {
    const conversation = String(frame['conversation_id']);
    if (frame['op'] === 'send') {
      const { id, conversation_id, generation, seq, n, sent_at } = this.say(
        person, conversation, frame['content'] as Content, String(frame['id']));
      return { op: 'ok', id, conversation_id, generation, seq, n, sent_at };
    }

    if (frame['op'] === 'receipt') {
      const { read, delivered } = this.conversations.get(conversation)!;
      const me = person.user.id;
      delivered.set(me, Math.max(delivered.get(me) ?? 0, Number(frame['delivered_seq'] ?? 0)));
      read.set(me, Math.max(read.get(me) ?? 0, Number(frame['read_seq'] ?? 0)));
      return { op: 'ok', conversation_id: conversation, user_id: me, delivered_seq: delivered.get(me), read_seq: read.get(me), read_n: read.get(me) };
    }

    return { op: 'ok', presence: [] };
  }
}

export class FakeSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  person: Person | undefined;
  hello: Json | undefined;
  readonly received: Json[] = [];
  #pushed = 0;
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
    setTimeout(() => {
      if (!server.reachable) return this.onclose?.({ code: 1006 });
      this.readyState = 1;
      server.sockets.add(this);
      this.onopen?.();
    });
  }

  send(data: string): void {
    const frames = [JSON.parse(data)].flat() as Json[];
    setTimeout(() => frames.forEach((frame) => this.#take(frame)));
  }

  #take(frame: Json): void {
    if (this.readyState !== 1) return;
    this.received.push(frame);
    if (frame['op'] === 'hello') return this.#start(frame);
    if (frame['op'] === 'heartbeat' || !this.person) return;
    const instead = this.#server.intercept(String(frame['op']), frame);
    const answer = typeof instead === 'object' ? instead : this.#server.handle(this.person, frame);
    if (instead !== 'lose') this.#say({ ...answer, ref: frame['ref'] });
  }

  #start(hello: Json): void {
    this.hello = hello;
    const person = this.#server.people.get(String(hello['token']));
    if (!person) return this.end(4401);
    this.person = person;
    this.#say({ op: 'ready', session: newId(), user: person.user, cursor: String(person.log.length), heartbeat_s: 60 });
    const since = hello['cursor'];
    if (since !== undefined) person.log.slice(Number(since)).forEach((update, index) => this.push(update, Number(since) + index + 1));
  }

  push(update: Update, cursor: number): void {
    this.#pushed++;
    if (this.#server.losePushes > 0) this.#server.losePushes--;
    else this.#say({ ...update, cursor: String(cursor) });
  }

  beat(tails: Record<Id, number>): void {
    this.#say({ op: 'heartbeat', cursor: String(this.person!.log.length), pushed: this.#pushed, tails });
  }

  #say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.end(1000);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#server.sockets.delete(this);
    this.onclose?.({ code });
  }
}
