import { unreadIn, type Thread } from '@teahouse/client';
import { MessagesSquare } from 'lucide-react';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { useRoom } from './context.ts';

const facesShown = 3;

/** The thread below a message: who wrote there, how much, and what is new of it. */
export function ThreadFoot({ thread }: { thread: Thread }) {
  const { t } = useWords();
  const { nameOf, openThread, thread: within } = useRoom();
  if (within !== undefined) return null;
  const writers = Object.entries(thread.writers).toSorted((a, b) => b[1] - a[1]).slice(0, facesShown).map(([id]) => id);
  const fresh = unreadIn(thread);
  return (
    <button
      type="button" onClick={() => openThread(thread.seq)}
      className="text-link hover:bg-hover mt-1 inline-flex min-h-8 items-center gap-2 rounded-full ps-1.5 pe-3 text-sm font-semibold"
    >
      {writers.length ? (
        <span className="flex -space-x-1.5 *:scale-75">{writers.map((id) => <Avatar key={id} id={id} name={nameOf(id)} size="small" />)}</span>
      ) : <MessagesSquare size={16} aria-hidden className="ms-1.5" />}
      {t('thread.replies', { count: thread.count })}
      {fresh > 0 && <span className="bg-leaf text-on-leaf rounded-full px-1.5 text-xs leading-5">{t('thread.new', { count: fresh })}</span>}
    </button>
  );
}
