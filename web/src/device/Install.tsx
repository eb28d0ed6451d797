import { MonitorDown } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { installOffer, onOffer, spend } from '../app/install.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';

/** Has the client stand among the apps of this device, where the browser can do that. */
export function Install() {
  const { t } = useWords();
  const offered = useSyncExternalStore(onOffer, installOffer);
  const installed = matchMedia('(display-mode: standalone)').matches;
  const install = async () => {
    await offered?.prompt();
    spend();
  };
  return (
    <Card title={t('install.title')}>
      <p className="text-soft -mt-3">{t(installed ? 'install.done' : offered ? 'install.text' : 'install.by_menu')}</p>
      {offered && !installed && (
        <Button className="mt-4" onClick={() => void install()}>
          <MonitorDown size={18} aria-hidden />
          {t('install.install')}
        </Button>
      )}
    </Card>
  );
}
