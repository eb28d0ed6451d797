import type { Message } from '@teahouse/client';
import { teahouse } from '../app/teahouse.ts';

/** Deletes a message for oneself, here at once. */
export async function hideFromMe({ conversation_id, seq }: Message): Promise<void> {
  await teahouse.call('hide_message', { conversation_id, seq });
  await teahouse.store.apply([{ op: 'hidden', conversation_id, seqs: [seq] }]);
}
