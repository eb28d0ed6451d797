import type { Found, Message } from '@teahouse/client';
import { StarOff } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLive, useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { faceOf } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { FoundLine } from './FoundLine.tsx';
import { goToMessage } from './goToMessage.ts';

interface FoundListProps {
  title: string;
  empty: { title: string; text?: string };
  ask(cursor: string | undefined): Promise<Found>;
  onFound?(found: Found): void;
  hidden?: ReadonlySet<string>;
  removeLabel?: string;
  onRemove?(message: Message): void;
}

/** Messages of several conversations, page by page. */
export function FoundList({ title, empty, ask, onFound, hidden, removeLabel, onRemove }: FoundListProps) {
  const { t, why } = useWords();
  const { account, conversations } = useWorld();
  const names = useNames();
  const { link } = useLive();
  const [messages, setMessages] = useState<Message[]>();
  const [next, setNext] = useState<string>();
  const [trouble, setTrouble] = useState('');
  const latest = useRef({ ask, onFound });
  useLayoutEffect(() => void (latest.current = { ask, onFound }));
  const load = async (cursor?: string) => {
    try {
      const found = await latest.current.ask(cursor);
      latest.current.onFound?.(found);
      setMessages((before) => (cursor && before ? [...before, ...found.messages] : found.messages));
      setNext(found.next_cursor);
      setTrouble('');
    } catch (error) {
      setTrouble(why(error));
    }
  };
  const loading = useRef(load);
  useLayoutEffect(() => void (loading.current = load));
  useEffect(() => void loading.current(), [link]);
  const shown = messages?.filter((message) => !hidden?.has(message.id));
  return (
    <Page title={title} back="/">
      {trouble && !messages && <p role="alert" className="text-berry py-3">{trouble}</p>}
      {shown?.length === 0 && <Empty {...empty} />}
      <ul className="grid gap-1">
        {shown?.map((message) => {
          const conversation = conversations.find((one) => one.id === message.conversation_id);
          return (
            <li key={message.id} className="bg-surface shadow-bubble flex items-center rounded-2xl px-2">
              <FoundLine
                message={message} name={names.name(message.sender_id, conversation)} conversation={conversation}
                where={conversation && faceOf(conversation, account.user.id, names, t).name} onOpen={() => goToMessage(message)}
              />
              {onRemove && <IconButton label={removeLabel ?? ''} onClick={() => onRemove(message)}><StarOff size={18} /></IconButton>}
            </li>
          );
        })}
      </ul>
      {next && <Button look="quiet" className="mt-3" onClick={() => void load(next)}>{t('found.more')}</Button>}
    </Page>
  );
}
