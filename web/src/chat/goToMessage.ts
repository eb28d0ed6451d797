import type { Message } from '@teahouse/client';
import { go } from '../app/router.ts';

/** Opens the conversation of a message, at the message, or at its thread. */
export function goToMessage({ conversation_id, seq, thread, in_channel }: Pick<Message, 'conversation_id' | 'seq' | 'thread' | 'in_channel'>): void {
  const aside = thread !== undefined && in_channel !== true;
  go(`/c/${conversation_id}`);
  history.replaceState(history.state, '', aside ? `/c/${conversation_id}?thread=${thread}#m${thread}` : `/c/${conversation_id}#m${seq}`);
}
