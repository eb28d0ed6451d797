/** The wire of docs/protocol.md: what comes in is checked once, here, and its types are read off the checks. */
import { count, flag, id, isObject, list, number, optional, record, text, time, wrong, type Id, type Of, type Read } from './read.ts';

export { NotTheProtocol, type Id, type Of, type Read } from './read.ts';

/** No answer came: the outcome is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export type RetryAdvice = 'never' | 'later' | 'after_log_in';

/** What is over in a moment, though its status does not say so. */
const soon = new Set(['locked', 'not_ready', 'checksum_mismatch']);

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
    return this.status === 429 || this.status >= 500 || soon.has(this.code) ? 'later' : 'never';
  }
}

const status = record({ emoji: optional(text), text: optional(text), until: optional(time) });
export type Status = Of<typeof status>;

export const readUser = record({
  id, username: text, display_name: text, about: optional(text), created_at: time, status: optional(status),
  deactivated: optional(flag),
});
export type User = Of<typeof readUser>;

export const readSession = record({ id, device: text, created_at: time, last_seen_at: time, current: flag });
export type Session = Of<typeof readSession>;

// What a message says

const textContent = record({ text });
const stickerContent = record({ pack: text, sticker: text });
const contactContent = record({ user_id: id });
const locationContent = record({
  latitude: number, longitude: number, name: optional(text), address: optional(text), accuracy: optional(number),
  live_for_s: optional(count), live_until: optional(time), moved_at: optional(time),
});
const pollContent = record({
  question: text, options: list(text), multiple: optional(flag), anonymous: optional(flag), closes_at: optional(time),
});
export const readMediaItem = record({
  sha256: text, kind: text, name: optional(text), media_type: optional(text), size: optional(count), width: optional(count),
  height: optional(count), duration_ms: optional(count), blur: optional(text), waveform: optional(text), alt: optional(text),
});
/** One file of a message. `kind` is image, video, voice, audio or file. */
export type MediaItem = Of<typeof readMediaItem>;
const mediaContent = record({ items: list(readMediaItem), text: optional(text) });
const forwarded: Read<Forwarded> = (value, path) =>
  record({ sender_name: text, content: readContent, sent_at: time, sender_id: optional(id) })(value, path);
const forwardContent = record({ messages: list(forwarded), title: optional(text) });
const eventContent = record({ event: text, user_ids: optional(list(id)), text: optional(text) });
const changeContent: Read<{ message?: Message }> = (value, path) =>
  record({ message: optional<Message>((inner, at) => readMessage(inner, at)) })(value, path);
const deletedContent = record({ reason: text });

const contents = {
  text: textContent, sticker: stickerContent, contact: contactContent, location: locationContent, poll: pollContent,
  media: mediaContent, forward: forwardContent, event: eventContent, change: changeContent, deleted: deletedContent,
} satisfies Record<string, Read<object>>;

/** What a message says. One of a kind that this client does not know keeps its fields and is shown as such. */
export type Content =
  | { type: 'text'; text: string }
  | ({ type: 'sticker' } & Of<typeof stickerContent>)
  | ({ type: 'contact' } & Of<typeof contactContent>)
  | ({ type: 'location' } & Of<typeof locationContent>)
  | ({ type: 'poll' } & Of<typeof pollContent>)
  | ({ type: 'media' } & Of<typeof mediaContent>)
  | { type: 'forward'; messages: Forwarded[]; title?: string }
  | ({ type: 'event' } & Of<typeof eventContent>)
  | { type: 'change'; message?: Message }
  | ({ type: 'deleted' } & Of<typeof deletedContent>)
  | { type: 'unknown'; raw: Record<string, unknown> };
export type ContentOf<T extends Content['type']> = Extract<Content, { type: T }>;

export interface Forwarded {
  sender_name: string;
  content: Content;
  sent_at: string;
  sender_id?: Id;
}

/** What is written in a message, in the Markdown subset: a text, or the words to files. */
export const writtenIn = (content: Content): string => (content.type === 'text' || content.type === 'media' ? (content.text ?? '') : '');

export const readContent: Read<Content> = (value, path) => {
  if (!isObject(value)) return wrong(path, 'an object');
  const type = text(value['type'], `${path}.type`);
  if (!Object.hasOwn(contents, type)) return { type: 'unknown', raw: value };
  return { type, ...contents[type as keyof typeof contents](value, path) } as Content;
};

const reaction = record({ emoji: text, count, user_ids: list(id) });
export type Reaction = Of<typeof reaction>;
const replies = record({ count, last_seq: count, user_ids: list(id) });
export type Replies = Of<typeof replies>;
const pollState = record({ votes: list(count), voters: count, closed: flag });
export type PollState = Of<typeof pollState>;
const linkPreview = record({
  url: text, title: text, description: optional(text), site: optional(text), picture: optional(readMediaItem),
});
export type LinkPreview = Of<typeof linkPreview>;

const bareMessage = {
  id, conversation_id: id, generation: count, seq: count, n: count, sender_id: id, sent_at: time,
  reply_to: optional(count), thread: optional(count), thread_n: optional(count), in_channel: optional(flag), target: optional(count),
  rev: optional(count), edited_at: optional(time), reactions: optional(list(reaction)), replies: optional(replies),
  pinned: optional(flag), poll: optional(pollState), preview: optional(linkPreview),
};
const readBareMessage = record(bareMessage);

/** One entry of a conversation's log. */
export interface Message extends Of<typeof readBareMessage> {
  content: Content;
}
export const readMessage: Read<Message> = record({ ...bareMessage, content: readContent });

// Conversations

export const readMember = record({
  user_id: id, delivered_seq: count, read_seq: count, read_n: count, role: optional(text), nickname: optional(text),
  muted_until: optional(time),
});
export type Member = Of<typeof readMember>;

const retention = record({ mode: text, days: optional(count) });
export type Retention = Of<typeof retention>;

export const readInfo = record({
  name: optional(text), topic: optional(text), announcement: optional(text), avatar: optional(text), workspace_id: optional(id),
  public: optional(flag), default: optional(flag), archived: optional(flag), posting: optional(text), inviting: optional(text),
  history: optional(text), retention: optional(retention), shared_with: optional(list(id)),
});
export type Info = Of<typeof readInfo>;

export const readPreferences = record({
  version: count, muted_until: optional(time), level: optional(text), pinned: optional(flag), hidden: optional(flag),
  background: optional(text), draft: optional(text), folders: optional(list(text)), marked_unread: optional(flag),
});
export type Preferences = Of<typeof readPreferences>;

export const readConversation = record({
  id, kind: text, generation: count, members: list(readMember), last_seq: count, last_n: count, unread: count,
  last_message: optional<Message>((value, path) => readMessage(value, path)), created_at: time, rev: optional(count),
  member_count: optional(count), role: optional(text), info: optional(readInfo), mentions: optional(count),
  visible_from: optional(count), preferences: optional(readPreferences), expired_seq: optional(count),
});
export type Conversation = Of<typeof readConversation>;

export const readReceipt = record({ conversation_id: id, user_id: id, delivered_seq: count, read_seq: count, read_n: count });
export type Receipt = Of<typeof readReceipt>;

export const readSent = record({
  id, conversation_id: id, generation: count, seq: count, n: count, sent_at: time, thread_n: optional(count),
});
export type Sent = Of<typeof readSent>;

export const readThreadPlace = record({
  conversation_id: id, seq: count, read_n: count, count, last_seq: count, following: flag,
  root: optional<Message>((value, path) => readMessage(value, path)),
});
export type ThreadPlace = Of<typeof readThreadPlace>;

const readPresence = record({ user_id: id, online: flag, last_seen_at: optional(time) });
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
export const readMessages = record({ messages: list(readMessage), from_seq: optional(count), to_seq: optional(count) });
export type MessageList = Of<typeof readMessages>;
const tails: Read<Record<Id, number>> = (value, path) => {
  if (value === undefined) return {};
  if (!isObject(value)) return wrong(path, 'an object');
  return Object.fromEntries(Object.entries(value).map(([key, seq]) => [id(key, path), count(seq, `${path}.${key}`)]));
};
export const readPresences = record({ presence: list(readPresence), tails });
export const readNothing: Read<undefined> = () => undefined;

export const readReady = record({ session: id, user: readUser, cursor: text, heartbeat_s: number });
export type Ready = Of<typeof readReady>;

export const readHeartbeat = record({ cursor: text, pushed: count, tails });
export type Heartbeat = Of<typeof readHeartbeat>;

const readMembersUpdate = record({
  conversation_id: id, rev: count, member_count: count, info: optional(readInfo), changed: optional(list(readMember)), left: optional(list(id)),
  expired_seq: optional(count),
});
const readHidden = record({ conversation_id: id, seqs: optional(list(count)), until_seq: optional(count) });

export type MembersUpdate = Of<typeof readMembersUpdate>;
export type Hidden = Of<typeof readHidden>;

export type Update =
  | { op: 'message'; message: Message }
  | ({ op: 'receipt' } & Receipt)
  | { op: 'conversation'; conversation: Conversation }
  | { op: 'activity'; conversation_id: Id; last_seq: number; last_n: number }
  | ({ op: 'members' } & MembersUpdate)
  | { op: 'left'; conversation_id: Id; seq: number }
  | { op: 'preferences'; conversation_id: Id; preferences: Preferences }
  | ({ op: 'hidden' } & Hidden)
  | { op: 'thread'; thread: ThreadPlace }
  | { op: 'user'; user: User }
  | { op: 'changed'; version: number }
  | { op: 'typing'; conversation_id: Id; user_id: Id }
  | ({ op: 'presence' } & Presence);

const updates: Record<Update['op'], Read<object>> = {
  message: record({ message: readMessage }),
  receipt: readReceipt,
  conversation: record({ conversation: readConversation }),
  activity: record({ conversation_id: id, last_seq: count, last_n: count }),
  members: readMembersUpdate,
  left: record({ conversation_id: id, seq: count }),
  preferences: record({ conversation_id: id, preferences: readPreferences }),
  hidden: readHidden,
  thread: record({ thread: readThreadPlace }),
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
  name: 80,
  topic: 250,
  announcement: 2000,
  membersPerCall: 500,
  mentions: 50,
  reactions: 20,
  pollOptions: 20,
  pollOption: 120,
  question: 300,
  placeName: 200,
  forwarded: 100,
  filesPerMessage: 20,
  fileNameBytes: 255,
  alt: 500,
  openedPerCall: 100,
  mediaWaitS: 20,
  scheduleDays: 366,
  draftBytes: 16 * 1024,
  folders: 10,
  folder: 32,
  greeting: 200,
  remark: 64,
  tags: 10,
  tag: 32,
  statusText: 100,
  usernameMin: 3,
  username: 32,
  displayName: 64,
  about: 280,
  passwordMin: 8,
  password: 256,
} as const;
