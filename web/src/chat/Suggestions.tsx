import { Users } from 'lucide-react';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import type { Mentionable } from './mentions.ts';

interface SuggestionsProps {
  id: string;
  all: readonly Mentionable[];
  at: number;
  onChoose(chosen: Mentionable): void;
}

/** Who could be meant, above the box; the keys are those of the box. */
export function Suggestions({ id, all, at, onChoose }: SuggestionsProps) {
  const { t } = useWords();
  return (
    <div className="absolute inset-x-0 bottom-full px-3">
      <div id={id} role="listbox" aria-label={t('mention.list')} className="bg-surface border-line shadow-card mx-auto mb-1 max-w-sm rounded-2xl border p-1.5">
        {all.map((one, index) => (
          <div
            key={one.mark} id={`${id}-${index}`} role="option" aria-selected={index === at}
            className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-2 ${index === at ? 'bg-hover' : ''}`}
            onPointerDown={(event) => (event.preventDefault(), onChoose(one))}
          >
            {one.mark.startsWith('@') ? <Avatar id={one.mark.slice(1)} name={one.name} size="small" />
              : <span className="bg-loud text-on-loud inline-flex size-9 items-center justify-center rounded-full"><Users size={18} aria-hidden /></span>}
            <bdi className="truncate font-medium">{one.name}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
