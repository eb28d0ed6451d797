import type { Content } from '@teahouse/client';
import { lazy, memo, Suspense, type ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import type { MessageRow } from './rows.ts';
import { mediaHeight } from '../media/height.ts';
import { useRoom } from './context.ts';
import { Markdown } from './Markdown.tsx';
import { deletedOf } from './preview.ts';

const Poll = lazy(() => import('./Poll.tsx'));
const Place = lazy(() => import('./Place.tsx'));
const Sticker = lazy(() => import('./Sticker.tsx'));
const ContactCard = lazy(() => import('./ContactCard.tsx'));
const Media = lazy(() => import('../media/Media.tsx'));
const LinkCard = lazy(() => import('../media/LinkCard.tsx'));
const Forwarded = lazy(() => import('./Forwarded.tsx'));

const fewEmoji = /^\p{RGI_Emoji}{1,3}$/v;

/** Stands by itself, without the paper of a bubble. */
export const isBare = (content: Content): boolean =>
  content.type === 'sticker' || (content.type === 'text' && fewEmoji.test(content.text));

/** Has a fixed width, so that it does not jump when its parts arrive. */
export const isCard = (content: Content): boolean => ['poll', 'location', 'contact', 'forward'].includes(content.type);

interface BodyProps {
  row: MessageRow;
  /** What stands after the last word, where only the body knows where that is. */
  foot?: ReactNode;
}

/** What a message says. */
export const Body = memo(function Body({ row, foot }: BodyProps) {
  const { t } = useWords();
  const { me, nameOf, telling, conversation } = useRoom();
  const { content, message } = row;
  switch (content.type) {
    case 'text':
      if (fewEmoji.test(content.text)) return <span className="text-5xl leading-tight">{content.text}</span>;
      return (
        <>
          <Markdown text={content.text} me={me} name={nameOf} />
          {message?.preview && <Suspense><LinkCard message={message} /></Suspense>}
        </>
      );
    case 'media':
      return <Suspense fallback={<div className="bg-code w-72 max-w-full rounded-[0.85rem]" style={{ height: mediaHeight(content) }} />}><Media row={row} content={content} foot={foot} /></Suspense>;
    case 'deleted':
      return <span className="aside">{deletedOf({ sender_id: row.sender, content }, telling, conversation)}</span>;
    case 'sticker':
      return <Later height="h-36"><Sticker pack={content.pack} sticker={content.sticker} /></Later>;
    case 'poll':
      return <Later height="h-48"><Poll content={content} message={message} /></Later>;
    case 'location':
      return <Later height="h-56"><Place content={content} message={message} mine={row.sender === me} /></Later>;
    case 'contact':
      return <Later height="h-20"><ContactCard id={content.user_id} /></Later>;
    case 'forward':
      return <Later height="h-24"><Forwarded content={content} place={message ?? row.place} /></Later>;
    default:
      return <span className="aside">{t('chat.unsupported')}</span>;
  }
});

function Later({ height, children }: { height: string; children: ReactNode }) {
  return <Suspense fallback={<div className={`${height} w-64 max-w-full`} />}>{children}</Suspense>;
}
