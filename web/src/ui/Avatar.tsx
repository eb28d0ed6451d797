const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** One sign of these scripts is enough; two of Arabic would be joined. */
const single = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Arabic}/u;

export function initialsOf(name: string): string {
  const first = (text: string) => [...segmenter.segment(text)][0]?.segment ?? '';
  const words = name.trim().split(/\s+/);
  const start = first(words[0] ?? '');
  if (single.test(start) || words.length === 1) return start.toUpperCase();
  return (start + first(words.at(-1)!)).toUpperCase();
}

/** The same person has the same colour on every device. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return (hash % 12) * 30 + 15;
}

const sizes = { small: 'size-9 text-sm', medium: 'size-12 text-base compact:size-9 compact:text-sm', large: 'size-20 text-2xl' };

interface AvatarProps {
  id: string;
  name: string;
  size?: keyof typeof sizes;
  online?: boolean | undefined;
  /** A picture of its own, in place of the first letters. */
  emoji?: string | undefined;
  /** Of a group or channel rather than a person. */
  square?: boolean;
}

/** Decoration beside a name that is written out. */
export function Avatar({ id, name, size = 'medium', online, emoji, square = false }: AvatarProps) {
  const hue = hueOf(id);
  const style = {
    background: `light-dark(oklch(0.89 0.055 ${hue}), oklch(0.4 0.055 ${hue}))`,
    color: `light-dark(oklch(0.36 0.08 ${hue}), oklch(0.93 0.04 ${hue}))`,
  };
  return (
    <span aria-hidden className="relative inline-flex shrink-0">
      <span
        className={`${sizes[size]} inline-flex items-center justify-center font-semibold select-none ${square ? 'rounded-[30%]' : 'rounded-full'}`}
        style={style}
      >
        {emoji ? <span className="text-[1.35em] leading-none">{emoji}</span> : initialsOf(name)}
      </span>
      {online && <span className={`bg-online ring-surface absolute end-0 bottom-0 rounded-full ring-2 ${size === 'small' ? 'size-2.5' : 'size-3'}`} />}
    </span>
  );
}
