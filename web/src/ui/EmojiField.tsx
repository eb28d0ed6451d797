import { useId } from 'react';
import { useWords } from '../i18n/index.tsx';

const pictures = ['🍵', '🫖', '🏡', '❤️', '🎉', '📚', '💼', '⚽', '🎵', '🎮', '🌱', '🐱', '✈️', '🍜', '💡', '🚀'];
const longest = 16;

interface EmojiFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  offered?: readonly string[];
}

/** One emoji: of the few that are offered, or any that one can type. */
export function EmojiField({ label, value, onChange, offered = pictures }: EmojiFieldProps) {
  const id = useId();
  const { t } = useWords();
  return (
    <div role="group" aria-labelledby={id}>
      <div className="mb-1.5 flex items-center justify-between gap-3">
        <span id={id} className="text-sm font-semibold">{label}</span>
        <input
          aria-label={t('ui.other_emoji')} placeholder={t('ui.other_emoji')} value={offered.includes(value) ? '' : value} maxLength={longest}
          onChange={(event) => onChange(event.target.value.trim())}
          className="border-edge bg-surface min-h-9 w-32 rounded-lg border px-2.5 text-sm"
        />
      </div>
      <div className="flex flex-wrap gap-1">
        {offered.map((emoji) => (
          <button
            key={emoji} type="button" aria-pressed={emoji === value} onClick={() => onChange(emoji === value ? '' : emoji)}
            className="aria-pressed:bg-chosen aria-pressed:outline-leaf hover:bg-hover inline-flex size-10 items-center justify-center rounded-xl text-xl aria-pressed:outline-2"
          >
            {emoji}
          </button>
        ))}
      </div>
    </div>
  );
}
