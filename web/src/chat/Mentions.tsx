import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { FoundList } from './FoundList.tsx';

/** Messages that mention one. */
export default function Mentions() {
  const { t } = useWords();
  return (
    <FoundList
      title={t('mentions.title')} empty={{ title: t('mentions.none') }} ask={(cursor) => teahouse.call('list_mentions', { cursor, limit: 100 })}
    />
  );
}
