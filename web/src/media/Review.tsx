import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import type { Recorded } from './record.ts';
import { Waveform } from './Sound.tsx';
import { clockWords } from './words.ts';

/** Listens to a recording before it is sent. */
export function Review({ recorded: { blob, duration_ms, waveform } }: { recorded: Recorded }) {
  const { t } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [url] = useState(() => URL.createObjectURL(blob));
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const toggle = () => void (on ? audio.current?.pause() : audio.current?.play());
  const label = t(on ? 'media.pause' : 'media.play', { name: t('media.voice') });
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- One's own words, just said. */}
      <audio
        ref={audio} src={url} onPlay={() => setOn(true)} onPause={() => setOn(false)} onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime * 1000)}
      />
      <IconButton label={label} onClick={toggle}>{on ? <Pause size={20} fill="currentColor" /> : <Play size={20} fill="currentColor" />}</IconButton>
      <div className="has-focus-visible:outline-leaf relative min-w-0 flex-1 rounded has-focus-visible:outline-2">
        <Waveform waveform={waveform} part={Math.min(1, at / duration_ms)} />
        <input
          type="range" min={0} max={duration_ms} step={100} value={at} aria-label={t('media.seek')} aria-valuetext={`${clockWords(at)} / ${clockWords(duration_ms)}`}
          onChange={(event) => {
            setAt(Number(event.target.value));
            audio.current!.currentTime = Number(event.target.value) / 1000;
          }}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        />
      </div>
      <span className="w-11 shrink-0 text-end text-sm tabular-nums">{clockWords(on || at ? at : duration_ms)}</span>
    </>
  );
}
