import { useAsked } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { sizeWords } from '../media/words.ts';
import { Card } from '../ui/Card.tsx';

/** How much room one's files take at the server. */
export function Storage() {
  const { t, why, language } = useWords();
  const { value, error } = useAsked('get_media_usage');
  if (!value) return error ? <p className="text-soft py-8 text-center">{why(error)}</p> : null;
  const { used, limit, file_limit } = value;
  const size = (bytes: number) => sizeWords(bytes, language);
  const share = limit ? Math.min(1, used / limit) : 0;
  return (
    <Card title={t('storage.title')} text={t('storage.text')}>
      {limit > 0 && (
        <div role="meter" aria-label={t('storage.title')} aria-valuemin={0} aria-valuemax={limit} aria-valuenow={used} aria-valuetext={t('storage.used_of', { used: size(used), limit: size(limit) })} className="bg-hover mb-3 h-3 overflow-hidden rounded-full">
          <div className={`h-full min-w-1 rounded-full ${share > 0.9 ? 'bg-berry' : 'bg-leaf'}`} style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <p className="font-semibold">{limit ? t('storage.used_of', { used: size(used), limit: size(limit) }) : t('storage.used', { used: size(used) })}</p>
      <p className="text-soft mt-1 text-fine">{t('storage.file_limit', { limit: size(file_limit) })}</p>
    </Card>
  );
}
