import { X } from 'lucide-react';
import { useRoom } from '../chat/context.ts';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { close, useAnyPlaying } from './player.ts';
import { PlayButton, Rate } from './Sound.tsx';
import { clockWords } from './words.ts';

/** What one listens to, wherever its message is by now. */
export default function NowPlaying() {
  const { t } = useWords();
  const { jump, conversation } = useRoom();
  const playing = useAnyPlaying();
  if (!playing || playing.state === 'broken') return null;
  const { track, at, length } = playing;
  const name = track.item.kind === 'voice' ? track.name : (track.item.name ?? t('media.audio'));
  const { place } = track;
  const here = place?.conversation_id === conversation.id;
  return (
    <div role="region" aria-label={t('media.now_playing')} className="bg-surface border-line relative flex items-center gap-2 border-b px-3 py-1 md:px-5">
      <span className="scale-80"><PlayButton track={track} label={name} /></span>
      <button type="button" disabled={!here} onClick={() => place && jump(place.seq)} className="hover:enabled:bg-hover min-h-10 min-w-0 flex-1 rounded-lg px-2 text-start text-sm">
        <bdi className="block truncate leading-tight font-semibold">{name}</bdi>
        <span className="text-soft block text-xs leading-tight tabular-nums">{`${clockWords(at)} / ${clockWords(length)}`}</span>
      </button>
      <Rate />
      <IconButton label={t('settings.close')} onClick={close}><X size={18} /></IconButton>
      <span aria-hidden className="bg-leaf absolute start-0 bottom-0 h-0.5" style={{ width: `${length ? Math.min(100, (at / length) * 100) : 0}%` }} />
    </div>
  );
}
