import type { Session } from '@teahouse/client';
import { MonitorSmartphone } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { teahouse, useLive } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Ask } from '../ui/Ask.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';

export function Devices() {
  const { t } = useWords();
  const { changes, link } = useLive();
  const [sessions, setSessions] = useState<Session[]>();
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    teahouse.sessions().then(
      (loaded) => (setSessions(loaded), setFailed(false)),
      () => setFailed(true),
    );
  }, []);
  useEffect(load, [load, changes, link]);
  return (
    <Card text={t('settings.devices_text')}>
      {!sessions && failed && <p className="text-soft">{t('settings.devices_failed')}</p>}
      <ul className="divide-line divide-y">
        {sessions?.toSorted((a, b) => Number(b.current) - Number(a.current)).map((session) => (
          <Device key={session.id} session={session} onRevoke={() => void teahouse.revoke(session.id).then(load, load)} />
        ))}
      </ul>
    </Card>
  );
}

function Device({ session, onRevoke }: { session: Session; onRevoke(): void }) {
  const { t, moment } = useWords();
  const device = session.device || '–';
  const seen = t('settings.device_seen', { time: moment(Date.parse(session.last_seen_at)) });
  const since = t('settings.device_since', { time: moment(Date.parse(session.created_at)) });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <span className="bg-hover text-soft inline-flex size-11 items-center justify-center rounded-full"><MonitorSmartphone size={20} /></span>
      <div className="min-w-40 flex-1">
        <p className="font-semibold"><bdi>{device}</bdi></p>
        <p className="text-soft text-fine">{session.current ? since : seen}</p>
      </div>
      {session.current ? (
        <span className="bg-chosen text-leaf rounded-full px-3 py-1 text-fine font-semibold">{t('settings.this_device')}</span>
      ) : (
        <Ask
          trigger={<Button look="quiet" aria-label={t('settings.revoke_label', { device })} />}
          triggerLabel={t('settings.revoke')}
          title={t('settings.revoke_title')}
          action={t('settings.revoke')}
          onAction={onRevoke}
        >
          <p>{t('settings.revoke_text', { device })}</p>
        </Ask>
      )}
    </li>
  );
}
