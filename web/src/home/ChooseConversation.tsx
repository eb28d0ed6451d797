import type { Kept } from '@teahouse/client';
import { useState } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ButtonRow, RowText } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { useDrawn } from '../ui/useDrawn.tsx';
import { faceOf } from './face.ts';

interface ChooseConversationProps {
  title: string;
  onChoose(conversation: Kept, name: string): void;
  onClose(): void;
}

/** One of the conversations that one may write in. */
export function ChooseConversation({ title, onChoose, onClose }: ChooseConversationProps) {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const sought = wanted.trim().toLocaleLowerCase();
  const shown = conversations
    .filter((one) => !one.info?.archived)
    .map((conversation) => ({ conversation, face: faceOf(conversation, account.user.id, names, t) }))
    .filter(({ face }) => face.name.toLocaleLowerCase().includes(sought));
  const { drawn, end } = useDrawn(shown.length);
  return (
    <Dialog open title={title} onOpenChange={(open) => open || onClose()}>
      <Search label={t('list.search_conversation')} value={wanted} onChange={setWanted} className="mb-2" />
      <ul className="-mx-2">
        {shown.slice(0, drawn).map(({ conversation, face }) => (
          <li key={conversation.id}>
            <ButtonRow onClick={() => onChoose(conversation, face.name)}>
              <Avatar {...face} />
              <RowText name={face.name} />
            </ButtonRow>
          </li>
        ))}
      </ul>
      {end}
      {shown.length === 0 && <p className="text-soft px-1 py-3">{t('list.none')}</p>}
    </Dialog>
  );
}
