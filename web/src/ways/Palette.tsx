import { Dialog as Base } from '@base-ui/react/dialog';
import { Search, X } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Badge } from '../home/Badge.tsx';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { intoView } from '../ui/intoView.ts';
import { RowText } from '../ui/Row.tsx';
import { paletteClass, veilClass } from '../ui/Sheet.tsx';
import { Keys } from './Keys.tsx';
import { shortcutOf } from './shortcuts.ts';
import { usePalette, type Entry } from './usePalette.tsx';

/** One box that leads everywhere and does everything, by keys alone. */
export default function Palette({ onClose }: { onClose(): void }) {
  const { t } = useWords();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const sections = usePalette(words);
  const all = sections.flatMap(({ entries }) => entries);
  const chosen = all[Math.min(at, all.length - 1)];
  const went = useRef(false);
  const act = (entry: Entry) => {
    went.current = true;
    onClose();
    entry.act();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) setAt((Math.min(at, all.length - 1) + step + all.length) % all.length);
    else if (event.key === 'Enter' && chosen) act(chosen);
    else if (shortcutOf(event, 'everywhere') === 'palette') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={veilClass} />
        <Base.Popup aria-label={t('palette.title')} className={paletteClass} finalFocus={() => !went.current}>
          <div className="border-line flex items-center gap-3 border-b px-4">
            <Search size={19} aria-hidden className="text-soft shrink-0" />
            <input
              role="combobox" aria-expanded aria-controls="palette" aria-activedescendant={chosen && idOf(chosen)} aria-label={t('palette.title')}
              placeholder={t('palette.title')} value={words} autoComplete="off" autoCapitalize="none" spellCheck={false} dir="auto" onKeyDown={press}
              onChange={(event) => (setWords(event.target.value), setAt(0))} className="min-h-14 min-w-0 flex-1 bg-transparent text-lg outline-none"
            />
            <Base.Close render={<IconButton label={t('settings.close')} className="-me-2 md:hidden" />}><X size={20} /></Base.Close>
          </div>
          <div id="palette" role="listbox" aria-label={t('palette.title')} className="min-h-0 flex-1 overflow-y-auto p-2">
            {sections.map(({ title, entries }) => (
              <div key={title} role="group" aria-label={t(title)}>
                <p aria-hidden className="text-soft px-3 pt-2 pb-1 text-xs font-semibold">{t(title)}</p>
                {entries.map((entry) => <Line key={entry.key} entry={entry} chosen={entry === chosen} onAct={() => act(entry)} />)}
              </div>
            ))}
          </div>
          <p role="status" className={all.length ? 'sr-only' : 'text-soft px-5 pb-6 text-center'}>{all.length ? t('palette.count', { count: all.length }) : t('palette.none')}</p>
          <p className="border-line text-soft hidden border-t px-5 py-2.5 text-xs md:block">{t('palette.hint')}</p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

const idOf = ({ key }: Entry) => `palette-${key.replace(/\s/g, '_')}`;

function Line({ entry, chosen, onAct }: { entry: Entry; chosen: boolean; onAct(): void }) {
  const { name, line, face, keys, count = 0 } = entry;
  return (
    <div
      ref={chosen ? intoView : undefined} id={idOf(entry)} role="option" aria-selected={chosen} onPointerUp={onAct}
      className={`hover:bg-hover flex min-h-12 scroll-my-2 cursor-pointer items-center gap-3 rounded-xl px-3 py-1 ${chosen ? 'bg-chosen' : ''}`}
    >
      {face}
      <RowText name={name} mark={line && <bdi className="text-soft truncate text-sm">{line}</bdi>} />
      <Badge count={count} />
      {keys && <Keys of={keys} />}
    </div>
  );
}
