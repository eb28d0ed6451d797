import type { Content, Kept, Standing } from '@teahouse/client';
import { Clock3 } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';

const ScheduleDialog = lazy(() => import('./ScheduleDialog.tsx'));

interface SendButtonProps {
  icon: ReactNode;
  disabled: boolean;
  conversation: Kept;
  content(): Content;
  standing(): Standing;
  onScheduled(): void;
}

/** Sends now; the clock beside it, while there is something to send, later. */
export function SendButton({ icon, disabled, conversation, content, standing, onScheduled }: SendButtonProps) {
  const { t } = useWords();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      {!disabled && <IconButton label={t('schedule.send_later')} onClick={() => setChoosing(true)}><Clock3 size={19} /></IconButton>}
      <button
        type="submit" aria-label={t('chat.send')} title={t('chat.send')} disabled={disabled}
        className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full transition disabled:opacity-45"
      >
        {icon}
      </button>
      {choosing && (
        <Suspense>
          <ScheduleDialog
            conversation={conversation} content={content()} standing={standing()} onClose={() => setChoosing(false)}
            onDone={() => (setChoosing(false), onScheduled())}
          />
        </Suspense>
      )}
    </>
  );
}
