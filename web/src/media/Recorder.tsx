import type { FileToSend } from '@teahouse/client';
import { ChevronLeft, Lock, SendHorizontal, Square, Trash2 } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';
import { pause } from './player.ts';
import type { Press } from './press.ts';
import { mostMs, Recording, type Recorded } from './record.ts';
import { Review } from './Review.tsx';
import { clockWords } from './words.ts';

interface RecorderProps {
  press: Press;
  onSend(file: FileToSend): void;
  onClose(): void;
}

const cancelPx = 110;
const lockPx = 70;
/** A press shorter than this is a tap: the recording goes on by itself. */
const tapMs = 450;
const drawMs = 80;
const barsShown = 180;

/** Records a voice message in place of the box for words: held like a walkie-talkie, or by itself until one stops it. */
export default function Recorder({ press, onSend, onClose }: RecorderProps) {
  const { t } = useWords();
  const [recording, setRecording] = useState<Recording>();
  const [recorded, setRecorded] = useState<Recorded>();
  const [held, setHeld] = useState(press.held);
  const [slid, setSlid] = useState(0);
  const latest = useRef({ onSend, onClose, t });
  useLayoutEffect(() => void (latest.current = { onSend, onClose, t }));
  useEffect(() => {
    let over = false;
    let begun: Recording | undefined;
    pause();
    Recording.begin().then((one) => {
      if (over) return one.cancel();
      begun = one;
      setRecording(one);
    }, (error: unknown) => {
      if (over) return;
      const denied = error instanceof DOMException && error.name === 'NotAllowedError';
      toast(latest.current.t(denied ? 'voice.denied' : 'voice.no_microphone'), 'bad');
      latest.current.onClose();
    });
    return () => {
      over = true;
      begun?.cancel();
    };
  }, []);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Before there is anything to focus too, the key means this.
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.onClose();
    };
    document.addEventListener('keydown', leave, true);
    return () => document.removeEventListener('keydown', leave, true);
  }, []);
  useEffect(() => {
    if (recording && !held) button.current?.focus();
  }, [recording, held]);
  const stop = async () => setRecorded(await recording!.stop());
  const send = async () => {
    const file = recorded ?? (await recording!.stop());
    latest.current.onSend({ ...file, kind: 'voice' });
  };
  const acts = useRef({ send, stop });
  useLayoutEffect(() => void (acts.current = { send, stop }));
  useEffect(() => press.listen(() => {
    const away = document.documentElement.dir === 'rtl' ? press.x : -press.x;
    setSlid(Math.max(0, away));
    if (press.held && away > cancelPx) latest.current.onClose();
    else if (press.held && -press.y > lockPx) setHeld(false);
  }), [press]);
  useEffect(() => press.listen(() => {
    if (press.held || !held) return;
    setHeld(false);
    if (recording && recording.ms > tapMs) void acts.current.send();
  }), [press, held, recording]);
  useEffect(() => {
    if (!recording) return undefined;
    const timer = setTimeout(() => void acts.current.stop(), mostMs);
    return () => clearTimeout(timer);
  }, [recording]);
  return (
    <div
      role="group" aria-label={t('voice.record')}
      className="bg-surface animate-appear absolute inset-0 z-1 flex items-center pb-[env(safe-area-inset-bottom)]"
    >
      <div className="mx-auto flex w-full max-w-4xl items-center gap-2 px-2 md:px-5">
        {!held && <IconButton label={t('voice.discard')} className="text-berry hover:text-berry" onClick={onClose}><Trash2 size={20} /></IconButton>}
        {recorded ? <Review recorded={recorded} /> : <Meter recording={recording} />}
        {held ? (
          <span className="text-soft flex flex-1 items-center justify-center gap-1 text-sm" style={{ opacity: 1 - slid / cancelPx }}>
            <ChevronLeft size={16} aria-hidden />{t('voice.slide')}
            <span className="bg-surface border-line shadow-card absolute end-4 bottom-full mb-3 grid size-11 place-items-center rounded-full border">
              <Lock size={18} aria-hidden />
            </span>
          </span>
        ) : (
          <>
            {!recorded && (
              <IconButton label={t('voice.stop')} disabled={!recording} onClick={() => void stop()}><Square size={18} fill="currentColor" /></IconButton>
            )}
            <button
              ref={button} type="button" aria-label={t('voice.send')} title={t('voice.send')} disabled={!recording} onClick={() => void send()}
              className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full disabled:opacity-45"
            >
              <SendHorizontal size={20} />
            </button>
          </>
        )}
      </div>
    </div>
  );
}

/** Speech is quiet as numbers go: the root brings it out. */
const heightOf = (level: number) => Math.min(100, 8 + Math.sqrt(level) * 160);

/** How long it is, and how loud it has been. */
function Meter({ recording }: { recording: Recording | undefined }) {
  const { t } = useWords();
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((count) => count + 1), drawMs);
    return () => clearInterval(timer);
  }, []);
  const levels = recording?.levels.slice(-barsShown) ?? [];
  return (
    <>
      <span role="status" className="sr-only">{recording ? t('voice.recording') : ''}</span>
      <span aria-hidden className="bg-berry ms-1 size-3 shrink-0 animate-pulse rounded-full" />
      <span role="timer" className="w-12 shrink-0 font-semibold tabular-nums">{clockWords(recording?.ms ?? 0)}</span>
      <span aria-hidden className="flex h-9 min-w-0 flex-1 items-center justify-end gap-0.5 overflow-hidden">
        {levels.map((level, index) => <span key={index} className="bg-leaf w-1 shrink-0 rounded-full" style={{ height: `${heightOf(level)}%` }} />)}
      </span>
    </>
  );
}
