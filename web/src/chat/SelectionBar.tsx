import { isAdmin, isMember, type Message } from '@teahouse/client';
import { Copy, EyeOff, Forward, Star, Undo2, X } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { useRoom } from './context.ts';
import { hideFromMe } from './hide.ts';
import { previewOf } from './preview.ts';
import { toggleStar } from './stars.ts';

/** What is done with the messages that are chosen. */
export default function SelectionBar({ messages, onDone }: { messages: readonly Message[]; onDone(): void }) {
  const { t, moment } = useWords();
  const { conversation, me, nameOf, telling, forward } = useRoom();
  const act = useAct();
  const count = messages.length;
  const inOrder = messages.toSorted((a, b) => a.seq - b.seq);
  const each = async (task: (message: Message) => Promise<unknown>, done: string) => {
    const all = async () => {
      for (const message of inOrder) await task(message);
    };
    if (await act(all(), { done })) onDone();
  };
  const lineOf = (message: Message) => `${nameOf(message.sender_id)} (${moment(Date.parse(message.sent_at))}): ${previewOf(message, telling, conversation)}`;
  const copy = async () => {
    if (await act(navigator.clipboard.writeText(inOrder.map(lineOf).join('\n')), { done: t('menu.copied') })) onDone();
  };
  const remove = async (everyone: boolean) => {
    const action = t(everyone ? 'menu.recall' : 'menu.hide');
    const text = t(everyone ? 'select.recall_text' : 'select.hide_text');
    if (!(await confirmed({ title: t('select.remove_title', { count }), text, action }))) return;
    await each(everyone ? ({ seq }) => teahouse.call('recall_message', { conversation_id: conversation.id, seq }) : hideFromMe, t('select.removed', { count }));
  };
  const mayRecall = count > 0 && isMember(conversation) && !conversation.info?.archived && (isAdmin(conversation, me) || messages.every((one) => one.sender_id === me));
  const tools = [
    { label: t('select.copy'), icon: Copy, act: () => void copy() },
    { label: t('menu.star'), icon: Star, act: () => void each((message) => toggleStar(message, false), t('menu.starred')) },
    { label: t('menu.hide'), icon: EyeOff, act: () => void remove(false) },
    ...(mayRecall ? [{ label: t('menu.recall'), icon: Undo2, act: () => void remove(true) }] : []),
  ];
  return (
    <div role="toolbar" aria-label={t('select.title')} className="bg-surface border-line flex items-center gap-1 border-t px-2 py-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] md:px-4">
      <IconButton label={t('settings.cancel')} onClick={onDone}><X size={20} /></IconButton>
      <span role="status" className="min-w-0 flex-1 truncate font-semibold">{t('select.count', { count })}</span>
      {tools.map(({ label, icon: Icon, act: run }) => <IconButton key={label} label={label} disabled={!count} className="disabled:opacity-45" onClick={run}><Icon size={19} /></IconButton>)}
      <Button disabled={!count} className="ms-1" onClick={() => forward(inOrder)}><Forward size={18} aria-hidden /><span className="max-sm:sr-only">{t('menu.forward')}</span></Button>
    </div>
  );
}
