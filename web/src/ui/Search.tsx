import { Search as Glass, X } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from './Button.tsx';

interface SearchProps {
  label: string;
  value: string;
  onChange(value: string): void;
  onKeyDown?(event: KeyboardEvent<HTMLInputElement>): void;
  input?: RefObject<HTMLInputElement | null>;
  className?: string;
  /** On the colour of the hall rather than on a surface. */
  raised?: boolean;
}

/** Where one types what one looks for; Esc empties it. */
export function Search({ label, value, onChange, onKeyDown, input, className = '', raised = false }: SearchProps) {
  const { t } = useWords();
  return (
    <div className={`relative ${className}`}>
      <Glass size={18} aria-hidden className="text-soft pointer-events-none absolute start-3.5 top-1/2 -translate-y-1/2" />
      <input
        ref={input} type="text" role="searchbox" enterKeyHint="search" autoComplete="off" autoCapitalize="none" spellCheck={false} dir="auto"
        aria-label={label} placeholder={label} value={value} onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value) {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
          } else onKeyDown?.(event);
        }}
        className={`${raised ? 'bg-surface shadow-bubble' : 'field'} min-h-11 w-full rounded-full ps-11 pe-11`}
      />
      {value && <IconButton label={t('list.clear')} className="absolute end-0 top-0" onClick={() => onChange('')}><X size={18} /></IconButton>}
    </div>
  );
}
