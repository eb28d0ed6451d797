import { isWide, reachOf, type Kept, type Message, type Thread } from '@teahouse/client';
import { FileUp, MessagesSquare, MoreHorizontal, Pin, RotateCw, SmilePlus, Trash2 } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { isPictures, isVisual } from '../media/kinds.ts';
import { Avatar, hueOf } from '../ui/Avatar.tsx';
import { fromStart } from '../ui/side.ts';
import { Body, isBare, isCard } from './Body.tsx';
import { useRoom } from './context.ts';
import { Quote } from './Quote.tsx';
import { Reactions } from './Reactions.tsx';
import type { MessageRow } from './rows.ts';
import { StateMark, type MessageState } from './StateMark.tsx';
import { ThreadFoot } from './ThreadFoot.tsx';

interface BubbleProps {
  row: MessageRow;
  thread: Thread | undefined;
  mentioned: boolean;
  lit: boolean;
}

/** A message: who wrote it, what it answers, what it says, and what has become of it. */
export const Bubble = memo(function Bubble({ row, thread, mentioned, lit }: BubbleProps) {
  const { me, group, nameOf } = useRoom();
  const { content, first, last, sender, message } = row;
  const { t, time } = useWords();
  const mine = sender === me;
  const bare = isBare(content);
  const card = isCard(content);
  const pictured = content.type === 'media' && content.items.some(isVisual);
  // What is told of pictures that stand alone lies on them.
  const over = isPictures(content) && !content.text;
  const block = card || content.type === 'media' || message?.preview !== undefined;
  const captioned = content.type === 'media' && content.text !== undefined;
  const voice = content.type === 'media' && !captioned && content.items.at(-1)?.kind === 'voice';
  const foot = <Foot row={row} look={over ? 'over' : voice ? 'corner' : captioned || !(bare || block) ? 'beside' : 'below'} />;
  const named = group && !mine;
  const name = nameOf(sender);
  const corners = `${first ? '' : mine ? 'rounded-se-md' : 'rounded-ss-md'} ${last ? '' : mine ? 'rounded-ee-md' : 'rounded-es-md'}`;
  const paint = bare ? '' : `${mine ? 'bg-mine [--color-soft:var(--color-mine-soft)]' : 'bg-theirs'} shadow-bubble ${mentioned ? 'ring-loud ring-2' : ''}`;
  return (
    <div
      className={`group/bubble flex gap-2 rounded-xl transition-colors duration-500 ${mine ? 'justify-end' : ''} ${first ? 'pt-2 compact:pt-1' : 'pt-0.5 compact:pt-px'}
        ${last ? 'pb-1 compact:pb-0' : ''} ${lit ? 'bg-lit' : ''}`}
    >
      {named && <span className="w-9 shrink-0">{first && <Avatar id={sender} name={name} size="small" />}</span>}
      <div className={`flex min-w-0 flex-col ${card ? 'w-[min(28rem,88%)]' : 'max-w-[min(38rem,88%)]'} ${mine ? 'items-end' : 'items-start'}`}>
        {named && first && <span aria-hidden className="mb-0.5 px-1 text-fine font-semibold" style={nameStyle(sender)}><bdi>{name}</bdi></span>}
        <div className={`flex max-w-full items-center gap-1 ${card ? 'w-full' : ''} ${mine ? 'flex-row-reverse' : ''}`}>
          <div className={`relative min-w-0 rounded-2xl ${pictured ? 'p-1' : 'px-3.5 py-2 compact:px-3 compact:py-1'} ${card ? 'flex-1' : ''} ${corners} ${paint}`}>
            <span className="sr-only">{mine ? t('message.by_you', { time: time(row.at) }) : t('message.by', { name, time: time(row.at) })}</span>
            <Quote row={row} />
            {/* A text, with its time at its end, runs its own way whatever the page does. */}
            <div dir={content.type === 'text' ? 'auto' : undefined} className="flow-root">
              <div className={`wrap-anywhere ${block ? '' : 'inline'}`}><Body row={row} foot={captioned ? foot : undefined} /></div>
              {over ? <span className="absolute end-2.5 bottom-2.5 group-has-[video[controls]]/bubble:hidden">{foot}</span> : !captioned && foot}
            </div>
          </div>
          {message && content.type !== 'deleted' && <Tools message={message} />}
        </div>
        {message?.reactions && <Reactions message={message} />}
        {message && thread && thread.count > 0 && <ThreadFoot thread={thread} />}
        {row.failed && <Failed row={row} code={row.failed} />}
      </div>
    </div>
  );
});

/** A person's colour, dark enough on paper and light enough on ink. */
const nameStyle = (id: string) => ({ color: `light-dark(oklch(0.47 0.1 ${hueOf(id)}), oklch(0.83 0.08 ${hueOf(id)}))` });

const footLooks = {
  beside: 'float-end ms-3 mt-1.5 -mb-0.5 inline-flex',
  below: 'flex justify-end pt-1',
  corner: 'absolute end-3.5 bottom-2.5 inline-flex',
  over: 'flex rounded-full bg-shade px-2 leading-5 text-on-shade *:text-on-shade',
};

function Foot({ row, look }: { row: MessageRow; look: keyof typeof footLooks }) {
  const { t, time } = useWords();
  const { me, conversation, openThread, thread } = useRoom();
  const { message, sender, at } = row;
  const mine = sender === me;
  const state = mine ? stateOf(row, conversation, me) : undefined;
  const gone = row.content.type === 'deleted';
  const pictured = row.content.type === 'media' && row.content.items.some(isVisual);
  return (
    <span
      className={`items-center gap-1 text-xs tabular-nums select-none ${mine && !isBare(row.content) ? 'text-mine-soft' : 'text-soft'}
        ${pictured && look === 'below' ? 'px-2.5 pb-1' : ''} ${footLooks[look]}`}
    >
      {message?.in_channel && thread === undefined && (
        <button type="button" className="rounded underline" onClick={() => openThread(message.thread!)}>{t('thread.from')}</button>
      )}
      {message?.pinned && <Pin size={12} role="img" aria-label={t('message.pinned')} />}
      {message?.edited_at && !gone && <span>{t('message.edited')}</span>}
      <time aria-hidden dateTime={new Date(at).toISOString()}>{time(at)}</time>
      {state && !gone && <StateMark state={state} />}
    </span>
  );
}

/** What has become of a message of one's own; in a wide conversation nobody is told who has read it. */
function stateOf({ failed, message }: MessageRow, conversation: Kept, me: string): MessageState | undefined {
  if (failed) return 'failed';
  if (!message) return 'pending';
  return isWide(conversation) ? undefined : reachOf(conversation, me, message.seq);
}

/** What can be done at once, for a mouse and where there is room; all of it is in the menu too. */
function Tools({ message }: { message: Message }) {
  const { t } = useWords();
  const { openMenu, openThread, group, thread } = useRoom();
  const menu = (event: MouseEvent<HTMLElement>, react: boolean) => {
    const box = event.currentTarget.getBoundingClientRect();
    openMenu({ x: fromStart(box), y: box.bottom, element: event.currentTarget, message, ...(react && { react }) });
  };
  const tool = 'text-soft hover:bg-hover hover:text-ink inline-flex size-8 items-center justify-center rounded-full';
  return (
    <span
      data-tools
      className="flex shrink-0 opacity-0 transition-opacity group-hover/bubble:opacity-100 focus-within:opacity-100 max-md:hidden pointer-coarse:hidden"
    >
      <button type="button" tabIndex={-1} aria-label={t('menu.react')} title={t('menu.react')} className={tool} onClick={(event) => menu(event, true)}><SmilePlus size={17} /></button>
      {group && thread === undefined && message.thread === undefined && (
        <button type="button" tabIndex={-1} aria-label={t('menu.thread')} title={t('menu.thread')} className={tool} onClick={() => openThread(message.seq)}><MessagesSquare size={17} /></button>
      )}
      <button type="button" tabIndex={-1} aria-label={t('menu.more')} title={t('menu.more')} className={tool} onClick={(event) => menu(event, false)}><MoreHorizontal size={17} /></button>
    </span>
  );
}

function Failed({ row: { key: id, content }, code }: { row: MessageRow; code: string }) {
  const { t, whyCode } = useWords();
  const asFiles = code === 'bad_media' && content.type === 'media' && content.items.some((item) => item.kind !== 'file');
  const button = 'inline-flex min-h-9 items-center gap-1.5 rounded-lg px-2 font-semibold hover:bg-hover';
  return (
    <div className="text-berry mt-0.5 flex flex-wrap items-center justify-end gap-x-1 text-fine">
      <span className="px-1">{whyCode(code)}</span>
      {asFiles && <button type="button" className={button} onClick={() => void teahouse.retry(id, true)}><FileUp size={14} />{t('media.as_files')}</button>}
      <button type="button" className={button} onClick={() => void teahouse.retry(id)}><RotateCw size={14} />{t('message.retry')}</button>
      <button type="button" className={button} onClick={() => void teahouse.discard(id)}><Trash2 size={14} />{t('message.discard')}</button>
    </div>
  );
}
