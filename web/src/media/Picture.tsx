import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { useLocal, useOpened, type Source } from './source.ts';
import { pictureFor } from './variants.ts';

interface PictureProps {
  source: Source;
  /** The longer side of the place that it fills, in CSS pixels. */
  pixels: number;
  alt: string;
  /** How it fills its place: from the middle, or a page from its top. */
  fill?: 'middle' | 'top';
}

/** A picture, or the picture of a video: what it will look like at once, then itself, as large as it has to be. */
export function Picture({ source, pixels, alt, fill = 'middle' }: PictureProps) {
  const { t } = useWords();
  const { blur, kind } = source.item;
  const local = useLocal(source);
  const { opened, gone, again } = useOpened(source);
  const [seen, setSeen] = useState<string>();
  const [unfit, setUnfit] = useState<string>();
  // A picture that this browser cannot show may be shown by what the server makes of it.
  const own = kind === 'image' && local !== unfit ? local : undefined;
  const address = own ?? pictureFor(opened, pixels, devicePixelRatio)?.url;
  const look = `absolute inset-0 size-full object-cover ${fill === 'top' ? 'object-top' : ''}`;
  if (gone && !address) {
    return (
      <span role="img" aria-label={t('media.gone')} title={t('media.gone')} className="bg-code text-soft absolute inset-0 grid place-items-center">
        <ImageOff size={22} aria-hidden />
      </span>
    );
  }

  return (
    <>
      {blur && seen === undefined && (
        <img alt="" aria-hidden src={`data:image/webp;base64,${blur}`} className={`${look} scale-110 blur-md`} />
      )}
      {kind === 'video' && local && !address && <video muted playsInline preload="metadata" aria-hidden src={`${local}#t=0.1`} className={look} />}
      {address && (
        <img
          alt={alt} src={address} decoding="async" draggable={false} onError={() => (address === own ? setUnfit(own) : again())} onLoad={() => setSeen(address)}
          className={`${look} transition-opacity duration-200 ${seen === undefined ? 'opacity-0' : ''}`}
        />
      )}
    </>
  );
}
