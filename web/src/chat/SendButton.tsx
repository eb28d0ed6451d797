import { Clock3 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';

interface SendButtonProps {
  icon: ReactNode;
  disabled: boolean;
  onLater(): void;
}

/** Sends now; the clock beside it, while there is something to send, later. */
export function SendButton({ icon, disabled, onLater }: SendButtonProps) {
  const { t } = useWords();
  return (
    <>
      {!disabled && <IconButton label={t('schedule.send_later')} onClick={onLater}><Clock3 size={19} /></IconButton>}
      <button
        type="submit" aria-label={t('chat.send')} title={t('chat.send')} disabled={disabled}
        className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full transition disabled:opacity-45"
      >
        {icon}
      </button>
    </>
  );
}
