import { X } from 'lucide-react';
import { signal } from '../app/signal.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from './Button.tsx';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

const shownMs = 6000;
const most = 3;

const toasts = signal<readonly Toast[]>([]);
let last = 0;

function close(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id));
}

/** Says something for a while, wherever one is by then. */
export function toast(text: string, look: 'good' | 'bad' = 'good'): void {
  const id = ++last;
  toasts.set([...toasts.get().slice(1 - most), { id, text, bad: look === 'bad' }]);
  setTimeout(() => close(id), shownMs);
}

/** Where toasts appear; once, near the root. */
export function Toasts() {
  const { t } = useWords();
  const shown = toasts.use();
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-24 z-60 flex flex-col items-center gap-2 md:bottom-6">
      {shown.map(({ id, text, bad }) => (
        <div
          key={id}
          className={`animate-appear shadow-card pointer-events-auto flex max-w-md items-center gap-2 rounded-2xl border ps-4 font-medium
            ${bad ? 'bg-surface text-berry border-berry' : 'bg-ink text-paper border-ink'}`}
        >
          <span className="py-2.5">{text}</span>
          <IconButton label={t('settings.close')} className={bad ? '' : 'text-paper hover:text-ink'} onClick={() => close(id)}><X size={16} /></IconButton>
        </div>
      ))}
    </div>
  );
}
