import { ImageUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { buttonClass } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { placeOf } from './codes.ts';
import { openReader, type Reader } from './reader.ts';

/** How often the camera's picture is looked at. */
const lookMs = 200;

/** Reads a QR code with the camera, or from a picture, and goes where it leads. */
export default function Scanner({ onClose }: { onClose(): void }) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState('');
  const take = useCallback((text: string | undefined) => {
    const place = text === undefined ? undefined : placeOf(text);
    if (!place) {
      setTrouble(t(text === undefined ? 'code.none_found' : 'code.foreign'));
      return false;
    }

    onClose();
    go(place);
    return true;
  }, [onClose, t]);
  const fromPicture = async (file: File | undefined) => {
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      take(await (await openReader()).read(picture, true));
    } catch {
      setTrouble(t('code.no_picture'));
    }
  };
  return (
    <Dialog open title={t('code.scan')} onOpenChange={(open) => open || onClose()}>
      <Camera onText={take} />
      <p role="alert" className="text-berry mt-3 min-h-6 text-center font-medium">{trouble}</p>
      <label className={`${buttonClass('quiet')} focus-within:outline-leaf mt-1 w-full cursor-pointer focus-within:outline-2 focus-within:outline-offset-2`}>
        <ImageUp size={18} aria-hidden />
        {t('code.from_picture')}
        <input type="file" accept="image/*" className="sr-only" onChange={(event) => void fromPicture(event.target.files?.[0])} />
      </label>
    </Dialog>
  );
}

function Camera({ onText }: { onText(text: string): boolean }) {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'opening' | 'looking' | 'denied' | 'none'>('opening');
  const told = useRef(onText);
  useEffect(() => void (told.current = onText));
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async (reader: Reader) => {
      const text = await reader.read(video.current!, false);
      if (over || (text !== undefined && told.current(text))) return;
      timer = setTimeout(() => void look(reader), lookMs);
    };
    const begin = async () => {
      const [camera, reader] = await Promise.all([navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }), openReader()]);
      stream = camera;
      if (over) {
        stop(stream);
        return;
      }

      video.current!.srcObject = camera;
      await video.current!.play();
      setState('looking');
      await look(reader);
    };
    begin().catch((error: unknown) => {
      if (!over) setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none');
    });
    return () => {
      over = true;
      clearTimeout(timer);
      stop(stream);
    };
  }, []);
  const words = { opening: t('code.opening'), looking: t('code.looking'), denied: t('code.denied'), none: t('code.no_camera') }[state];
  return (
    <>
      <div className="relative mx-auto aspect-square w-full max-w-80 overflow-hidden rounded-3xl bg-[#1a1714]">
        <video ref={video} muted playsInline aria-hidden className="size-full object-cover" />
        <span aria-hidden className="absolute inset-8 rounded-3xl border-3 border-[#fffdf9cc]" />
      </div>
      <p role="status" className="text-soft mt-3 text-center">{words}</p>
    </>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
