import type { Place } from '@teahouse/client';
import { Loader } from 'lucide-react';
import { useEffect } from 'react';
import { teahouse, useLive } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Bubble } from './Bubble.tsx';
import type { GapRow, Row } from './rows.ts';
import { stateOf } from './StateMark.tsx';

interface RowViewProps {
  conversation: string;
  row: Row;
  me: string;
  other: (Place & { user_id: string }) | undefined;
  name: string;
}

export function RowView({ conversation, row, me, other, name }: RowViewProps) {
  const { t, day } = useWords();
  if (row.is === 'day') {
    return (
      <div className="flex justify-center py-2.5">
        <span className="bg-surface text-soft rounded-full px-3 py-0.5 text-[13px] font-medium">{day(row.at)}</span>
      </div>
    );
  }

  if (row.is === 'new') {
    return (
      <div className="text-amber flex items-center gap-3 py-2.5 text-[13px] font-semibold">
        <span className="h-px flex-1 bg-current opacity-40" />
        {t('chat.new')}
        <span className="h-px flex-1 bg-current opacity-40" />
      </div>
    );
  }

  if (row.is === 'begin') {
    return (
      <div className="flex flex-col items-center gap-2 px-6 py-8 text-center">
        {other && <Avatar id={other.user_id} name={name} size="large" />}
        <p className="mt-2 text-lg font-bold">{t('chat.begin_title')}</p>
        <p className="text-soft">{t('chat.begin_text', { name })}</p>
      </div>
    );
  }

  if (row.is === 'gap') return <Gap conversation={conversation} gap={row} />;

  const mine = row.sender === me;
  const state = row.seq === undefined ? (row.failed ? 'failed' : 'pending') : stateOf(row.seq, other);
  return (
    <Bubble
      id={row.key} text={row.text} at={row.at} mine={mine} name={name} first={row.first} last={row.last}
      state={mine ? state : undefined} failed={row.failed}
    />
  );
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
    <div className="text-soft flex items-center justify-center gap-2 py-3 text-[13px]">
      {online && <Loader size={15} className="animate-spin" />}
      {online ? t('chat.loading') : t('chat.gap', { count: to - from + 1 })}
    </div>
  );
}
