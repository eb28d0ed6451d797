import type { Kept } from '@teahouse/client';
import { teahouse } from '../app/teahouse.ts';

/** The first message that was sent at a time or after it, else the last: sought by halves, for the server keeps them by seq. */
export async function seqAt({ id, visible_from, hidden_until, last_seq }: Kept, time: number): Promise<number> {
  const lineBefore = async (before_seq: number) => (await teahouse.call('list_messages', { conversation_id: id, before_seq, limit: 1 })).messages.at(-1);
  let low = Math.max(visible_from, hidden_until + 1);
  let high = last_seq + 1;
  let best: number | undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineBefore(middle + 1);
    if (line && line.seq >= low && Date.parse(line.sent_at) >= time) high = best = line.seq;
    else low = middle + 1;
  }

  return best ?? (await lineBefore(last_seq + 1))?.seq ?? last_seq;
}
