import { useEffect, useState } from 'react';
import { useWords, type Key } from '../i18n/index.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import { stickers, teaPack } from './stickers.tsx';

interface EmojiPanelProps {
  onEmoji(emoji: string): void;
  onSticker?(pack: string, sticker: string): void;
  onClose(): void;
}

/** Emoji and stickers, below the box. */
export default function EmojiPanel({ onEmoji, onSticker, onClose }: EmojiPanelProps) {
  const { t } = useWords();
  const [tab, setTab] = useState<'emoji' | 'stickers'>('emoji');
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener('keydown', press, true);
    return () => document.removeEventListener('keydown', press, true);
  }, [onClose]);
  const tabs = onSticker ? (['emoji', 'stickers'] as const) : (['emoji'] as const);
  return (
    <div className="mx-auto mt-2 flex h-72 max-w-4xl flex-col px-3 md:px-6">
      {tabs.length > 1 && (
        <div role="group" aria-label={t('emoji.open')} className="flex gap-1 pb-2">
          {tabs.map((one) => (
            <button
              key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}
              className="aria-pressed:bg-chosen hover:bg-hover min-h-9 rounded-full px-4 text-sm font-semibold"
            >
              {t(`emoji.tab_${one}`)}
            </button>
          ))}
        </div>
      )}
      {tab === 'emoji' ? <EmojiPicker onEmoji={onEmoji} /> : (
        <ul className="grid min-h-0 flex-1 grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] content-start gap-1 overflow-y-auto pb-2">
          {Object.entries(stickers).map(([name, draw]) => (
            <li key={name}>
              <button
                type="button" aria-label={t(`sticker.${name}` as Key)} title={t(`sticker.${name}` as Key)} onClick={() => onSticker!(teaPack, name)}
                className="hover:bg-hover block w-full rounded-2xl p-1.5"
              >
                {draw()}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
