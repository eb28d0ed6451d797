import type { Message, Reaction } from '@teahouse/client';
import { SmilePlus } from 'lucide-react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { fromStart } from '../ui/side.ts';
import { toast } from '../ui/toast.tsx';
import { useRoom } from './context.ts';

const namesShown = 12;

/** Adds one's own reaction, or takes it back. */
export function useReact(): (message: Message, emoji: string) => void {
  const { why } = useWords();
  const { me } = useRoom();
  return (message, emoji) => {
    const mine = message.reactions?.find((one) => one.emoji === emoji)?.user_ids.includes(me) ?? false;
    const { conversation_id, seq } = message;
    teahouse.call(mine ? 'unreact' : 'react', { conversation_id, seq, emoji }).catch((error: unknown) => toast(why(error), 'bad'));
  };
}

/** Who answered with an emoji, below the message. */
export function Reactions({ message }: { message: Message }) {
  const { t, list, number } = useWords();
  const { me, nameOf, openMenu } = useRoom();
  const react = useReact();
  const shown = message.reactions!.filter((one) => one.count > 0);
  const who = ({ user_ids, count }: Reaction) => {
    const names = user_ids.slice(0, namesShown).map((id) => (id === me ? t('event.you') : nameOf(id)));
    return list(count > names.length ? [...names, t('event.more', { count: count - names.length })] : names);
  };
  if (!shown.length) return null;
  return (
    <div className="flex max-w-full flex-wrap gap-1 pt-1">
      {shown.map((one) => {
        const mine = one.user_ids.includes(me);
        return (
          <button
            key={one.emoji} type="button" aria-pressed={mine} title={who(one)} onClick={() => react(message, one.emoji)}
            className={`inline-flex min-h-7 items-center gap-1 rounded-full border px-2 text-sm tabular-nums transition-colors
              ${mine ? 'border-leaf bg-chosen text-ink font-semibold' : 'border-line bg-surface text-soft hover:bg-hover'}`}
          >
            <span>{one.emoji}</span>
            <span>{number(one.count)}</span>
            <span className="sr-only">{t('message.reaction', { names: who(one) })}</span>
          </button>
        );
      })}
      <button
        type="button" aria-label={t('menu.react')} title={t('menu.react')}
        className="border-line bg-surface text-soft hover:bg-hover inline-flex min-h-7 items-center rounded-full border px-2"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          openMenu({ x: fromStart(box), y: box.bottom, element: event.currentTarget, message, react: true });
        }}
      >
        <SmilePlus size={15} />
      </button>
    </div>
  );
}
