import type { Place } from '@teahouse/client';
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react';
import { useWords } from '../i18n/index.tsx';

export type MessageState = 'pending' | 'failed' | 'sent' | 'delivered' | 'read';

/** How far a message of one's own has come with the other person. */
export function stateOf(seq: number, other: Place | undefined): MessageState {
  if (other && other.read_seq >= seq) return 'read';
  return other && other.delivered_seq >= seq ? 'delivered' : 'sent';
}

const marks = {
  pending: { Icon: Clock3, color: 'opacity-75' },
  failed: { Icon: CircleAlert, color: 'text-berry' },
  sent: { Icon: Check, color: '' },
  delivered: { Icon: CheckCheck, color: '' },
  read: { Icon: CheckCheck, color: 'text-read' },
};

export function StateMark({ state }: { state: MessageState }) {
  const { t } = useWords();
  const { Icon, color } = marks[state];
  return (
    <span data-state={state} className={`inline-flex shrink-0 ${color}`}>
      <Icon aria-hidden size={16} strokeWidth={2.2} />
      <span className="sr-only">{t(`message.${state}`)}</span>
    </span>
  );
}
