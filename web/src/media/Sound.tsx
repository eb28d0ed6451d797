import { CircleAlert, Pause, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { teahouse, useQuery } from '../app/teahouse.ts';
import { useRoom } from '../chat/context.ts';
import { useWords } from '../i18n/index.tsx';
import type { Entry } from './look.ts';
import { nextRate, play, seek, toggle, usePlaying, useRate, type Track } from './player.ts';
import { Ring } from './Ring.tsx';
import { barsOf } from './waveform.ts';
import { clockWords, sizeWords } from './words.ts';

const barCount = 42;

function useTrack({ key, source: { item, place, upload }, message, sender }: Entry): Track {
  const { nameOf } = useRoom();
  return { key, item, name: nameOf(sender), place, upload, message: message?.id };
}

/** What somebody has said: how loud it is over its time, and where one listens. */
export function Voice({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const { me } = useRoom();
  const track = useTrack(entry);
  const playing = usePlaying(track.key);
  const { item, upload } = entry.source;
  const id = entry.message?.id;
  const heard = useQuery(`played/${id}`, async () => !id || (await teahouse.store.played.get(id)) !== undefined) ?? true;
  const fresh = entry.sender !== me && !heard;
  const length = item.duration_ms ?? playing?.length ?? 0;
  const label = t('media.voice');
  return (
    <div className="flex w-74 max-w-full items-center gap-3 py-0.5">
      <PlayButton track={track} label={label} ring={upload && !upload.ready && <Ring upload={upload} name={label} />} />
      <div className="min-w-0 flex-1">
        <Seek track={track} label={t('media.seek')} length={length}><Waveform waveform={item.waveform} part={length && playing ? playing.at / length : 0} /></Seek>
        <p className="text-soft flex items-center gap-2 text-xs tabular-nums">
          <span>{clockWords(playing && playing.state !== 'broken' ? playing.at : length)}</span>
          {playing && playing.state !== 'broken' && <Rate small />}
          {fresh && <span role="img" aria-label={t('media.not_heard')} className="bg-berry size-2 rounded-full" />}
          {playing?.state === 'broken' && <span role="status">{t('media.gone')}</span>}
        </p>
      </div>
    </div>
  );
}

/** Music or another recording, as a file that can be listened to. */
export function AudioFile({ entry, tools }: { entry: Entry; tools: ReactNode }) {
  const { t, language } = useWords();
  const track = useTrack(entry);
  const playing = usePlaying(track.key);
  const { item, upload } = entry.source;
  const length = item.duration_ms ?? playing?.length ?? 0;
  const name = item.name ?? t('media.audio');
  return (
    <div className="flex w-84 max-w-full items-center gap-3 py-0.5">
      <PlayButton track={track} label={name} ring={upload && !upload.ready && <Ring upload={upload} name={name} />} />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 leading-snug font-medium wrap-anywhere"><bdi>{name}</bdi></p>
        <Seek track={track} label={t('media.seek')} length={length}>
          <span className="bg-edge/40 block h-1 overflow-hidden rounded-full">
            <span className="bg-leaf block h-full" style={{ width: `${length && playing ? Math.min(100, (playing.at / length) * 100) : 0}%` }} />
          </span>
        </Seek>
        <p className="text-soft flex gap-2 text-xs tabular-nums">
          <span>{playing ? `${clockWords(playing.at)} / ${clockWords(length)}` : clockWords(length)}</span>
          {item.size !== undefined && !playing && <span>{sizeWords(item.size, language)}</span>}
          {playing?.state === 'broken' && <span role="status">{t('media.gone')}</span>}
        </p>
      </div>
      {playing && playing.state !== 'broken' ? <Rate /> : tools}
    </div>
  );
}

export function PlayButton({ track, label, ring }: { track: Track; label: string; ring?: ReactNode }) {
  const { t } = useWords();
  const playing = usePlaying(track.key);
  const on = playing?.state === 'playing';
  const Icon = playing?.state === 'broken' ? CircleAlert : on ? Pause : Play;
  if (ring) return ring;
  const words = t(on ? 'media.pause' : 'media.play', { name: label });
  return (
    <button
      type="button" aria-label={words} title={words} onClick={() => toggle(track)}
      className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full"
    >
      <Icon size={20} fill={playing?.state === 'broken' ? 'none' : 'currentColor'} aria-hidden className={on ? '' : 'ms-0.5'} />
    </button>
  );
}

export function Rate({ small = false }: { small?: boolean }) {
  const { t } = useWords();
  const rate = useRate();
  return (
    <button
      type="button" aria-label={t('media.speed', { rate })} title={t('media.speed', { rate })} onClick={nextRate}
      className={`bg-code hover:bg-hover shrink-0 rounded-full px-2 text-xs font-bold tabular-nums ${small ? '-my-1 min-w-9 leading-6' : 'min-w-11 leading-7'}`}
    >
      {`${rate}×`}
    </button>
  );
}

/** Where one is in a recording; a press or an arrow goes elsewhere. */
function Seek({ track, label, length, children }: { track: Track; label: string; length: number; children: ReactNode }) {
  const playing = usePlaying(track.key);
  const at = length && playing ? Math.min(1, playing.at / length) : 0;
  return (
    <div className="has-focus-visible:outline-leaf relative flex h-8 items-center rounded has-focus-visible:outline-2">
      <div className="w-full">{children}</div>
      <input
        type="range" min={0} max={1} step={0.01} value={at} aria-label={label} aria-valuetext={`${clockWords(at * length)} / ${clockWords(length)}`}
        onChange={(event) => (playing ? seek(Number(event.target.value)) : void play(track, Number(event.target.value)))}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
      />
    </div>
  );
}

/** The bars of a recording, those that were played in full colour. */
export function Waveform({ waveform, part }: { waveform: string | undefined; part: number }) {
  const path = barsOf(waveform, barCount).map((bar, index) => {
    const half = Math.max(1, bar * 14);
    return `M${index * 4 + 2} ${16 - half}V${16 + half}`;
  }).join('');
  return (
    <svg
      viewBox={`0 0 ${barCount * 4} 32`} preserveAspectRatio="none" aria-hidden fill="none" strokeWidth="2.5" strokeLinecap="round"
      className="block h-8 w-full rtl:-scale-x-100"
    >
      <path d={path} vectorEffect="non-scaling-stroke" className="stroke-edge" />
      <path d={path} vectorEffect="non-scaling-stroke" className="stroke-leaf" style={{ clipPath: `inset(0 ${100 - part * 100}% 0 0)` }} />
    </svg>
  );
}
