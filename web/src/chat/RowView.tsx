import { mentionsPerson, type Thread } from '@teahouse/client';
import { Loader } from 'lucide-react';
import { useEffect } from 'react';
import { teahouse, useLive } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Bubble } from './Bubble.tsx';
import { useRoom } from './context.ts';
import { eventOf } from './preview.ts';
import type { GapRow, Row } from './rows.ts';

interface RowViewProps {
  row: Row;
  threads: ReadonlyMap<number, Thread>;
  lit: number | undefined;
  face: { id: string; name: string; emoji?: string | undefined; square?: boolean };
}

export function RowView({ row, threads, lit, face }: RowViewProps) {
  const { t, day } = useWords();
  const { conversation, me, telling, thread, pickDate } = useRoom();
  switch (row.is) {
    case 'day':
      return (
        <div className="flex justify-center py-2.5">
          <button type="button" disabled={thread !== undefined} title={t('date.title')} onClick={pickDate} className="bg-surface text-soft enabled:hover:text-ink rounded-full px-3 py-0.5 text-fine font-medium">{day(row.at)}</button>
        </div>
      );
    case 'new':
      return (
        <div className="text-amber flex items-center gap-3 py-2.5 text-fine font-semibold">
          <span className="h-px flex-1 bg-current opacity-40" />
          {t('chat.new')}
          <span className="h-px flex-1 bg-current opacity-40" />
        </div>
      );
    case 'begin':
      return (
        <div className="flex flex-col items-center gap-2 px-6 py-8 text-center">
          <Avatar {...face} size="large" />
          <p className="mt-2 text-lg font-bold">{t('chat.begin_title')}</p>
          <p className="text-soft">{conversation.kind === 'direct' ? t('chat.begin_text', { name: face.name }) : (conversation.info?.topic ?? t('chat.begin_group', { name: face.name }))}</p>
        </div>
      );
    case 'event':
      return (
        <p className={`mx-auto max-w-lg rounded-xl px-4 py-1.5 text-center text-fine wrap-anywhere ${row.message.seq === lit ? 'bg-lit' : ''} text-soft`}>
          <bdi>{eventOf({ sender_id: row.message.sender_id, content: row.message.content as never }, telling, conversation)}</bdi>
        </p>
      );
    case 'gap':
      return <Gap conversation={conversation.id} gap={row} />;
    default: {
      const { message } = row;
      return (
        <Bubble
          row={row} thread={message && threads.get(message.seq)} lit={message !== undefined && message.seq === lit}
          mentioned={message !== undefined && mentionsPerson(message, me)}
        />
      );
    }
  }
}

/** The messages nearest to what is shown after the gap are fetched at a time. */
const fetched = 50;

function Gap({ conversation, gap }: { conversation: string; gap: GapRow }) {
  const { t } = useWords();
  const { link } = useLive();
  const online = link === 'online';
  const { from, to } = gap;
  useEffect(() => {
    // What fails here is asked for again when the line is back.
    if (online) teahouse.ensure(conversation, Math.max(from, to - fetched + 1), to).catch(() => undefined);
  }, [conversation, from, to, online]);
  return (
    <div className="text-soft flex items-center justify-center gap-2 py-3 text-fine">
      {online && <Loader size={15} className="animate-spin" />}
      {online ? t('chat.loading') : t('chat.gap', { count: to - from + 1 })}
    </div>
  );
}
