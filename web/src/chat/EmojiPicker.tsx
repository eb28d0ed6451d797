import { EmojiPicker as Base, type EmojiPickerListCategoryHeaderProps, type EmojiPickerListEmojiProps, type EmojiPickerListRowProps } from 'frimousse';
import { useWords } from '../i18n/index.tsx';
import { languages } from '../i18n/languages.ts';

/** All emoji, with a search in the language of the reader. Names come from this server: see build/emoji.ts. */
export function EmojiPicker({ onEmoji }: { onEmoji(emoji: string): void }) {
  const { t, language } = useWords();
  return (
    <Base.Root
      locale={languages[language].emoji} emojibaseUrl={`${location.origin}/emoji`} columns={9} onEmojiSelect={({ emoji }) => onEmoji(emoji)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Base.Search aria-label={t('emoji.search')} placeholder={t('emoji.search')} className="field min-h-10 w-full shrink-0 rounded-full px-4" />
      {/* The library's arrow keys walk from left to right. */}
      <Base.Viewport tabIndex={0} dir="ltr" aria-label={t('emoji.tab_emoji')} role="region" className="mt-1 min-h-0 flex-1 overflow-y-auto outline-none">
        <Base.Loading className="text-soft block p-4 text-sm">{t('chat.loading')}</Base.Loading>
        <Base.Empty className="text-soft block p-4 text-sm">{t('emoji.none')}</Base.Empty>
        <Base.List
          className="pb-2 select-none"
          components={{ CategoryHeader, Row, Emoji }}
        />
      </Base.Viewport>
    </Base.Root>
  );
}

/** Rows and columns are counted from 1 (WAI-ARIA 1.2), which the library begins at 0. */
function fromOne<T extends object>(props: T): T {
  const counted = props as { 'aria-rowindex'?: number; 'aria-colindex'?: number };
  const next = (name: 'aria-rowindex' | 'aria-colindex') => (counted[name] === undefined ? {} : { [name]: Number(counted[name]) + 1 });
  return { ...props, ...next('aria-rowindex'), ...next('aria-colindex') };
}

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return <div {...props} className="bg-surface text-soft px-1.5 pt-2 pb-1 text-fine font-semibold">{category.label}</div>;
}

function Row({ children, ...props }: EmojiPickerListRowProps) {
  return <div {...fromOne(props)} className="flex scroll-my-1">{children}</div>;
}

function Emoji({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button {...fromOne(props)} className="data-active:bg-hover flex aspect-square max-h-11 flex-1 items-center justify-center rounded-lg text-2xl">{emoji.emoji}</button>
  );
}
