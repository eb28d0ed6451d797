import type { User } from '@teahouse/client';
import { useState } from 'react';
import { go } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useFound } from '../contacts/useFound.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';

/** Looks a possible username up on the server once the typing pauses. */
export function FoundPerson({ name, onChosen }: { name: string; onChosen(): void }) {
  const { t, why } = useWords();
  const { account } = useWorld();
  const { user: found, error } = useFound(name);
  const [trouble, setTrouble] = useState('');
  const open = async (user: User) => {
    try {
      const conversation = await teahouse.converse(user);
      onChosen();
      go(`/c/${conversation}`);
    } catch (error) {
      setTrouble(why(error));
    }
  };
  const text = 'px-3 py-2 text-soft';
  if (trouble || error) return <p role="alert" className="text-berry px-3 py-2">{trouble || why(error)}</p>;
  if (found === undefined) return <p role="status" className={text}>{t('list.finding', { name })}</p>;
  if (!found) return <p role="status" className={text}>{t('list.nobody', { name })}</p>;
  const self = found.id === account.user.id;
  return (
    <button
      type="button"
      data-row
      disabled={self}
      onClick={() => void open(found)}
      className="enabled:hover:bg-hover flex w-full items-center gap-3 rounded-2xl px-3 py-2.5 text-start -outline-offset-2"
    >
      <Avatar id={found.id} name={found.display_name} />
      <span className="min-w-0">
        <span className="block truncate font-semibold"><bdi>{found.display_name}</bdi></span>
        <span className="text-soft block truncate">{self ? t('list.yourself') : <bdi>{`@${found.username}`}</bdi>}</span>
      </span>
    </button>
  );
}
