import type { Message } from '@teahouse/client';
import { ListEnd, Pin } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { teahouse, useLive, useQuery } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Thumb } from '../media/Thumb.tsx';
import { IconButton } from '../ui/Button.tsx';
import { useRoom } from './context.ts';
import { previewOf } from './preview.ts';

const PinList = lazy(() => import('./PinList.tsx'));

/** The pinned message; with more than one a press goes from one to the next, and the button lists all. */
export function PinBar() {
  const { t } = useWords();
  const { conversation, telling, jump } = useRoom();
  const pins = usePins(conversation.id);
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const shown = pins[at % Math.max(1, pins.length)];
  if (!shown) return null;
  return (
    <div className="bg-surface border-line flex items-center gap-1 border-b ps-4 pe-2 md:ps-6">
      <Pin size={16} aria-hidden className="text-leaf shrink-0" />
      <Thumb message={shown} className="ms-2 size-8" />
      <button
        type="button" className="hover:bg-hover min-h-11 min-w-0 flex-1 rounded-lg px-2 text-start text-sm"
        onClick={() => (jump(shown.seq), setAt((at + 1) % pins.length))}
      >
        <span className="text-leaf block text-xs leading-tight font-semibold">{t('pins.count', { count: pins.length })}</span>
        <bdi className="block truncate leading-tight">{previewOf(shown, telling, conversation)}</bdi>
      </button>
      <IconButton label={t('pins.all')} onClick={() => setOpen(true)}><ListEnd size={18} /></IconButton>
      {open && <Suspense><PinList pins={pins} onClose={() => setOpen(false)} /></Suspense>}
    </div>
  );
}

/** The pinned messages, newest first: those that the server lists, with what this device has heard since. */
function usePins(id: string): Message[] {
  const online = useLive().link === 'online';
  const key = `pins/${id}`;
  useEffect(() => {
    if (!online) return;
    teahouse.call('list_pins', { conversation_id: id })
      .then(({ messages }) => teahouse.store.keep(key, messages.map((one) => one.seq)))
      // What was pinned when one last looked is shown until the next look.
      .catch(() => undefined);
  }, [id, key, online]);
  return useQuery(key, async () => {
    const listed = (await teahouse.store.kept<number[]>(key)) ?? [];
    const held = await teahouse.store.messages.bulkGet(listed.map((seq) => [id, seq]));
    const recent = await teahouse.store.messages.where('[conversation_id+seq]').between([id, 0], [id, Infinity]).filter((one) => one.pinned === true).toArray();
    const all = new Map([...held, ...recent].filter((one) => one?.pinned).map((one) => [one!.seq, one!]));
    return [...all.values()].toSorted((a, b) => b.seq - a.seq);
  }) ?? [];
}
