import { MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';

/** A new device asks to be let in: which, from where, and whether one wants it. */
export default function PairPage({ code }: { code: string }) {
  const { t } = useWords();
  const { value, error } = useAsked('look_at_pairing', { code });
  const act = useAct();
  const [busy, setBusy] = useState(false);
  const answer = async (accept: boolean) => {
    setBusy(true);
    if (await act(ask('answer_pairing', { code, accept }), { done: t(accept ? 'pair.allowed' : 'pair.denied') })) go('/settings/devices');
    else setBusy(false);
  };
  return (
    <Page title={t('pair.title')} back="/settings">
      {value && (
        <Card>
          <div className="grid justify-items-center gap-4 text-center">
            <span className="bg-hover text-leaf inline-flex size-16 items-center justify-center rounded-full"><MonitorSmartphone size={30} aria-hidden /></span>
            <h3 className="text-xl font-bold">{t('pair.ask', { device: value.device || '–' })}</h3>
            <p className="text-soft">{t(value.same_network ? 'pair.here' : 'pair.elsewhere', { address: value.address })}</p>
            <p className="bg-amber-wash text-ink rounded-xl px-4 py-3 text-sm">{t('pair.warning')}</p>
            <div className="mt-2 flex w-full flex-wrap justify-center gap-3">
              <Button look="quiet" disabled={busy} onClick={() => void answer(false)}>{t('pair.deny')}</Button>
              <Button disabled={busy} onClick={() => void answer(true)}>{t('pair.allow')}</Button>
            </div>
          </div>
        </Card>
      )}
      {!value && Boolean(error) && <Empty title={t('pair.void_title')} text={t('pair.void_text')} />}
    </Page>
  );
}
