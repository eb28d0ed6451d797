import type { Id, Message, ThreadPlace } from './wire.ts';

/** A thread as it is kept, by the message it hangs on. The numbers only grow. */
export interface Thread {
  conversation_id: Id;
  /** The message it hangs on. */
  seq: number;
  count: number;
  last_seq: number;
  /** How far one has read. */
  read_n: number;
  /** One is told of new answers. Not known before the server has said so. */
  following?: boolean;
  /** Who wrote there, with the last seq of each that is known. */
  writers: Record<Id, number>;
}

const bare = (conversation_id: Id, seq: number): Thread => ({ conversation_id, seq, count: 0, last_seq: 0, read_n: 0, writers: {} });

/** What an answer says about its thread; who writes in a thread has read it and follows it. */
export function ofAnswer(message: Message, me: Id | undefined): Thread | undefined {
  const { conversation_id, thread, thread_n, seq, sender_id } = message;
  if (thread === undefined || thread_n === undefined) return undefined;
  const mine = sender_id === me ? { read_n: thread_n, following: true } : {};
  return { ...bare(conversation_id, thread), count: thread_n, last_seq: seq, writers: { [sender_id]: seq }, ...mine };
}

/** What the message it hangs on says about its thread. */
export function ofRoot({ conversation_id, seq, replies }: Message): Thread | undefined {
  if (!replies) return undefined;
  const writers = Object.fromEntries(replies.user_ids.map((id) => [id, 0]));
  return { ...bare(conversation_id, seq), count: replies.count, last_seq: replies.last_seq, writers };
}

export function ofPlace({ conversation_id, seq, read_n, count, last_seq, following }: ThreadPlace): Thread {
  return { ...bare(conversation_id, seq), read_n, count, last_seq, following };
}

/** Commutative but for `following`, which is what was told last. */
export function joinThreads(a: Thread | undefined, b: Thread): Thread {
  if (!a) return b;
  const following = b.following ?? a.following;
  const writers = { ...a.writers };
  for (const [id, seq] of Object.entries(b.writers)) writers[id] = Math.max(writers[id] ?? 0, seq);
  return {
    ...bare(a.conversation_id, a.seq),
    count: Math.max(a.count, b.count),
    last_seq: Math.max(a.last_seq, b.last_seq),
    read_n: Math.max(a.read_n, b.read_n),
    ...(following !== undefined && { following }),
    writers,
  };
}

export const unreadIn = (thread: Thread): number => (thread.following ? Math.max(0, thread.count - thread.read_n) : 0);
