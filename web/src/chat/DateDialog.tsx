import { useId, useState } from 'react';
import { useAct } from '../app/act.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useRoom } from './context.ts';
import { seqAt } from './seqAt.ts';

const dayMs = 86_400_000;

/** A day to go to: one that is offered, or any since the conversation began. */
export default function DateDialog({ onClose }: { onClose(): void }) {
  const { t, day } = useWords();
  const { conversation, jump } = useRoom();
  const id = useId();
  const act = useAct();
  const [now] = useState(() => Date.now());
  const [chosen, setChosen] = useState(dateOf(now));
  const [busy, setBusy] = useState(false);
  const began = Date.parse(conversation.created_at);
  const offered = [0, 1, 7, 30, 365].map((days) => now - days * dayMs).filter((at) => at >= began);
  const go = async (at: number) => {
    setBusy(true);
    const went = await act(seqAt(conversation, at).then(jump));
    if (went) onClose();
    else setBusy(false);
  };
  const startOf = (date: string) => new Date(`${date}T00:00`).getTime();
  return (
    <Dialog open title={t('date.title')} onOpenChange={(open) => open || onClose()}>
      <div className="grid gap-2">
        {offered.map((at) => (
          <Button key={at} look="quiet" disabled={busy} className="justify-start" onClick={() => void go(startOf(dateOf(at)))}>{day(at)}</Button>
        ))}
        <Button look="quiet" disabled={busy} className="justify-start" onClick={() => void go(0)}>{t('date.first')}</Button>
      </div>
      <form className="mt-5" onSubmit={(event) => (event.preventDefault(), void go(startOf(chosen)))}>
        <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">{t('date.other')}</label>
        <div className="flex gap-2">
          <input
            id={id} type="date" value={chosen} min={dateOf(began)} max={dateOf(now)} required onChange={(event) => setChosen(event.target.value)}
            className="border-edge bg-surface min-h-11 min-w-0 flex-1 rounded-xl border px-3"
          />
          <Button type="submit" disabled={busy}>{t('date.go')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As the browser's field wants it: the local day. */
function dateOf(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
