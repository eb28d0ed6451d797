import { limits, type Content } from '@teahouse/client';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';

const hours = { none: 0, hour: 1, day: 24, week: 168 };
const fewest = 2;

/** A question with answers to choose from. */
export default function PollDialog({ onSend, onClose }: { onSend(content: Content): void; onClose(): void }) {
  const { t } = useWords();
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState(['', '']);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [closes, setCloses] = useState<keyof typeof hours>('none');
  const given = options.map((one) => one.trim()).filter(Boolean);
  const doubled = new Set(given).size < given.length;
  const ready = question.trim() !== '' && given.length >= fewest && !doubled;
  const send = () => {
    const until = hours[closes] && { closes_at: new Date(Date.now() + hours[closes] * 3_600_000).toISOString() };
    onSend({
      type: 'poll', question: question.trim(), options: given, ...(multiple && { multiple }), ...(anonymous && { anonymous }), ...until,
    });
  };
  return (
    <Dialog
      open title={t('poll.create')} onOpenChange={(open) => open || onClose()}
      foot={<Button disabled={!ready} onClick={send}>{t('poll.send')}</Button>}
    >
      <Field label={t('poll.question')} value={question} maxLength={limits.question} onChange={(event) => setQuestion(event.target.value)} />
      <Options options={options} onChange={setOptions} />
      {doubled && <p role="alert" className="text-berry mt-2 text-sm">{t('poll.doubled')}</p>}
      <div className="mt-4">
        <Tick label={t('poll.multiple')} on={multiple} onChange={setMultiple} />
        <Tick label={t('poll.anonymous')} on={anonymous} onChange={setAnonymous} />
        <Select
          label={t('poll.closes')} value={closes} onChoose={setCloses}
          options={(Object.keys(hours) as (keyof typeof hours)[]).map((value) => ({ value, label: t(`poll.closes_${value}`) }))}
        />
      </div>
    </Dialog>
  );
}

function Options({ options, onChange }: { options: string[]; onChange(options: string[]): void }) {
  const { t } = useWords();
  const id = useId();
  return (
    <fieldset className="mt-4">
      <legend className="mb-1.5 text-sm font-semibold">{t('poll.options')}</legend>
      <ol className="grid gap-2">
        {options.map((option, index) => (
          <li key={index} className="flex gap-1">
            <input
              id={`${id}-${index}`} aria-label={t('poll.option', { number: index + 1 })} placeholder={t('poll.option', { number: index + 1 })}
              value={option} maxLength={limits.pollOption} onChange={(event) => onChange(options.with(index, event.target.value))}
              className="border-edge bg-surface min-h-11 min-w-0 flex-1 rounded-xl border px-3.5"
            />
            {options.length > fewest && (
              <IconButton label={t('poll.remove_option', { number: index + 1 })} onClick={() => onChange(options.toSpliced(index, 1))}><X size={18} /></IconButton>
            )}
          </li>
        ))}
      </ol>
      {options.length < limits.pollOptions && (
        <Button look="quiet" className="mt-2" onClick={() => onChange([...options, ''])}><Plus size={18} aria-hidden />{t('poll.add_option')}</Button>
      )}
    </fieldset>
  );
}

function Tick({ label, on, onChange }: { label: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <label className="flex min-h-11 items-center gap-3 font-medium">
      <input type="checkbox" className="accent-leaf size-5" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
