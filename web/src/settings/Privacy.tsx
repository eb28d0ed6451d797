import type { Settings } from '@teahouse/client';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Card } from '../ui/Card.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { usePending } from '../ui/usePending.ts';

const whos = ['everyone', 'contacts', 'nobody'] as const;
const findables = ['name', 'username', 'nobody'] as const;
type Who = (typeof whos)[number];

/** What one shows, and what one lets others do. */
export function Privacy() {
  const { t, why } = useWords();
  const { value, error } = useAsked('get_settings');
  const act = useAct();
  const [shown, setPending] = usePending<Partial<Settings>>(value ?? {}, value?.version);
  if (!value) return error ? <p className="text-soft py-8 text-center">{why(error)}</p> : null;
  const set = async (change: Partial<Settings>) => {
    // Shown as chosen at once; what is refused springs back.
    setPending(change);
    if (!(await act(ask('update_settings', change), { again: ['get_settings'] }))) setPending(undefined);
  };
  const who = whos.map((one) => ({ value: one, label: t(`privacy.who_${one}`) }));
  return (
    <>
      <Card title={t('privacy.shown')}>
        <Switch
          label={t('privacy.receipts')} hint={t('privacy.receipts_hint')} checked={shown.read_receipts ?? true}
          onChange={(read_receipts) => void set({ read_receipts })}
        />
        <Select label={t('privacy.last_seen')} value={shown.last_seen as Who} options={who} onChoose={(last_seen) => void set({ last_seen })} />
        <Select label={t('privacy.online')} value={shown.online as Who} options={who} onChoose={(online) => void set({ online })} />
      </Card>
      <Card title={t('privacy.let')}>
        <Select
          label={t('privacy.strangers')} hint={t('privacy.strangers_hint')} value={shown.strangers as Who} options={who}
          onChoose={(strangers) => void set({ strangers })}
        />
        <Select
          label={t('privacy.findable')} value={shown.findable as (typeof findables)[number]} onChoose={(findable) => void set({ findable })}
          options={findables.map((one) => ({ value: one, label: t(`privacy.findable_${one}`) }))}
        />
      </Card>
    </>
  );
}
