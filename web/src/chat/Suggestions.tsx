import { Users } from 'lucide-react';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { intoView } from '../ui/intoView.ts';
import type { Choice } from './useChoosing.ts';

interface SuggestionsProps {
  id: string;
  kind: 'mention' | 'emoji' | 'command';
  shown: readonly Choice[];
  at: number;
  onChoose(chosen: Choice): void;
}

const titles: Record<SuggestionsProps['kind'], Key> = { mention: 'mention.list', emoji: 'keys.emoji', command: 'command.list' };

/** What could be meant, above the box; the keys are those of the box. */
export function Suggestions({ id, kind, shown, at, onChoose }: SuggestionsProps) {
  const { t } = useWords();
  return (
    <div className="absolute inset-x-0 bottom-full z-10 mx-auto max-w-4xl px-3 md:px-6">
      <div id={id} role="listbox" tabIndex={0} aria-label={t(titles[kind])} className="bg-surface border-line shadow-card mb-1 max-h-[50dvh] max-w-sm overflow-y-auto rounded-2xl border p-1.5">
        {shown.map((one, index) => (
          <div
            key={one.key} id={`${id}-${index}`} ref={index === at ? intoView : undefined} role="option" aria-selected={index === at}
            className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-2 ${index === at ? 'bg-hover' : ''}`}
            onPointerDown={(event) => (event.preventDefault(), onChoose(one))}
          >
            <Face choice={one} />
            <bdi className="shrink-0 truncate font-medium">{one.name}</bdi>
            {one.line && <span className="text-soft min-w-0 truncate text-sm">{one.line}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}

function Face({ choice: { mark = '', name, sign } }: { choice: Choice }) {
  if (sign) return <span aria-hidden className="inline-flex size-9 items-center justify-center text-xl">{sign}</span>;
  if (mark.startsWith('@')) return <Avatar id={mark.slice(1)} name={name} size="small" />;
  return <span className="bg-loud text-on-loud inline-flex size-9 items-center justify-center rounded-full"><Users size={18} aria-hidden /></span>;
}
