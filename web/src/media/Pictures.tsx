import { Play } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { layoutOf, shownAtMost, type Layout } from './layout.ts';
import { useLook, type Entry } from './look.ts';
import { Picture } from './Picture.tsx';
import { Ring } from './Ring.tsx';
import { Video } from './Video.tsx';
import { clockWords } from './words.ts';

/** How long a video is, on its picture. */
export const lengthClass = 'bg-shade text-on-shade pointer-events-none absolute inline-flex items-center gap-1 rounded-full px-2 text-xs leading-5 tabular-nums';

/** Pictures and videos that were sent together. */
export function Pictures({ entries }: { entries: Entry[] }) {
  const layout = layoutOf(entries.map((entry) => entry.source.item));
  const shown = entries.slice(0, shownAtMost);
  return (
    <div className="max-w-full overflow-hidden rounded-[0.85rem]" style={{ width: layout.width }}>
      <div className="relative -m-px" style={{ aspectRatio: `${layout.width} / ${layout.height}` }}>
        {shown.map((_, index) => (
          <PictureTile key={index} entries={entries} at={index} layout={layout} more={index === shownAtMost - 1 ? entries.length - shownAtMost : 0} />
        ))}
      </div>
    </div>
  );
}

interface TileProps {
  entries: Entry[];
  at: number;
  layout: Layout;
  /** How many more there are than are shown. */
  more: number;
}

function PictureTile({ entries, at, layout, more }: TileProps) {
  const { t } = useWords();
  const look = useLook();
  const [playing, setPlaying] = useState(false);
  const { source } = entries[at]!;
  const { item, upload } = source;
  const tile = layout.tiles[at]!;
  const video = item.kind === 'video';
  const going = upload && !upload.ready;
  const name = item.alt ?? t(video ? 'media.video' : 'media.photo');
  const pixels = Math.max(tile.width * layout.width, tile.height * layout.height);
  const place = { insetInlineStart: `${tile.x * 100}%`, top: `${tile.y * 100}%`, width: `${tile.width * 100}%`, height: `${tile.height * 100}%` };
  // A video that stands alone plays where it is; of several each opens on its own.
  const act = () => (video && entries.length === 1 && !going ? setPlaying(true) : look(entries, at));
  return (
    <div className="absolute p-px" style={place}>
      <div className="bg-code relative size-full overflow-hidden">
        {playing ? <Video source={source} onLook={() => (setPlaying(false), look(entries, at))} /> : (
          <>
            <button
              type="button" onClick={act} aria-label={more > 0 ? `+${more} ${t('media.more', { count: more })}` : t('media.open', { name })}
              className="absolute inset-0 -outline-offset-4 outline-white focus-visible:ring-4 focus-visible:ring-black/60 focus-visible:ring-inset"
            >
              <Picture source={source} pixels={pixels} alt="" />
              {video && !more && !going && (
                <span aria-hidden className="absolute inset-0 m-auto inline-flex size-13 items-center justify-center rounded-full bg-shade text-on-shade">
                  <Play size={24} fill="currentColor" className="ms-0.5" />
                </span>
              )}
              {more > 0 && <span aria-hidden className="absolute inset-0 grid place-items-center bg-shade text-3xl font-semibold text-on-shade">{`+${more}`}</span>}
            </button>
            {video && item.duration_ms !== undefined && <span className={`${lengthClass} start-2 top-2`}>{clockWords(item.duration_ms)}</span>}
            {going && <Ring upload={upload} name={name} className="absolute! inset-0 m-auto" />}
          </>
        )}
      </div>
    </div>
  );
}
