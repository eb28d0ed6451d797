import { PersonButton } from '../contacts/PersonButton.tsx';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';

/** Somebody's card; a press shows who they are. */
export default function ContactCard({ id }: { id: string }) {
  const { t } = useWords();
  const names = useNames();
  const user = names.user(id);
  const name = names.name(id);
  return (
    <div className="grid gap-1 py-0.5">
      <PersonButton id={id} user={user}>
        <Avatar id={id} name={name} />
        <span className="min-w-0 text-start">
          <bdi className="block truncate font-bold">{name}</bdi>
          <bdi className="text-soft block truncate text-sm">{user ? `@${user.username}` : ''}</bdi>
        </span>
      </PersonButton>
      <p className="border-line text-soft border-t pt-1 text-fine">{t('card.is')}</p>
    </div>
  );
}
