import { unreadIn, type ThreadPlace } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse, useLive, useQuery, useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { faceOf } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { FoundLine } from './FoundLine.tsx';
import { goToMessage } from './goToMessage.ts';

/** The threads that one follows, latest answer first. */
export default function Threads() {
  const { t, why } = useWords();
  const { account, conversations } = useWorld();
  const names = useNames();
  const { link } = useLive();
  const kept = useQuery('threads', () => teahouse.store.threads.filter((one) => one.following === true).toArray()) ?? [];
  const [places, setPlaces] = useState<ThreadPlace[]>();
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    teahouse.call('list_threads', { limit: 100 }).then((answer) => setPlaces(answer.threads), (error: unknown) => setTrouble(why(error)));
  }, [link, why]);
  return (
    <Page title={t('threads.title')} back="/">
      {trouble && !places && <p role="alert" className="text-berry py-3">{trouble}</p>}
      {places?.length === 0 && <Empty title={t('threads.none')} text={t('threads.none_text')} />}
      <ul className="grid gap-1">
        {places?.map(({ root, conversation_id, seq }) => {
          if (!root) return null;
          const conversation = conversations.find((one) => one.id === conversation_id);
          const thread = kept.find((one) => one.conversation_id === conversation_id && one.seq === seq);
          const fresh = thread ? unreadIn(thread) : 0;
          return (
            <li key={root.id} className="bg-surface shadow-bubble rounded-2xl px-2">
              <FoundLine
                message={root} name={names.name(root.sender_id, conversation)} conversation={conversation}
                where={conversation && faceOf(conversation, account.user.id, names, t).name} onOpen={() => goToMessage({ conversation_id, seq: root.seq, thread: root.seq })}
              />
              <p className="text-soft flex items-center gap-2 px-2 pb-2 ps-14 text-fine">
                {t('thread.replies', { count: thread?.count ?? 0 })}
                {fresh > 0 && <span className="bg-leaf text-on-leaf rounded-full px-1.5 text-xs leading-5 font-semibold">{t('thread.new', { count: fresh })}</span>}
              </p>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
