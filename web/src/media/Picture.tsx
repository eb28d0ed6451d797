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
  /** Seen as a whole rather than filling its place. */
  contain?: boolean;
}

/** A picture, or the picture of a video: what it will look like at once, then itself, as large as it has to be. */
export function Picture({ source, pixels, alt, contain = false }: PictureProps) {
  const { t } = useWords();
  const { blur, kind } = source.item;
  const local = useLocal(source);
  const { opened, gone, again } = useOpened(source);
  const [seen, setSeen] = useState<string>();
  const address = (kind === 'image' ? local : undefined) ?? pictureFor(opened, pixels, devicePixelRatio)?.url;
  const fill = contain ? 'object-contain' : 'object-cover';
  if (gone && !address) {
    return (
      <span role="img" aria-label={t('media.gone')} title={t('media.gone')} className="bg-code text-soft absolute inset-0 grid place-items-center">
        <ImageOff size={22} aria-hidden />
      </span>
    );
  }

  return (
    <>
      {blur && seen === undefined && !contain && (
        <img alt="" aria-hidden src={`data:image/webp;base64,${blur}`} className={`absolute inset-0 size-full scale-110 blur-md ${fill}`} />
      )}
      {kind === 'video' && local && !address && <video muted playsInline preload="metadata" aria-hidden src={`${local}#t=0.1`} className={`absolute inset-0 size-full ${fill}`} />}
      {address && (
        <img
          alt={alt} src={address} decoding="async" draggable={false} onError={again} onLoad={() => setSeen(address)}
          className={`absolute inset-0 size-full transition-opacity duration-200 ${fill} ${seen === undefined ? 'opacity-0' : ''}`}
        />
      )}
    </>
  );
}
