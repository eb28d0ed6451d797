import {
  writtenIn, type Conversation, type Hidden, type Id, type Info, type Member, type MembersUpdate, type Message, type Preferences,
  type Receipt,
} from './wire.ts';

/** Seqs that are held, as sorted closed spans that do not touch. */
export type Spans = [from: number, to: number][];

/** How far somebody has come; the numbers only grow. */
export interface Place {
  delivered_seq: number;
  read_seq: number;
  read_n: number;
}

/** Who is a member, as of the entry `rev`. */
export interface KeptMember {
  user_id: Id;
  rev: number;
  role?: string;
  nickname?: string;
  muted_until?: string;
}

/** A conversation as it is kept. It grows by `join`, so that updates may come twice, late and in any order. */
export interface Kept {
  id: Id;
  generation: number;
  /** False while only parts of it have come (a message, a receipt): ask for the rest. */
  known: boolean;
  kind: string;
  created_at: string;
  /** The entry that changed members or info last, as far as is known here. */
  rev: number;
  /** The rev of the last whole list of members; -1 before one has come. What came later is told member by member. */
  whole: number;
  /** The members that are known: all, or in a wide conversation oneself and some. */
  members: Record<Id, KeptMember>;
  /** Who has left since the whole list, and with which entry. */
  former: Record<Id, number>;
  member_count: number;
  places: Record<Id, Place>;
  info?: Info;
  info_rev: number;
  visible_from: number;
  preferences?: Preferences;
  /** How many unread mentions the server counted when the conversation had come to `n`. */
  mentions: { n: number; count: number };
  /** Messages since then that mention who keeps this. */
  mentioned: { seq: number; n: number }[];
  /** Deleted for oneself: all up to a seq, and these. */
  hidden_until: number;
  hidden: number[];
  /** Up to here the server has deleted what was said, by the conversation's own rule. */
  expired: number;
  /** The entry with which one's membership ended; over while `rev` is not larger. */
  left: number;
  last_seq: number;
  last_n: number;
  /** The last line that is shown. */
  last_message?: Message;
  held: Spans;
  /** Milliseconds since 1970 of the newest line in it; the order of the list. */
  active: number;
}

function stub(id: Id, generation: number): Kept {
  return {
    id, generation, known: false, kind: '', created_at: '', rev: 0, whole: -1, members: {}, former: {}, member_count: 0, places: {},
    info_rev: -1, visible_from: 1, mentions: { n: -1, count: 0 }, mentioned: [], hidden_until: 0, hidden: [], expired: 0, left: -1, last_seq: 0,
    last_n: 0, held: [], active: 0,
  };
}

function keptMember({ user_id, role, nickname, muted_until }: Member, rev: number): KeptMember {
  return { user_id, rev, ...(role && { role }), ...(nickname && { nickname }), ...(muted_until && { muted_until }) };
}

const placeOf = ({ delivered_seq, read_seq, read_n }: Place): Place => ({ delivered_seq, read_seq, read_n });

export function keptOf(conversation: Conversation, me?: Id): Kept {
  const { id, generation, kind, created_at, members, last_seq, last_n, last_message, rev = 0, info, preferences, mentions = 0 } = conversation;
  const kept: Kept = {
    ...stub(id, generation), known: true, kind, created_at, rev, whole: rev, last_seq, last_n, active: Date.parse(created_at),
    member_count: conversation.member_count ?? members.length, info_rev: rev, visible_from: conversation.visible_from ?? 1,
    mentions: { n: last_n, count: mentions }, expired: conversation.expired_seq ?? 0, ...(info && { info }), ...(preferences && { preferences }),
  };
  for (const member of members) {
    kept.members[member.user_id] = keptMember(member, rev);
    kept.places[member.user_id] = placeOf(member);
  }

  return last_message ? join(kept, ofMessage(last_message, me)) : kept;
}

/** A line of the conversation itself: no change of another one, and no answer in a thread that is not shown here too. */
export const isLine = (message: Message): boolean =>
  message.content.type !== 'change' && (message.thread === undefined || message.in_channel === true);

/** What a message says about its conversation: it is there, and who wrote what counts has read so far. */
export function ofMessage(message: Message, me?: Id): Kept {
  const { conversation_id, generation, seq, n, sender_id, content } = message;
  const kept: Kept = { ...stub(conversation_id, generation), last_seq: seq, last_n: n, held: [[seq, seq]] };
  if (content.type !== 'event' && isLine(message)) kept.places[sender_id] = { delivered_seq: seq, read_seq: seq, read_n: n };
  if (me && sender_id !== me && mentionsOf(message).includes(me)) kept.mentioned = [{ seq, n }];
  return isLine(message) ? { ...kept, last_message: plain(message), active: Date.parse(message.sent_at) } : kept;
}

/** The message that an entry changed, as it is now. It says nothing about what is held. */
export function ofChanged(message: Message): Kept {
  const kept = stub(message.conversation_id, message.generation);
  return isLine(message) ? { ...kept, last_message: plain(message), active: Date.parse(message.sent_at) } : kept;
}

/** Threads are kept apart: what a message says of its own is put there. */
export function plain(message: Message): Message {
  const { replies: _, ...rest } = message;
  return rest;
}

const mention = /<@([0-9a-f-]{36})>|<!(all|here)>/g;

/** Whom a message mentions, `everyone` included. */
function mentionsOf({ content }: Message): { includes(me: Id): boolean } {
  const found = [...writtenIn(content).matchAll(mention)];
  const everyone = found.some((match) => match[2]);
  return { includes: (me) => everyone || found.some((match) => match[1] === me) };
}

export const mentionsPerson = (message: Message, me: Id): boolean => message.sender_id !== me && mentionsOf(message).includes(me);

/** A receipt has no generation of its own: it is of the one that is kept. So are the parts below. */
export function ofReceipt(receipt: Receipt, generation: number): Kept {
  return { ...stub(receipt.conversation_id, generation), places: { [receipt.user_id]: placeOf(receipt) } };
}

export function ofActivity(id: Id, last_seq: number, last_n: number, generation: number): Kept {
  return { ...stub(id, generation), last_seq, last_n };
}

export function ofMembers(update: MembersUpdate, generation: number): Kept {
  const { conversation_id, rev, member_count, info, changed = [], left = [] } = update;
  const kept: Kept = { ...stub(conversation_id, generation), rev, member_count, expired: update.expired_seq ?? 0, ...(info && { info, info_rev: rev }) };
  for (const member of changed) {
    kept.members[member.user_id] = keptMember(member, rev);
    kept.places[member.user_id] = placeOf(member);
  }

  for (const id of left) kept.former[id] = rev;
  return kept;
}

export function ofLeft(id: Id, seq: number, generation: number): Kept {
  return { ...stub(id, generation), left: seq };
}

export function ofPreferences(id: Id, preferences: Preferences, generation: number): Kept {
  return { ...stub(id, generation), preferences };
}

export function ofHidden({ conversation_id, seqs = [], until_seq = 0 }: Hidden, generation: number): Kept {
  return { ...stub(conversation_id, generation), hidden: seqs.toSorted((a, b) => a - b), hidden_until: until_seq };
}

/** The server covers these seqs: what is not here is not shown. */
export function ofSpan(id: Id, from: number, to: number, generation: number): Kept {
  return { ...stub(id, generation), held: [[from, to]] };
}

/** Commutative, associative and idempotent; a newer generation replaces an older one. */
export function join(a: Kept, b: Kept): Kept {
  if (a.generation !== b.generation) return a.generation > b.generation ? a : b;
  const named = a.known ? a : b;
  const last = newer(a.last_message, b.last_message);
  const info = a.info_rev > b.info_rev ? a : b;
  const preferences = (a.preferences?.version ?? -1) > (b.preferences?.version ?? -1) ? a.preferences : b.preferences;
  const hidden_until = Math.max(a.hidden_until, b.hidden_until);
  return {
    id: a.id,
    generation: a.generation,
    known: a.known || b.known,
    kind: named.kind,
    created_at: named.created_at,
    rev: Math.max(a.rev, b.rev),
    ...joinMembers(a, b),
    places: joinPlaces(a.places, b.places),
    ...(info.info && { info: info.info }),
    info_rev: info.info_rev,
    visible_from: (a.whole === b.whole ? a.visible_from >= b.visible_from : a.whole > b.whole) ? a.visible_from : b.visible_from,
    ...(preferences && { preferences }),
    mentions: a.mentions.n > b.mentions.n || (a.mentions.n === b.mentions.n && a.mentions.count < b.mentions.count) ? a.mentions : b.mentions,
    mentioned: b.mentioned.length ? joinMentioned(a.mentioned, b.mentioned) : a.mentioned,
    hidden_until,
    hidden: [...new Set([...a.hidden, ...b.hidden])].filter((seq) => seq > hidden_until).toSorted((x, y) => x - y),
    expired: Math.max(a.expired, b.expired),
    left: Math.max(a.left, b.left),
    last_seq: Math.max(a.last_seq, b.last_seq),
    last_n: Math.max(a.last_n, b.last_n),
    ...(last && { last_message: last }),
    held: b.held.reduce((spans, [from, to]) => addSpan(spans, from, to), a.held),
    active: Math.max(a.active, b.active),
  };
}

/** The later message, and of two states of one the later state. */
export function newer(a: Message | undefined, b: Message | undefined): Message | undefined {
  if (!a || !b) return a ?? b;
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  return (a.rev ?? 0) > (b.rev ?? 0) ? a : b;
}

/** A whole list is taken as it is; what was told of one member counts when it is later than that list. */
function joinMembers(a: Kept, b: Kept): Pick<Kept, 'whole' | 'members' | 'former' | 'member_count'> {
  const whole = Math.max(a.whole, b.whole);
  const members: Record<Id, KeptMember> = {};
  const former: Record<Id, number> = {};
  const counts = (side: Kept, rev: number) => rev > whole || side.whole === whole;
  for (const side of [a, b]) {
    for (const member of Object.values(side.members)) {
      if (counts(side, member.rev) && member.rev >= (members[member.user_id]?.rev ?? -1)) members[member.user_id] = member;
    }

    for (const [id, rev] of Object.entries(side.former)) if (rev > whole) former[id] = Math.max(former[id] ?? 0, rev);
  }

  for (const [id, rev] of Object.entries(former)) {
    if ((members[id]?.rev ?? -1) > rev) delete former[id];
    else delete members[id];
  }

  const member_count = a.rev === b.rev ? Math.max(a.member_count, b.member_count) : (a.rev > b.rev ? a : b).member_count;
  return { whole, members, former, member_count };
}

function joinPlaces(a: Record<Id, Place>, b: Record<Id, Place>): Record<Id, Place> {
  const places = { ...a };
  for (const [id, place] of Object.entries(b)) {
    const was = a[id];
    places[id] = was ? {
      delivered_seq: Math.max(was.delivered_seq, place.delivered_seq),
      read_seq: Math.max(was.read_seq, place.read_seq),
      read_n: Math.max(was.read_n, place.read_n),
    } : place;
  }

  return places;
}

function joinMentioned(a: Kept['mentioned'], b: Kept['mentioned']): Kept['mentioned'] {
  return [...new Map([...a, ...b].map((one) => [one.seq, one])).values()].toSorted((x, y) => x.seq - y.seq);
}

export function addSpan(spans: Spans, from: number, to: number): Spans {
  const apart = spans.filter(([start, end]) => end < from - 1 || start > to + 1);
  const touching = spans.filter(([start, end]) => end >= from - 1 && start <= to + 1);
  const start = Math.min(from, ...touching.map((span) => span[0]));
  const end = Math.max(to, ...touching.map((span) => span[1]));
  return [...apart, [start, end] as [number, number]].toSorted((a, b) => a[0] - b[0]);
}

/** The spans within `from`–`to` that are not held. */
export function missing(spans: Spans, from: number, to: number): Spans {
  const holes: Spans = [];
  let next = from;
  for (const [start, end] of spans) {
    if (start > to) break;
    if (start > next) holes.push([next, start - 1]);
    next = Math.max(next, end + 1);
  }

  if (next <= to) holes.push([next, to]);
  return holes;
}

// What is asked of a conversation

export function unread(kept: Kept, me: Id): number {
  return Math.max(0, kept.last_n - (kept.places[me]?.read_n ?? 0));
}

/** Unread messages that mention one. */
export function unreadMentions(kept: Kept, me: Id): number {
  const { read_n, read_seq } = kept.places[me] ?? { read_n: 0, read_seq: 0 };
  const counted = read_n >= kept.mentions.n ? 0 : kept.mentions.count;
  return Math.min(unread(kept, me), counted + kept.mentioned.filter((one) => one.n > kept.mentions.n && one.seq > read_seq).length);
}

/** One is a member of it. */
export const isMember = (kept: Kept): boolean => kept.left < 0 || kept.rev > kept.left;

/** It has more members than are kept: they are listed by the server, and nobody's receipts or typing come. */
export const isWide = (kept: Kept): boolean => kept.kind !== 'direct' && kept.member_count > Object.keys(kept.members).length;

/** One's role: owner, admin, member or guest; none in a direct conversation. */
export const roleOf = (kept: Kept, me: Id): string | undefined => kept.members[me]?.role;

export const isAdmin = (kept: Kept, me: Id): boolean => ['owner', 'admin'].includes(roleOf(kept, me) ?? '');

const nowhere: Place = { delivered_seq: 0, read_seq: 0, read_n: 0 };

/** The one other member of a direct conversation, and how far they have come. */
export function otherOf(kept: Kept, me: Id): (Place & { user_id: Id }) | undefined {
  const user_id = kept.kind === 'direct' ? Object.keys(kept.members).find((id) => id !== me) : undefined;
  return user_id === undefined ? undefined : { user_id, ...(kept.places[user_id] ?? nowhere) };
}

/** How the others stand to a message: all of them have read it, got it, or not. */
export function reachOf(kept: Kept, me: Id, seq: number): 'sent' | 'delivered' | 'read' {
  const others = Object.keys(kept.members).filter((id) => id !== me).map((id) => kept.places[id] ?? nowhere);
  if (!others.length || isWide(kept)) return 'sent';
  if (others.every((place) => place.read_seq >= seq)) return 'read';
  return others.every((place) => place.delivered_seq >= seq) ? 'delivered' : 'sent';
}

export const isHidden = (kept: Pick<Kept, 'hidden' | 'hidden_until'>, seq: number): boolean =>
  seq <= kept.hidden_until || kept.hidden.includes(seq);

/** What is left of a message whose time is over; lines of the system stay. */
export function expire(kept: Kept, message: Message): Message {
  const over = message.seq <= kept.expired && kept.info?.retention?.mode === 'days';
  if (!over || message.content.type === 'event' || message.content.type === 'deleted') return message;
  const { reactions: _, poll: __, preview: ___, ...rest } = message;
  return { ...rest, content: { type: 'deleted', reason: 'expired' } };
}
