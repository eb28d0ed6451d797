import { Archive, AudioLines, Code, Download, Eye, File, FileText, Image, Presentation, Sheet, Video, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { endingOf, familyOf, isPlainText, type Family } from './kinds.ts';
import { Picture } from './Picture.tsx';
import { Ring } from './Ring.tsx';
import { useOpened, type Source } from './source.ts';
import { Tool } from './Tool.tsx';
import { bestOf, fileName, pagesOf } from './variants.ts';
import { sizeWords } from './words.ts';

const TextPreview = lazy(() => import('./TextPreview.tsx'));
const PagesPreview = lazy(() => import('./PagesPreview.tsx'));

const looks: Record<Family, { icon: LucideIcon; hue: number }> = {
  pdf: { icon: FileText, hue: 25 },
  text: { icon: FileText, hue: 240 },
  archive: { icon: Archive, hue: 80 },
  sheet: { icon: Sheet, hue: 150 },
  slides: { icon: Presentation, hue: 50 },
  code: { icon: Code, hue: 280 },
  audio: { icon: AudioLines, hue: 330 },
  video: { icon: Video, hue: 300 },
  image: { icon: Image, hue: 200 },
  other: { icon: File, hue: 100 },
};

/** A file by its name, kind and size. One that can be looked into opens; any can be had. */
export function FileCard({ source }: { source: Source }) {
  const { t, language } = useWords();
  const { item, upload } = source;
  const access = useOpened(source);
  const [reading, setReading] = useState(false);
  const family = familyOf(item);
  const name = item.name ?? t('media.file');
  const going = upload && !upload.ready;
  const pages = pagesOf(access.opened);
  const text = isPlainText(item) && access.opened?.variants['original'] !== undefined;
  const cover = family === 'pdf' && access.opened?.variants['small'] !== undefined;
  const thumb = (family === 'image' || family === 'video') && access.opened?.variants['small'] !== undefined;
  const readable = !going && (text || pages.length > 0);
  const facts = [endingOf(name).toUpperCase(), item.size === undefined ? '' : sizeWords(item.size, language)].filter(Boolean).join(' · ');
  return (
    <div className="w-84 max-w-full">
      {cover && (
        <button
          type="button" disabled={!readable} aria-label={t('media.read', { name })} onClick={() => setReading(true)}
          className="bg-code border-line relative mt-0.5 mb-2 block h-44 w-full overflow-hidden rounded-xl border"
        >
          <Picture source={source} pixels={480} alt="" fill="top" />
        </button>
      )}
      <div className="flex items-center gap-3 py-0.5">
        {going ? <Ring upload={upload} name={name} /> : thumb
          ? <span className="bg-code relative size-11 shrink-0 overflow-hidden rounded-xl"><Picture source={source} pixels={44} alt="" /></span>
          : <FileSign family={family} />}
        <div className="min-w-0 flex-1">
          <p className="line-clamp-2 leading-snug font-medium wrap-anywhere"><bdi>{name}</bdi></p>
          <p className="text-soft text-fine">{access.gone ? t('media.gone') : facts}</p>
        </div>
        {readable && !cover && (
          <Tool label={t('media.read', { name })} className={toolClass} onClick={() => setReading(true)}><Eye size={19} aria-hidden /></Tool>
        )}
        {!going && <DownloadLink source={source} name={name} />}
      </div>
      {reading && (
        <Suspense>
          {text
            ? <TextPreview source={source} name={name} onClose={() => setReading(false)} />
            : <PagesPreview source={source} name={name} onClose={() => setReading(false)} />}
        </Suspense>
      )}
    </div>
  );
}

export function FileSign({ family }: { family: Family }) {
  const { icon: Icon, hue } = looks[family];
  return (
    <span
      aria-hidden className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl"
      style={{ background: `light-dark(oklch(0.9 0.06 ${hue}), oklch(0.38 0.06 ${hue}))`, color: `light-dark(oklch(0.42 0.1 ${hue}), oklch(0.9 0.06 ${hue}))` }}
    >
      <Icon size={21} />
    </span>
  );
}

const toolClass = 'text-soft hover:bg-hover hover:text-ink inline-flex size-10 shrink-0 items-center justify-center rounded-full';

/** Fetches the best form of a file under its name. */
export function DownloadLink({ source, name, at = 0 }: { source: Source; name: string; at?: number }) {
  const { t } = useWords();
  const { opened } = useOpened(source);
  const best = bestOf(opened);
  if (!best) return null;
  const label = t('media.download', { name });
  return <a href={best.url} download={fileName(source.item, best, at)} aria-label={label} title={label} className={toolClass}><Download size={19} aria-hidden /></a>;
}
