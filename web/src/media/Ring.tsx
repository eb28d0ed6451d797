import type { Upload } from '@teahouse/client';
import { RotateCw, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Tool } from './Tool.tsx';

const radius = 19;
const round = 2 * Math.PI * radius;
/** What is begun is seen to be begun. */
const least = 0.04;

/** How much of a file is with the server, 0 to 1. */
export function useShare(upload: Upload | undefined): number {
  const sent = useSyncExternalStore(teahouse.progress.subscribe, () => (upload ? (teahouse.progress.get().get(upload.id) ?? 0) : 0));
  if (!upload || upload.ready) return 1;
  return upload.size ? Math.min(1, sent / upload.size) : 0;
}

/** A file on its way: how far it has come, and a press takes it back. One that was refused is tried again. */
export function Ring({ upload, name, className = '' }: { upload: Upload; name: string; className?: string }) {
  const { t } = useWords();
  const share = useShare(upload);
  const percent = Math.round(share * 100);
  // Not begun yet, or being made ready by the server: nobody knows how long.
  const waits = share === 0 || share >= 1;
  if (upload.failed) {
    return (
      <Tool label={t('media.retry', { name })} onClick={() => void teahouse.retry(upload.message)} className={`${ringClass} ${className}`}>
        <RotateCw size={20} aria-hidden />
      </Tool>
    );
  }

  return (
    <Tool label={t('media.cancel', { name, percent })} onClick={() => void teahouse.dropFile(upload.id)} className={`${ringClass} ${className}`}>
      <svg viewBox="0 0 44 44" aria-hidden className={`absolute inset-0 size-full -rotate-90 ${waits ? 'animate-spin' : ''}`}>
        <circle
          cx="22" cy="22" r={radius} fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeDasharray={round}
          strokeDashoffset={round * (1 - (waits ? 0.25 : Math.max(least, share)))} className="transition-[stroke-dashoffset] duration-300"
        />
      </svg>
      <X size={18} aria-hidden />
    </Tool>
  );
}

const ringClass = 'relative inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-shade text-on-shade hover:bg-shade-deep';
