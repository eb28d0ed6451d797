import { Expand } from 'lucide-react';
import { useWords } from '../i18n/index.tsx';
import { pause } from './player.ts';
import { useLocal, useOpened, type Source } from './source.ts';
import { Tool } from './Tool.tsx';
import { pictureFor } from './variants.ts';

interface VideoProps {
  source: Source;
  /** Shows it larger; without one it is as large as it can be. */
  onLook?(): void;
}

/** A video that plays, with the controls of the browser. */
export function Video({ source, onLook }: VideoProps) {
  const { t } = useWords();
  const local = useLocal(source);
  const { opened, again, gone } = useOpened(source);
  const address = local ?? opened?.variants['video']?.url;
  if (gone) return <p className="text-soft absolute inset-0 grid place-items-center p-4 text-center">{t('media.gone')}</p>;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- People send no captions with their videos. */}
      <video
        key={address} controls autoPlay playsInline src={address} poster={pictureFor(opened, 1280, 1)?.url} onError={again} onPlay={pause}
        aria-label={source.item.alt ?? t('media.video')} className="absolute inset-0 size-full bg-black object-contain"
      />
      {onLook && (
        <Tool
          label={t('media.enlarge')} onClick={onLook}
          className="absolute end-2 top-2 inline-flex size-9 items-center justify-center rounded-full bg-shade text-on-shade hover:bg-shade-deep"
        >
          <Expand size={17} aria-hidden />
        </Tool>
      )}
    </>
  );
}
