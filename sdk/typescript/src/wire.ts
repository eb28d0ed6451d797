/** The wire of docs/protocol.md: what comes in is checked once, here, and its types are read off the checks. */

/** Reads one JSON value, or throws `NotTheProtocol` naming where it went wrong. */
export type Read<T> = (value: unknown, path: string) => T;

/** An answer that is not in the contract: a server of another kind, or a proxy that talks for it. */
export class NotTheProtocol extends Error {
  override readonly name = 'NotTheProtocol';
}

/** No answer came: the outcome is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export type RetryAdvice = 'never' | 'later' | 'after_log_in';

/** The server said no, with a row of its table of refusals. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;

  constructor(problem: Problem) {
    super(problem.detail || problem.code);
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfter = problem.retry_after;
    this.requestId = problem.request_id;
  }

  get retry(): RetryAdvice {
    if (this.code === 'no_session' || this.code === 'bad_token') return 'after_log_in';
    return this.status === 429 || this.status >= 500 ? 'later' : 'never';
  }
}

function wrong(path: string, wanted: string): never {
  throw new NotTheProtocol(`${path} is not ${wanted}`);
}

const text: Read<string> = (value, path) => (typeof value === 'string' ? value : wrong(path, 'a text'));
const flag: Read<boolean> = (value, path) => (typeof value === 'boolean' ? value : wrong(path, 'true or false'));
const count: Read<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(path, 'a count');
const number: Read<number> = (value, path) => (typeof value === 'number' ? value : wrong(path, 'a number'));

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const id: Read<Id> = (value, path) => (typeof value === 'string' && idPattern.test(value) ? value : wrong(path, 'an id'));
const time: Read<string> = (value, path) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : wrong(path, 'a time');

function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

function list<T>(read: Read<T>): Read<T[]> {
  return (value, path) => (Array.isArray(value) ? value.map((item, index) => read(item, `${path}[${index}]`)) : wrong(path, 'a list'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Shape = Record<string, Read<unknown>>;
type Of<R> = R extends Read<infer T> ? T : never;
type Simplify<T> = { [K in keyof T]: T[K] };
type Fields<S extends Shape> = Simplify<
  { [K in keyof S as undefined extends Of<S[K]> ? never : K]: Of<S[K]> } & {
    [K in keyof S as undefined extends Of<S[K]> ? K : never]?: Of<S[K]>;
  }
>;

/** Fields that the shape does not name are dropped: a newer server may say more than this client knows. */
function record<S extends Shape>(shape: S): Read<Fields<S>> {
  const fields = Object.entries(shape);
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object');
    const kept: Record<string, unknown> = {};
    for (const [name, read] of fields) {
      const field = read(value[name], `${path}.${name}`);
      if (field !== undefined) kept[name] = field;
    }

    return kept as Fields<S>;
  };
}

/** A UUID string. */
export type Id = string;

/** What a message says. Kinds that this client does not know keep their fields and are shown as such. */
export interface Content {
  type: string;
  text?: string;
}

const content: Read<Content> = (value, path) => {
  if (!isObject(value)) return wrong(path, 'an object');
  const type = text(value['type'], `${path}.type`);
  return type === 'text' ? { type, text: text(value['text'], `${path}.text`) } : { ...value, type };
};

export const readUser = record({ id, username: text, display_name: text, about: optional(text), created_at: time });
export type User = Of<typeof readUser>;

export const readSession = record({ id, device: text, created_at: time, last_seen_at: time, current: flag });
export type Session = Of<typeof readSession>;

export const readMessage = record({
  id, conversation_id: id, generation: count, seq: count, n: count, sender_id: id, content, sent_at: time,
});
export type Message = Of<typeof readMessage>;

export const readMember = record({ user_id: id, delivered_seq: count, read_seq: count, read_n: count });
export type Member = Of<typeof readMember>;

export const readConversation = record({
  id, kind: text, generation: count, members: list(readMember), last_seq: count, last_n: count, unread: count,
  last_message: optional(readMessage), created_at: time,
});
export type Conversation = Of<typeof readConversation>;

export const readReceipt = record({ conversation_id: id, user_id: id, delivered_seq: count, read_seq: count, read_n: count });
export type Receipt = Of<typeof readReceipt>;

export const readSent = record({ id, conversation_id: id, generation: count, seq: count, n: count, sent_at: time });
export type Sent = Of<typeof readSent>;

const readPresence = record({ user_id: id, online: flag });
export type Presence = Of<typeof readPresence>;

const problem = record({
  code: text, status: count, detail: optional(text), title: optional(text), retry_after: optional(number), request_id: optional(text),
});
export type Problem = Of<typeof problem>;
export const readProblem = problem;

export const readLoggedIn = record({ user: readUser, token: text, session: readSession });
export type LoggedIn = Of<typeof readLoggedIn>;
export const readSessions = record({ sessions: list(readSession) });
export const readUsers = record({ users: list(readUser) });
export const readMessages = record({ messages: list(readMessage) });
export const readPresences = record({ presence: list(readPresence) });
export const readNothing: Read<undefined> = () => undefined;

export const readReady = record({ session: id, user: readUser, cursor: text, heartbeat_s: number });
export type Ready = Of<typeof readReady>;

const tails: Read<Record<Id, number>> = (value, path) => {
  if (value === undefined) return {};
  if (!isObject(value)) return wrong(path, 'an object');
  return Object.fromEntries(Object.entries(value).map(([key, seq]) => [id(key, path), count(seq, `${path}.${key}`)]));
};
export const readHeartbeat = record({ cursor: text, pushed: count, tails });
export type Heartbeat = Of<typeof readHeartbeat>;

export type Update =
  | { op: 'message'; message: Message }
  | ({ op: 'receipt' } & Receipt)
  | { op: 'conversation'; conversation: Conversation }
  | { op: 'user'; user: User }
  | { op: 'changed'; version: number }
  | { op: 'typing'; conversation_id: Id; user_id: Id }
  | ({ op: 'presence' } & Presence);

const updates: Record<Update['op'], Read<object>> = {
  message: record({ message: readMessage }),
  receipt: readReceipt,
  conversation: record({ conversation: readConversation }),
  user: record({ user: readUser }),
  changed: record({ version: count }),
  typing: record({ conversation_id: id, user_id: id }),
  presence: readPresence,
};

/** An update, or nothing for one of a kind that this client does not know. */
export const readUpdate: Read<Update | undefined> = (value, path) => {
  if (!isObject(value)) return wrong(path, 'an object');
  const op = text(value['op'], `${path}.op`);
  return Object.hasOwn(updates, op) ? ({ op, ...updates[op as Update['op']](value, path) } as Update) : undefined;
};

const knownUpdates: Read<Update[]> = (value, path) => list(readUpdate)(value, path).filter((update) => update !== undefined);
export const readSynced = record({
  updates: knownUpdates, cursor: text, more: flag, version: count, full_resync: optional(flag),
});
export type Synced = Of<typeof readSynced>;

export type Frame = Record<string, unknown> & { op: string };

/** The objects of one text frame: one, or a batch. */
export function readFrame(data: unknown): Frame[] {
  if (typeof data !== 'string') wrong('frame', 'text');
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    wrong('frame', 'JSON');
  }

  const objects = Array.isArray(parsed) ? parsed : [parsed];
  return objects.map((object) => (isObject(object) && typeof object['op'] === 'string' ? (object as Frame) : wrong('frame', 'an op')));
}

/** What a username can be; found without regard to case. */
export const usernamePattern = /^[a-z0-9][a-z0-9._-]{2,31}$/i;

/** What a client may send, from the server's own table of limits. */
export const limits = {
  textBytes: 64 * 1024,
  batch: 64,
  page: 200,
  watched: 50,
  usernameMin: 3,
  username: 32,
  displayName: 64,
  about: 280,
  passwordMin: 8,
  password: 256,
} as const;
