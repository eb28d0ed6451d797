import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Search } from '../ui/Search.tsx';
import { shortcutOf } from '../ways/shortcuts.ts';
import { useRoom } from './context.ts';
import { useFindings } from './useFindings.ts';
import { useHighlight } from './useHighlight.ts';

/** Searches within the conversation, from its end backwards. */
export default function FindBar({ onClose }: { onClose(): void }) {
  const { t, date } = useWords();
  const { jump } = useRoom();
  const [words, setWords] = useState('');
  const [seq, setSeq] = useState<number>();
  const input = useRef<HTMLInputElement>(null);
  const { found, reached, busy, further } = useFindings(words);
  useHighlight(words.trim(), input);
  useEffect(() => input.current?.focus(), []);
  const newest = found?.at(-1);
  const at = found?.indexOf(seq ?? -1) ?? -1;
  const go = (next: number | undefined) => {
    if (next === undefined) return;
    setSeq(next);
    jump(next);
  };
  const walk = (step: number) => found?.length && go(found[at < 0 ? found.length - 1 : (at + step + found.length) % found.length]);
  const shownFor = useRef('');
  useEffect(() => {
    if (newest === undefined || shownFor.current === words) return;
    shownFor.current = words;
    go(newest);
  });
  const press = (event: KeyboardEvent) => {
    // The second time, the browser's own search is meant.
    if (shortcutOf(event, 'conversation') === 'find') return event.stopPropagation();
    const step = event.key === 'ArrowDown' || (event.key === 'Enter' && event.shiftKey) ? 1 : event.key === 'ArrowUp' || event.key === 'Enter' ? -1 : 0;
    if (event.key === 'Escape') onClose();
    else if (step && !event.nativeEvent.isComposing) walk(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const count = found?.length ?? 0;
  const said = !words.trim() || !found ? '' : count ? t('find.count', { at: count - Math.max(0, at), count }) : busy ? '' : t('find.none');
  return (
    <div role="search" aria-label={t('find.title')} onKeyDown={press} className="bg-surface border-line animate-appear border-b px-2 py-1.5 md:px-4">
      <div className="flex items-center md:gap-1">
        <Search label={t('find.title')} input={input} value={words} onChange={setWords} className="min-w-0 flex-1" />
        <span role="status" className="text-soft shrink-0 px-2 text-center text-sm tabular-nums">{said}</span>
        <IconButton label={t('find.earlier')} disabled={!count} onClick={() => walk(-1)}><ArrowUp size={19} /></IconButton>
        <IconButton label={t('find.later')} disabled={!count} onClick={() => walk(1)}><ArrowDown size={19} /></IconButton>
        <IconButton label={t('settings.close')} onClick={onClose}><X size={19} /></IconButton>
      </div>
      {words.trim() && reached !== undefined && (
        <p className="text-soft flex items-center gap-2 px-2 pt-1 text-xs">
          {t('find.reached', { date: date(reached) })}
          {further && <Button look="quiet" className="min-h-8 rounded-lg px-2.5 text-xs" disabled={busy} onClick={further}>{t('find.further')}</Button>}
        </p>
      )}
    </div>
  );
}
