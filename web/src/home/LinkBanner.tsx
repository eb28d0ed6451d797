import { CloudOff, Loader, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { teahouse, useLive } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';

const patienceMs = 1200;

/** Says when the line is down; a short break is not worth a word. */
export function LinkBanner() {
  const { t } = useWords();
  const { link, away } = useLive();
  const down = link !== 'online';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(down), down ? patienceMs : 0);
    return () => clearTimeout(timer);
  }, [down]);
  const content = () => {
    if (link === 'stopped') {
      return (
        <>
          <Unplug size={16} />
          {t('link.stopped')}
          <button type="button" className="min-h-8 px-2 font-bold underline underline-offset-4" onClick={() => teahouse.reconnect()}>{t('link.retry')}</button>
        </>
      );
    }

    if (away || !navigator.onLine) return <><CloudOff size={16} />{t('link.offline')}</>;
    return <><Loader size={16} className="animate-spin" />{t('link.connecting')}</>;
  };
  return (
    <div role="status">
      {shown && down && (
        <div className="bg-amber-wash flex min-h-10 items-center justify-center gap-2 px-4 py-1.5 text-center text-sm font-medium *:[svg]:shrink-0">{content()}</div>
      )}
    </div>
  );
}
