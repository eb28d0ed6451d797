import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, askAgain, useAsked } from '../app/ask.ts';
import { useWords, type Key } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Switch } from '../ui/Switch.tsx';
import { usePending } from '../ui/usePending.ts';
import { Install } from './Install.tsx';
import { NoPushService, obstacle, setPreviews, turnOff, turnOn, useWanted, type Obstacle } from './push.ts';

const obstacles: Record<Obstacle, Key> = {
  unsupported: 'notify.unsupported', install_first: 'notify.install_first', denied: 'notify.denied',
};

/** Whether this device tells of messages while nobody looks, and how much. */
export function Notifications() {
  const { t, why } = useWords();
  const wanted = useWanted();
  const { value, error } = useAsked('list_push_subscriptions');
  const act = useAct();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Key>();
  const mine = value?.subscriptions.find((one) => one.current);
  const others = value?.subscriptions.filter((one) => !one.current).length ?? 0;
  const [shown, setPending] = usePending({ on: mine !== undefined || wanted, previews: mine?.previews ?? false }, value);
  const hindered = obstacle();
  const said = hindered ? obstacles[hindered] : trouble;
  // Shown as chosen at once; what does not come about springs back.
  const work = async (chosen: Partial<typeof shown>, task: () => Promise<boolean>) => {
    setBusy(true);
    setTrouble(undefined);
    setPending(chosen);
    if (!(await task())) setPending(undefined);
    askAgain('list_push_subscriptions');
    setBusy(false);
  };
  const begin = async () => {
    try {
      if (await turnOn()) return true;
      setTrouble(Notification.permission === 'denied' ? 'notify.denied' : 'notify.not_asked');
    } catch (cause) {
      if (!(cause instanceof NoPushService)) return act(Promise.reject(cause as Error));
      setTrouble('notify.no_service');
      return true;
    }

    return false;
  };
  return (
    <>
      <Card text={t('notify.text')}>
        {!value && Boolean(error) && <p className="text-soft">{why(error)}</p>}
        {value && (
          <>
            <Switch
              label={t('notify.here')} hint={t('notify.here_hint')} checked={shown.on} disabled={busy || (hindered !== undefined && !shown.on)}
              onChange={(on) => void work({ on }, () => (on ? begin() : act(turnOff(mine?.session_id))))}
            />
            {said && <p role="alert" className="bg-amber-wash text-ink mt-2 rounded-xl px-4 py-3 text-sm">{t(said)}</p>}
            {mine && (
              <>
                <Switch
                  label={t('notify.previews')} hint={t('notify.previews_hint')} checked={shown.previews} disabled={busy}
                  onChange={(previews) => void work({ previews }, () => act(setPreviews(previews)))}
                />
                <div className="mt-3">
                  <Button look="quiet" disabled={busy} onClick={() => void act(ask('test_push'), { done: t('notify.tested') })}>
                    <BellRing size={18} aria-hidden />
                    {t('notify.test')}
                  </Button>
                </div>
              </>
            )}
            {others > 0 && <p className="text-soft mt-4 text-sm">{t('notify.others', { count: others })}</p>}
          </>
        )}
      </Card>
      <Install />
    </>
  );
}
