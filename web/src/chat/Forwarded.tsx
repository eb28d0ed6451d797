import type { ContentOf, Forwarded as One, MessagePlace } from '@teahouse/client';
import { Forward } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { LookContext, type Entry } from '../media/look.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Body } from './Body.tsx';
import { useRoom } from './context.ts';
import { previewOf } from './preview.ts';

const Viewer = lazy(() => import('../media/Viewer.tsx'));

const linesShown = 4;

/** Messages of another conversation: one as it was, several as a card that opens. */
export default function Forwarded({ content, place }: { content: ContentOf<'forward'>; place: MessagePlace | undefined }) {
  const { t } = useWords();
  const { telling } = useRoom();
  const [open, setOpen] = useState(false);
  const [looking, setLooking] = useState<{ entries: Entry[]; at: number }>();
  const { messages, title } = content;
  const [single] = messages;
  if (messages.length === 1 && single && !title) {
    return (
      <div>
        <p className="text-soft mb-1 flex items-center gap-1.5 text-fine"><Forward size={14} aria-hidden />{t('forward.from', { name: single.sender_name })}</p>
        <Said one={single} place={place} />
      </div>
    );
  }

  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)} className="block w-full text-start">
        <bdi className="block font-bold wrap-anywhere">{title || t('forward.title')}</bdi>
        <span className="text-soft mt-1 block text-sm">
          {messages.slice(0, linesShown).map((one, index) => (
            <bdi key={index} className="block truncate">{t('chat.announce', { name: one.sender_name, text: previewOf({ content: one.content }, telling) })}</bdi>
          ))}
        </span>
        <span className="border-line text-soft mt-2 block border-t pt-1.5 text-fine">{t('forward.count', { count: messages.length })}</span>
      </button>
      <Dialog open={open} title={title || t('forward.title')} onOpenChange={setOpen}>
        <LookContext value={(entries, at) => setLooking({ entries, at })}>
          <ol className="grid gap-4">
            {messages.map((one, index) => <li key={index}><Line one={one} place={place} /></li>)}
          </ol>
        </LookContext>
        {looking && (
          <Suspense>
            <Viewer
              entries={looking.entries} start={looking.entries[looking.at]!.key} onClose={() => setLooking(undefined)}
              nameOf={(id) => messages.find((one) => one.sender_id === id)?.sender_name ?? ''}
            />
          </Suspense>
        )}
      </Dialog>
    </>
  );
}

function Line({ one, place }: SaidProps) {
  const { moment } = useWords();
  return (
    <div className="flex gap-3">
      <Avatar id={one.sender_id ?? one.sender_name} name={one.sender_name} size="small" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2"><bdi className="truncate font-semibold">{one.sender_name}</bdi><time className="text-soft text-fine">{moment(Date.parse(one.sent_at))}</time></p>
        <Said one={one} place={place} />
      </div>
    </div>
  );
}

interface SaidProps {
  one: One;
  /** The message that it was forwarded with. */
  place: MessagePlace | undefined;
}

function Said({ one, place }: SaidProps) {
  const row = {
    is: 'message' as const, key: `${place?.seq}/${one.sent_at}`, message: undefined, outgoing: undefined, place, content: one.content, seq: undefined, sender: one.sender_id ?? '',
    at: Date.parse(one.sent_at), failed: undefined, first: true, last: true,
  };
  return <div dir="auto" className="wrap-anywhere"><Body row={row} /></div>;
}
