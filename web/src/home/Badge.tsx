import { useWords } from '../i18n/index.tsx';

interface BadgeProps {
  count: number;
  /** Of something muted: there, but not calling. */
  quiet?: boolean;
  className?: string;
  /** What is counted, in words; unread messages where nothing is said. */
  words?: string;
}

/** How many messages are unread. */
export function Badge({ count, quiet = false, className = '', words }: BadgeProps) {
  const { t, number } = useWords();
  if (!count) return null;
  return (
    <span
      className={`min-w-5.5 shrink-0 rounded-full px-1.5 text-center text-fine leading-5.5 font-bold tabular-nums
        ${quiet ? 'bg-line text-soft' : 'bg-leaf text-on-leaf'} ${className}`}
    >
      <span aria-hidden>{count > 999 ? `${number(999)}+` : number(count)}</span>
      <span className="sr-only">{words ?? t(quiet ? 'list.unread_quiet' : 'list.unread', { count })}</span>
    </span>
  );
}
