import { useWords } from '../i18n/index.tsx';
import { keysOf, type Shortcut } from './shortcuts.ts';

/** The keys of a shortcut. */
export function Keys({ of }: { of: Shortcut }) {
  const { t } = useWords();
  return (
    <kbd dir="ltr" className="flex shrink-0 gap-1 [font-family:inherit]">
      {keysOf(of, t).map((key) => (
        <kbd key={key} className="border-line bg-raised text-soft min-w-6 rounded-md border [font-family:inherit] px-1.5 text-center text-xs leading-6 font-semibold">{key}</kbd>
      ))}
    </kbd>
  );
}
