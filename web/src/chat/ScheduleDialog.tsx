import { limits, newId, type Content, type Kept, type Standing } from '@teahouse/client';
import { useId, useState } from 'react';
import { askAgain } from '../app/ask.ts';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { toast } from '../ui/toast.tsx';

interface ScheduleDialogProps {
  conversation: Kept;
  content: Content;
  standing: Standing;
  onClose(): void;
  onDone(): void;
}

const hourMs = 3_600_000;

/** When a message is to be sent: soon, tomorrow, next week, or at any time. */
export default function ScheduleDialog({ conversation, content, standing, onClose, onDone }: ScheduleDialogProps) {
  const { t, moment, why } = useWords();
  const id = useId();
  const [now] = useState(() => Date.now());
  const [chosen, setChosen] = useState(() => localOf(nextHour(now)));
  const [busy, setBusy] = useState(false);
  const offered = [nextHour(now), at(now, 1, 9), at(now, (8 - new Date(now).getDay()) % 7 || 7, 9)];
  const when = new Date(chosen).getTime();
  const possible = when > now && when < now + limits.scheduleDays * 24 * hourMs;
  const schedule = async (time: number) => {
    setBusy(true);
    const { reply_to, thread } = standing;
    try {
      await teahouse.call('schedule_message', {
        conversation_id: conversation.id, id: newId(), content, send_at: new Date(time).toISOString(), reply_to, thread,
      });
      askAgain('list_scheduled');
      toast(t('schedule.done', { time: moment(time) }));
      onDone();
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog open title={t('schedule.send_later')} onOpenChange={(open) => open || onClose()}>
      <div className="grid gap-2">
        {offered.map((time) => (
          <Button key={time} look="quiet" disabled={busy} className="justify-start" onClick={() => void schedule(time)}>{moment(time)}</Button>
        ))}
      </div>
      <label htmlFor={id} className="mt-5 mb-1.5 block text-sm font-semibold">{t('schedule.other_time')}</label>
      <div className="flex gap-2">
        <input
          id={id} type="datetime-local" value={chosen} min={localOf(now)} onChange={(event) => setChosen(event.target.value)}
          className="border-edge bg-surface min-h-11 min-w-0 flex-1 rounded-xl border px-3"
        />
        <Button disabled={!possible || busy} onClick={() => void schedule(when)}>{t('schedule.schedule')}</Button>
      </div>
    </Dialog>
  );
}

const nextHour = (now: number) => Math.ceil((now + 60_000) / hourMs) * hourMs;

function at(now: number, days: number, hour: number): number {
  const time = new Date(now);
  time.setDate(time.getDate() + days);
  return time.setHours(hour, 0, 0, 0);
}

/** As the browser's field wants it: local time without a zone. */
function localOf(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
