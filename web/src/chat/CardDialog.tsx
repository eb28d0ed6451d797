import type { Content, Kept } from '@teahouse/client';
import { useState } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useContacts, useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Dialog } from '../ui/Dialog.tsx';

interface CardDialogProps {
  conversation: Kept;
  onSend(content: Content): void;
  onClose(): void;
}

/** The card of somebody one knows. */
export default function CardDialog({ conversation, onSend, onClose }: CardDialogProps) {
  const { t } = useWords();
  const { account, users } = useWorld();
  const { contacts } = useContacts();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const ids = [...new Set([...contacts.keys(), ...users.keys()])].filter((id) => conversation.kind !== 'direct' || !(id in conversation.members) || id === account.user.id);
  const sought = wanted.trim().toLocaleLowerCase();
  const shown = ids.map((id) => ({ id, name: names.name(id) })).filter((one) => one.name.toLocaleLowerCase().includes(sought))
    .toSorted((a, b) => a.name.localeCompare(b.name)).slice(0, 100);
  return (
    <Dialog open title={t('card.choose')} onOpenChange={(open) => open || onClose()}>
      <input
        type="text" role="searchbox" aria-label={t('card.search')} placeholder={t('card.search')} value={wanted} onChange={(event) => setWanted(event.target.value)}
        className="field mb-2 min-h-11 w-full rounded-full px-4"
      />
      <ul className="-mx-2">
        {shown.map(({ id, name }) => (
          <li key={id}>
            <button type="button" onClick={() => onSend({ type: 'contact', user_id: id })} className="hover:bg-hover flex w-full items-center gap-3 rounded-xl px-2 py-2 text-start">
              <Avatar id={id} name={name} size="small" />
              <span className="min-w-0">
                <bdi className="block truncate font-medium">{name}</bdi>
                <bdi className="text-soft block truncate text-fine">{`@${names.user(id)?.username ?? ''}`}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {!shown.length && <p className="text-soft py-3">{t('card.nobody')}</p>}
    </Dialog>
  );
}
