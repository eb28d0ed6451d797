import { useWords, type Key } from '../i18n/index.tsx';
import { stickers, teaPack } from './stickers.tsx';

/** A picture of the pack that every client has; another pack is only named. */
export default function Sticker({ pack, sticker }: { pack: string; sticker: string }) {
  const { t } = useWords();
  const draw = pack === teaPack && Object.hasOwn(stickers, sticker) ? stickers[sticker] : undefined;
  if (!draw) return <span className="aside">{t('chat.unsupported')}</span>;
  return <span role="img" aria-label={t(`sticker.${sticker}` as Key)} className="block size-36">{draw()}</span>;
}
