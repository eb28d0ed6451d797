import { Dialog as Base } from '@base-ui/react/dialog';
import { writtenIn, type Message } from '@teahouse/client';
import { ChevronLeft, ChevronRight, Forward, MessageSquareText, X, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { plainOf } from '../chat/markdown.ts';
import { useWords } from '../i18n/index.tsx';
import { DownloadLink } from './FileCard.tsx';
import type { Entry } from './look.ts';
import { Picture } from './Picture.tsx';
import { Tool } from './Tool.tsx';
import { useGestures } from './useGestures.ts';
import { Video } from './Video.tsx';
import { fit, whole, zoomed, type Look, type Size } from './zoom.ts';

interface ViewerProps {
  /** Oldest first. */
  entries: readonly Entry[];
  /** The key of the one to begin with. */
  start: string;
  nameOf(id: string): string;
  onClose(): void;
  /** The oldest that is here comes near. */
  onOlder?(): void;
  onForward?(message: Message): void;
  onGo?(message: Message): void;
}

const step = 1.6;
const nearStart = 4;
const barPx = 58;

/** Pictures and videos as large as the screen, one after the other. */
export default function Viewer({ entries, start, nameOf, onClose, onOlder, onForward, onGo }: ViewerProps) {
  const { t, moment } = useWords();
  const [key, setKey] = useState(start);
  const [look, setLook] = useState<Look>(whole);
  const [box, stage] = useBox();
  const popup = useRef<HTMLDivElement>(null);
  const found = entries.findIndex((entry) => entry.key === key);
  const at = found < 0 ? entries.length - 1 : found;
  const entry = entries[at];
  useEffect(() => {
    if (at < nearStart) onOlder?.();
  }, [at, onOlder]);
  const empty = !entry;
  useEffect(() => {
    if (empty) onClose();
  }, [empty, onClose]);
  const go = (to: number) => {
    const next = entries[to];
    if (!next) return;
    setKey(next.key);
    setLook(whole);
  };
  const item = entry?.source.item;
  const video = item?.kind === 'video';
  const size = sizeOf(item, box);
  // What is told of it does not lie on it while it is whole.
  const shown = fit(size, { width: box.width, height: Math.max(1, box.height - 2 * barPx) });
  const zoom = (factor: number, point = { x: 0, y: 0 }) => !video && setLook((now) => zoomed(now, factor, point, shown, box));
  const gestures = useGestures({ look, setLook, shown, box, onStep: (by) => go(at + by), onClose });
  const press = (event: KeyboardEvent) => {
    if ((event.target as Element).closest('video,input')) return;
    const ahead = document.documentElement.dir === 'rtl' ? -1 : 1;
    const acts: Record<string, () => unknown> = {
      ArrowRight: () => go(at + ahead), ArrowLeft: () => go(at - ahead), Home: () => go(0), End: () => go(entries.length - 1),
      '+': () => zoom(step), '=': () => zoom(step), '-': () => zoom(1 / step), 0: () => setLook(whole),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[event.key]!();
  };
  if (!entry || !item) return null;
  const { message } = entry;
  const what = item.alt ?? t(video ? 'media.video' : 'media.photo');
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Popup
          ref={popup} initialFocus={popup} onKeyDown={press} aria-label={t('viewer.title')}
          className="bg-night text-on-shade fixed inset-0 z-60 flex touch-none flex-col [color-scheme:dark] transition-opacity duration-150 outline-none
            select-none data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <header className="z-1 flex min-h-14 items-center gap-0.5 bg-linear-to-b from-night via-night/80 via-60% to-night/0 ps-4 pe-2 pt-[env(safe-area-inset-top)]">
            <div className="min-w-0 flex-1">
              <p className="truncate leading-tight font-semibold"><bdi>{nameOf(entry.sender)}</bdi></p>
              <p className="text-on-shade-soft truncate text-fine leading-tight">
                {entries.length > 1 && `${t('viewer.place', { at: at + 1, count: entries.length })} · `}{moment(entry.at)}
              </p>
            </div>
            {!video && (
              <span className="flex max-md:hidden">
                <Tool label={t('viewer.smaller')} className={toolClass} disabled={look.scale <= 1} onClick={() => zoom(1 / step)}><ZoomOut size={20} /></Tool>
                <Tool label={t('viewer.larger')} className={toolClass} onClick={() => zoom(step)}><ZoomIn size={20} /></Tool>
              </span>
            )}
            {message && onGo && <Tool label={t('viewer.go')} className={toolClass} onClick={() => onGo(message)}><MessageSquareText size={20} /></Tool>}
            {message && onForward && (
              <Tool label={t('menu.forward')} className={toolClass} onClick={() => onForward(message)}><Forward size={20} /></Tool>
            )}
            <span className="*:text-on-shade! *:hover:bg-on-shade/15!"><DownloadLink source={entry.source} name={what} at={entry.at} /></span>
            <Base.Close render={<Tool label={t('settings.close')} className={toolClass} />}><X size={22} /></Base.Close>
          </header>
          <p aria-live="polite" className="sr-only">{t('viewer.now', { what, name: nameOf(entry.sender), at: at + 1, count: entries.length })}</p>
          <div ref={stage} {...(video ? {} : gestures.on)} onDoubleClick={(event) => !video && gestures.double(event)} className="absolute inset-0 overflow-hidden">
            {video ? (
              <div className="absolute inset-x-0 top-14 bottom-0 md:inset-x-16 md:bottom-6"><Video key={entry.key} source={entry.source} /></div>
            ) : (
              <div
                key={entry.key} data-picture className={`absolute start-1/2 top-1/2 ${gestures.moving ? '' : 'transition-transform duration-150'}`}
                style={{
                  width: shown.width, height: shown.height, marginInlineStart: -shown.width / 2, marginTop: -shown.height / 2,
                  transform: `translate(${look.x + gestures.swipe.x}px, ${look.y + gestures.swipe.y}px) scale(${look.scale})`,
                }}
              >
                <Picture source={entry.source} pixels={Math.max(shown.width, shown.height) * look.scale} alt={what} />
              </div>
            )}
          </div>
          {at > 0 && (
            <Tool label={t('viewer.previous')} className={`${besideClass} start-3`} onClick={() => go(at - 1)}><ChevronLeft size={26} /></Tool>
          )}
          {at < entries.length - 1 && (
            <Tool label={t('viewer.next')} className={`${besideClass} end-3`} onClick={() => go(at + 1)}><ChevronRight size={26} /></Tool>
          )}
          <Ahead entries={[entries[at - 1], entries[at + 1]]} pixels={Math.max(box.width, box.height)} />
          <Caption entry={entry} nameOf={nameOf} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Fetches what one is likely to look at next. */
function Ahead({ entries, pixels }: { entries: (Entry | undefined)[]; pixels: number }) {
  const pictures = entries.filter((one) => one?.source.item.kind === 'image');
  return <span hidden>{pictures.map((one) => <Picture key={one!.key} source={one!.source} pixels={pixels} alt="" />)}</span>;
}

function Caption({ entry, nameOf }: { entry: Entry; nameOf(id: string): string }) {
  const text = entry.message && plainOf(writtenIn(entry.message.content), nameOf);
  if (!text || entry.source.item.kind === 'video') return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-0 flex justify-center bg-linear-to-t from-night/90 to-night/0 px-6 pt-10 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
      <p dir="auto" className="line-clamp-4 max-w-3xl text-center wrap-anywhere whitespace-pre-line">{text}</p>
    </div>
  );
}

const toolClass = 'inline-flex size-11 shrink-0 items-center justify-center rounded-full outline-white hover:bg-on-shade/15 disabled:opacity-40';
const besideClass = `absolute top-1/2 inline-flex size-12 -translate-y-1/2 items-center justify-center rounded-full bg-shade outline-white
  hover:bg-shade-deep pointer-coarse:hidden`;

/** A picture that says nothing of its size fills the screen. */
function sizeOf(item: { width?: number; height?: number } | undefined, box: Size): Size {
  return item?.width && item.height ? { width: item.width, height: item.height } : box;
}

function useBox(): [Size, (element: HTMLDivElement | null) => (() => void) | undefined] {
  const [box, setBox] = useState<Size>({ width: innerWidth, height: innerHeight });
  const [watch] = useState(() => (element: HTMLDivElement | null) => {
    if (!element) return undefined;
    const watcher = new ResizeObserver(([entry]) => entry && setBox({ width: entry.contentRect.width, height: entry.contentRect.height }));
    watcher.observe(element);
    return () => watcher.disconnect();
  });
  return [box, watch];
}
