import type { Transaction } from 'dexie';
import { keptOf, type Kept } from './merge.ts';
import type { Id, Member } from './wire.ts';

/** A conversation as the first version kept it. */
type First = Pick<Kept, 'id' | 'generation' | 'known' | 'kind' | 'created_at' | 'last_seq' | 'last_n' | 'last_message' | 'held' | 'active'> & {
  members: Record<Id, Member>;
};

/** To version 2, where members and how far they have come are kept apart. */
export async function upgradeToGroups(transaction: Transaction): Promise<void> {
  const table = transaction.table<First | Kept, Id>('conversations');
  const rows = (await table.toArray()) as First[];
  await table.bulkPut(rows.map((row) => ({
    ...keptOf({ ...row, members: Object.values(row.members), unread: 0, created_at: row.created_at || new Date(0).toISOString() }),
    known: row.known, held: row.held, active: row.active,
    ...(!row.known && { whole: -1, info_rev: -1 }),
  })));
}
