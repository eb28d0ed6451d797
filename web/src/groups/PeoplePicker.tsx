import { usernamePattern, type User } from '@teahouse/client';
import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { ask } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { useContacts, useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { RowText } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { useDrawn } from '../ui/useDrawn.tsx';

const pauseMs = 350;

interface PeoplePickerProps {
  picked: readonly string[];
  onChange(picked: string[]): void;
  /** Who need not be asked. */
  without?: ReadonlySet<string>;
}

/** Some of the people one knows, and anybody else by their exact username. */
export function PeoplePicker({ picked, onChange, without }: PeoplePickerProps) {
  const { t, language } = useWords();
  const { account, users } = useWorld();
  const { contacts, users: friends } = useContacts();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const sought = wanted.trim().replace(/^@/, '').toLocaleLowerCase();
  const found = useFound(sought);
  const known = useMemo(() => {
    const collator = new Intl.Collator(language, { sensitivity: 'base' });
    const all = new Map([...users, ...friends]);
    const rank = (user: User) => Number(!contacts.has(user.id));
    return [...all.values()].filter((user) => user.id !== account.user.id && !without?.has(user.id))
      .toSorted((a, b) => rank(a) - rank(b) || collator.compare(names.name(a.id), names.name(b.id)));
  }, [users, friends, contacts, names, language, account.user.id, without]);
  const matching = known.filter((user) => `${names.name(user.id)}\n${user.display_name}\n${user.username}`.toLocaleLowerCase().includes(sought));
  const shown = found && found.id !== account.user.id && !without?.has(found.id) && !matching.some((user) => user.id === found.id) ? [found, ...matching] : matching;
  const { drawn, end } = useDrawn(shown.length);
  const toggle = (id: string) => onChange(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  return (
    <div>
      {picked.length > 0 && (
        <ul aria-label={t('people.picked')} className="mb-3 flex max-h-28 flex-wrap gap-2 overflow-y-auto">
          {picked.map((id) => (
            <li key={id} className="bg-chosen flex items-center rounded-full ps-3 text-sm font-medium">
              <bdi>{names.name(id)}</bdi>
              <button
                type="button" aria-label={t('people.unpick', { name: names.name(id) })} onClick={() => toggle(id)}
                className="text-soft hover:text-ink inline-flex size-9 items-center justify-center rounded-full"
              >
                <X size={15} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Search label={t('people.search')} value={wanted} onChange={setWanted} className="mb-2" />
      <ul className="-mx-2">
        {shown.slice(0, drawn).map((user) => (
          <li key={user.id} className="[contain-intrinsic-size:auto_64px] [content-visibility:auto]">
            <label className="hover:bg-hover has-focus-visible:outline-leaf flex items-center gap-3 rounded-2xl px-3 py-2 -outline-offset-2 has-focus-visible:outline-2">
              <input
                type="checkbox" checked={picked.includes(user.id)} onChange={() => toggle(user.id)}
                className="accent-leaf size-5 shrink-0 outline-none"
              />
              <Avatar id={user.id} name={user.display_name} size="small" />
              <RowText name={names.name(user.id) === '…' ? user.display_name : names.name(user.id)} line={`@${user.username}`} />
            </label>
          </li>
        ))}
      </ul>
      {end}
      {shown.length === 0 && <p role="status" className="text-soft px-1 py-3">{t(sought ? 'people.none' : 'people.nobody')}</p>}
    </div>
  );
}

/** The person with exactly this username, looked up once the typing pauses. */
function useFound(name: string): User | undefined {
  const [found, setFound] = useState<{ name: string; user: User | undefined }>();
  useEffect(() => {
    if (!usernamePattern.test(name)) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      // Who cannot be asked now is not offered; the search is there for another try.
      ask('find_users', { query: name }).then(({ users }) => current && setFound({ name, user: users[0] }), () => undefined);
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  return found?.name === name ? found.user : undefined;
}
