import type { Scheduled as Waiting } from '@teahouse/client';
import { Trash2 } from 'lucide-react';
import { askAgain, useAsked } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { faceOf } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { toast } from '../ui/toast.tsx';
import { previewOf, useTelling } from './preview.ts';

/** Messages that wait for their time. */
export default function Scheduled() {
  const { t, moment, why, whyCode } = useWords();
  const telling = useTelling();
  const names = useNames();
  const { account, conversations } = useWorld();
  const { value, error } = useAsked('list_scheduled');
  const cancel = (one: Waiting) => {
    teahouse.call('cancel_scheduled', { scheduled_id: one.id }).then(() => askAgain('list_scheduled'), (problem: unknown) => toast(why(problem), 'bad'));
  };
  const waiting = value?.scheduled.toSorted((a, b) => a.send_at.localeCompare(b.send_at));
  return (
    <Page title={t('scheduled.title')} back="/">
      {error !== undefined && <p role="alert" className="text-berry py-3">{why(error)}</p>}
      {waiting?.length === 0 && <Empty title={t('scheduled.none')} text={t('scheduled.none_text')} />}
      <ul className="grid gap-1">
        {waiting?.map((one) => {
          const conversation = conversations.find((other) => other.id === one.conversation_id);
          return (
            <li key={one.id} className="bg-surface shadow-bubble flex items-center gap-1 rounded-2xl px-2">
              <button type="button" className="hover:bg-hover min-w-0 flex-1 rounded-xl px-2 py-2.5 text-start" onClick={() => go(`/c/${one.conversation_id}`)}>
                <span className="flex items-baseline gap-2">
                  <bdi className="min-w-0 flex-1 truncate font-semibold">{conversation ? faceOf(conversation, account.user.id, names, t).name : t('chat.gone')}</bdi>
                  <time className="text-soft shrink-0 text-fine">{moment(Date.parse(one.send_at))}</time>
                </span>
                <bdi className="text-soft line-clamp-2 wrap-anywhere">{previewOf({ content: one.content }, telling, conversation)}</bdi>
                {one.refused && <span className="text-berry block text-sm">{t('scheduled.refused', { why: whyCode(one.refused) })}</span>}
              </button>
              <IconButton label={t('scheduled.cancel')} onClick={() => cancel(one)}><Trash2 size={18} /></IconButton>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
