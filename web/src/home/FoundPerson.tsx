import type { User } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { go } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';

const pauseMs = 350;

/** Looks a possible username up on the server once the typing pauses. */
export function FoundPerson({ name, onChosen }: { name: string; onChosen(): void }) {
  const { t, why } = useWords();
  const { account } = useWorld();
  const [found, setFound] = useState<User | null>();
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      teahouse.find(name).then(
        (user) => current && setFound(user ?? null),
        (error: unknown) => current && setTrouble(why(error)),
      );
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name, why]);
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
  if (trouble) return <p role="alert" className="text-berry px-3 py-2">{trouble}</p>;
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
