import type { Conversation, Id, Member, Message, Receipt } from './wire.ts';

/** Seqs that are held, as sorted closed spans that do not touch. */
export type Spans = [from: number, to: number][];

/** A conversation as it is kept. It grows by `join`, so that updates may come twice, late and in any order. */
export interface Kept {
  id: Id;
  generation: number;
  /** False while only parts of it have come (a message, a receipt): ask for the rest. */
  known: boolean;
  kind: string;
  created_at: string;
  members: Record<Id, Member>;
  last_seq: number;
  last_n: number;
  last_message?: Message;
  held: Spans;
  /** Milliseconds since 1970 of the newest thing in it; the order of the list. */
  active: number;
}

function stub(id: Id, generation: number): Kept {
  return { id, generation, known: false, kind: '', created_at: '', members: {}, last_seq: 0, last_n: 0, held: [], active: 0 };
}

export function keptOf(conversation: Conversation): Kept {
  const { id, generation, kind, created_at, members, last_seq, last_n, last_message } = conversation;
  const kept = { ...stub(id, generation), known: true, kind, created_at, last_seq, last_n, active: Date.parse(created_at) };
  for (const member of members) kept.members[member.user_id] = member;
  return last_message ? join(kept, ofMessage(last_message)) : kept;
}

/** What a message says about its conversation: it is there, and its sender has read so far. */
export function ofMessage(message: Message): Kept {
  const { conversation_id, generation, seq, n, sender_id } = message;
  return {
    ...stub(conversation_id, generation),
    members: { [sender_id]: { user_id: sender_id, delivered_seq: seq, read_seq: seq, read_n: n } },
    last_seq: seq,
    last_n: n,
    last_message: message,
    held: [[seq, seq]],
    active: Date.parse(message.sent_at),
  };
}

/** A receipt has no generation of its own: it is of the one that is kept. */
export function ofReceipt(receipt: Receipt, generation: number): Kept {
  const { conversation_id, ...member } = receipt;
  return { ...stub(conversation_id, generation), members: { [member.user_id]: member } };
}

/** Commutative, associative and idempotent; a newer generation replaces an older one. */
export function join(a: Kept, b: Kept): Kept {
  if (a.generation !== b.generation) return a.generation > b.generation ? a : b;
  const named = a.known ? a : b;
  const newest = (a.last_message?.seq ?? 0) >= (b.last_message?.seq ?? 0) ? a.last_message : b.last_message;
  const members = { ...a.members };
  for (const member of Object.values(b.members)) members[member.user_id] = joinMembers(members[member.user_id], member);
  return {
    id: a.id,
    generation: a.generation,
    known: a.known || b.known,
    kind: named.kind,
    created_at: named.created_at,
    members,
    last_seq: Math.max(a.last_seq, b.last_seq),
    last_n: Math.max(a.last_n, b.last_n),
    ...(newest && { last_message: newest }),
    held: b.held.reduce((spans, [from, to]) => addSpan(spans, from, to), a.held),
    active: Math.max(a.active, b.active),
  };
}

function joinMembers(a: Member | undefined, b: Member): Member {
  return {
    user_id: b.user_id,
    delivered_seq: Math.max(a?.delivered_seq ?? 0, b.delivered_seq),
    read_seq: Math.max(a?.read_seq ?? 0, b.read_seq),
    read_n: Math.max(a?.read_n ?? 0, b.read_n),
  };
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

export function unread(kept: Kept, me: Id): number {
  return Math.max(0, kept.last_n - (kept.members[me]?.read_n ?? 0));
}

/** The one other member of a direct conversation. */
export function otherOf(kept: Kept, me: Id): Member | undefined {
  return Object.values(kept.members).find((member) => member.user_id !== me);
}
