import type { Message } from '@teahouse/client';
import { useEffect } from 'react';
import { teahouse, useLive, useQuery } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Thumb } from '../media/Thumb.tsx';
import { hueOf } from '../ui/Avatar.tsx';
import { useRoom } from './context.ts';
import { previewOf } from './preview.ts';
import type { MessageRow } from './rows.ts';

/** The message that another one answers, in two lines; a press goes there. */
export function Quote({ row }: { row: MessageRow }) {
  const { thread } = useRoom();
  const seq = row.message?.reply_to ?? row.outgoing?.reply_to;
  return seq === undefined || seq === thread ? null : <Quoted seq={seq} />;
}

function Quoted({ seq }: { seq: number }) {
  const { t } = useWords();
  const { conversation, jump } = useRoom();
  const message = useMessage(conversation.id, seq);
  return (
    <button
      type="button" onClick={() => jump(seq)}
      className="bg-code hover:bg-hover mb-1.5 block w-full max-w-full rounded-lg px-2.5 py-1.5 text-start text-fine leading-snug"
    >
      <span className="sr-only">{t('message.quote')}</span>
      {message ? <QuoteLines message={message} /> : <span className="text-soft">{t('message.quote_away')}</span>}
    </button>
  );
}

export function QuoteLines({ message }: { message: Message }) {
  const { conversation, nameOf, telling } = useRoom();
  const hue = hueOf(message.sender_id);
  return (
    <span className="flex min-w-0 items-center gap-2 border-s-3 ps-2" style={{ borderColor: `light-dark(oklch(0.6 0.1 ${hue}), oklch(0.75 0.08 ${hue}))` }}>
      <Thumb message={message} />
      <span className="block min-w-0 flex-1">
        <span className="block truncate font-semibold"><bdi>{nameOf(message.sender_id)}</bdi></span>
        <span className="text-soft line-clamp-2 wrap-anywhere"><bdi>{previewOf(message, telling, conversation)}</bdi></span>
      </span>
    </span>
  );
}

/** A message by its place, asked for when it is not on this device. */
export function useMessage(conversation: string, seq: number): Message | undefined {
  const online = useLive().link === 'online';
  const message = useQuery(`message/${conversation}/${seq}`, async () => (await teahouse.store.messages.get([conversation, seq])) ?? null);
  const away = message === null;
  useEffect(() => {
    // What is not there, or cannot be reached, is said in its place.
    if (away && online) teahouse.ensure(conversation, seq, seq).catch(() => undefined);
  }, [conversation, seq, away, online]);
  return message ?? undefined;
}
