import { isMember, unread, type Kept } from '@teahouse/client';
import type { World } from '../app/teahouse.ts';

/** The conversations that are worth a line, in the order of the list: one that nobody has written in yet only for who is about to. */
export function listed({ conversations, outbox, drafts }: World, open: string | undefined): Kept[] {
  const waiting = new Map(outbox.map((outgoing) => [outgoing.conversation_id, Date.parse(outgoing.created_at)]));
  const begun = ({ id, kind, last_seq }: Kept) => kind !== 'direct' || last_seq > 0 || id === open || drafts.has(id) || waiting.has(id);
  const activity = ({ id, active }: Kept) => Math.max(active, waiting.get(id) ?? 0);
  const pinned = ({ preferences }: Kept) => Number(preferences?.pinned ?? false);
  return conversations
    .filter((one) => (isMember(one) || one.id === open) && begun(one))
    .toSorted((a, b) => pinned(b) - pinned(a) || activity(b) - activity(a));
}

/** Whether a conversation is away from the list until there is news in it. */
export const isAway = (one: Kept, me: string): boolean => Boolean(one.preferences?.hidden) && unread(one, me) === 0;
