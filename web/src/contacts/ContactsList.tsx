import type { Contact } from '@teahouse/client';
import { QrCode, ShieldOff, Star, UserPlus, UserRoundCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { follow } from '../app/router.ts';
import { useLive } from '../app/teahouse.ts';
import { Badge } from '../home/Badge.tsx';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Empty } from '../ui/Empty.tsx';
import { LinkRow, RowText, Sign } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { useDrawn } from '../ui/useDrawn.tsx';
import { useContacts, useNames, useRequestsIn } from './known.ts';
import { StatusLine } from './StatusLine.tsx';

/** One's friends: those one likes best first, then by name. */
export default function ContactsList({ page }: { page: string | undefined }) {
  const { t } = useWords();
  const [wanted, setWanted] = useState('');
  const [tag, setTag] = useState<string>();
  const { contacts, loaded } = useContacts();
  const tags = useMemo(() => [...new Set([...contacts.values()].flatMap((one) => one.tags ?? []))].toSorted(), [contacts]);
  const shown = useSorted(wanted, tag && tags.includes(tag) ? tag : undefined);
  const favourites = shown.filter((one) => one.favourite);
  const others = shown.filter((one) => !one.favourite);
  const { drawn, end } = useDrawn(others.length);
  const tool = 'text-soft hover:bg-hover hover:text-ink inline-flex size-11 items-center justify-center rounded-full';
  return (
    <nav aria-label={t('contacts.title')} className="bg-surface md:border-line flex h-full min-h-0 flex-col md:border-e">
      <header className="flex items-center gap-1 px-4 pt-4 pb-2">
        <h2 className="flex-1 text-xl font-bold tracking-tight">{t('contacts.title')}</h2>
        <a href="/contacts/code" onClick={follow} aria-label={t('code.mine')} title={t('code.mine')} className={tool}><QrCode size={20} /></a>
        <a href="/contacts/add" onClick={follow} aria-label={t('contacts.add')} title={t('contacts.add')} className={tool}><UserPlus size={20} /></a>
      </header>
      <Search label={t('contacts.search')} className="mx-4 my-2" value={wanted} onChange={setWanted} />
      {tags.length > 0 && <Tags tags={tags} chosen={tag} onChoose={setTag} />}
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {!wanted && !tag && <Doors page={page} />}
        {loaded && contacts.size === 0 && <Empty title={t('contacts.none_title')} text={t('contacts.none_text')} />}
        {contacts.size > 0 && shown.length === 0 && <p className="text-soft px-3 py-2">{t('contacts.no_match')}</p>}
        {favourites.length > 0 && <Part title={t('contacts.favourites')} contacts={favourites} page={page} />}
        {others.length > 0 && <Part title={t('contacts.all')} contacts={others.slice(0, drawn)} page={page} />}
        {end}
      </div>
    </nav>
  );
}

function Tags({ tags, chosen, onChoose }: { tags: string[]; chosen: string | undefined; onChoose(tag: string | undefined): void }) {
  const { t } = useWords();
  return (
    <div role="group" aria-label={t('contacts.tags')} className="flex shrink-0 gap-2 overflow-x-auto px-4 py-1.5">
      {tags.map((tag) => (
        <button
          key={tag} type="button" aria-pressed={tag === chosen} onClick={() => onChoose(tag === chosen ? undefined : tag)}
          className="border-edge text-soft aria-pressed:bg-leaf aria-pressed:text-on-leaf aria-pressed:border-leaf min-h-8 shrink-0 rounded-full border px-3 text-sm font-medium"
        >
          <bdi>{tag}</bdi>
        </button>
      ))}
    </div>
  );
}

function Doors({ page }: { page: string | undefined }) {
  const { t } = useWords();
  const requests = useRequestsIn();
  return (
    <ul>
      <li>
        <LinkRow href="/contacts/requests" open={page === 'requests'}>
          <Sign><UserRoundCheck size={22} /></Sign>
          <RowText name={t('contacts.requests')} />
          {requests > 0 && <Badge count={requests} words={t('contacts.requests_in', { count: requests })} />}
        </LinkRow>
      </li>
      <li>
        <LinkRow href="/settings/blocked">
          <Sign><ShieldOff size={22} /></Sign>
          <RowText name={t('contacts.blocked')} />
        </LinkRow>
      </li>
    </ul>
  );
}

function useSorted(wanted: string, tag: string | undefined): Contact[] {
  const { language } = useWords();
  const { contacts, users } = useContacts();
  const names = useNames();
  return useMemo(() => {
    const sought = wanted.trim().replace(/^@/, '').toLocaleLowerCase();
    const collator = new Intl.Collator(language, { sensitivity: 'base' });
    const said = (one: Contact) => {
      const user = users.get(one.user_id);
      return [one.remark, user?.display_name, user?.username, ...(one.tags ?? [])].join('\n').toLocaleLowerCase();
    };
    return [...contacts.values()]
      .filter((one) => (!tag || one.tags?.includes(tag)) && (!sought || said(one).includes(sought)))
      .toSorted((a, b) => collator.compare(names.name(a.user_id), names.name(b.user_id)));
  }, [contacts, users, names, wanted, tag, language]);
}

function Part({ title, contacts, page }: { title: string; contacts: Contact[]; page: string | undefined }) {
  const names = useNames();
  const { online } = useLive();
  return (
    <section>
      <h3 className="text-soft px-3 pt-4 pb-1 text-fine font-semibold">{title}</h3>
      <ul>
        {contacts.map(({ user_id: id, favourite }) => {
          const user = names.user(id);
          return (
            <li key={id} className="[contain-intrinsic-size:auto_68px] [content-visibility:auto]">
              <LinkRow href={`/contacts/${id}`} open={page === id}>
                <Avatar id={id} name={names.name(id)} online={online.has(id)} />
                <RowText
                  name={names.name(id)}
                  line={user && <StatusLine user={user} fallback={user.about || `@${user.username}`} />}
                  mark={favourite && <Star size={14} aria-hidden className="text-amber shrink-0 fill-current" />}
                />
              </LinkRow>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
