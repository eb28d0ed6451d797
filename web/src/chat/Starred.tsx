import type { Found, Message } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { toast } from '../ui/toast.tsx';
import { FoundList } from './FoundList.tsx';
import { learnStars, toggleStar } from './stars.ts';

/** What one has saved. */
export default function Starred() {
  const { t, why } = useWords();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    if (found) void learnStars(found.messages);
  }, [found]);
  const remove = (message: Message) => {
    toggleStar(message, true).then(() => setGone(new Set([...gone, message.id])), (error: unknown) => toast(why(error), 'bad'));
  };
  return (
    <FoundList
      title={t('starred.title')} empty={{ title: t('starred.none'), text: t('starred.none_text') }}
      ask={(cursor) => teahouse.call('list_starred', { cursor, limit: 100 })} onFound={setFound} hidden={gone} removeLabel={t('menu.unstar')} onRemove={remove}
    />
  );
}
