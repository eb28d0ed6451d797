import { otherOf, usernamePattern, type Kept } from '@teahouse/client';
import { lazy, Suspense, useRef, useState, type KeyboardEvent } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { Search } from '../ui/Search.tsx';
import { faceOf } from './face.ts';
import { FoundPerson } from './FoundPerson.tsx';
import { Filters } from './Filters.tsx';
import { filter, fits } from './filters.ts';
import { listed } from './listed.ts';
import { NewMenu } from './NewMenu.tsx';
import { Rows } from './Rows.tsx';

const FirstSteps = lazy(() => import('./FirstSteps.tsx'));

/** The conversations, and the search for conversations and people. */
export function Sidebar({ open }: { open: string | undefined }) {
  const { t } = useWords();
  const all = listed(useWorld(), open);
  const search = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState('');
  const name = wanted.trim().replace(/^@/, '');
  const shown = useShown(all, open, name);
  const leave = () => {
    setWanted('');
    search.current?.blur();
  };
  return (
    <nav aria-label={t('list.label')} className="bg-surface md:border-line flex h-full min-h-0 flex-col md:border-e" onKeyDown={walk}>
      <header className="flex items-center gap-3 px-4 pt-4 pb-2">
        <Gaiwan className="text-leaf size-8 md:hidden" />
        <h2 className="flex-1 text-xl font-bold tracking-tight">{t('list.title')}</h2>
        <NewMenu />
      </header>
      <Search
        label={t('list.search')} input={search} className="mx-4 my-2" value={wanted} onChange={setWanted}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            leave();
          } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) press(event, linksOf(event.currentTarget)[0]);
        }}
      />
      {!name && all.length > 0 && <Filters conversations={all} />}
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-[max(1rem,env(safe-area-inset-bottom))]">
        {name ? <Results name={name} shown={shown} open={open} onChosen={leave} /> : <List shown={shown} any={all.length > 0} open={open} />}
      </div>
    </nav>
  );
}

/** The conversations of the list, or all that are called so. */
function useShown(all: Kept[], open: string | undefined, name: string): Kept[] {
  const { t } = useWords();
  const me = useWorld().account.user.id;
  const names = useNames();
  const wanted = name.toLocaleLowerCase();
  const matches = (conversation: Kept) => {
    const other = conversation.kind === 'direct' ? names.user(otherOf(conversation, me)?.user_id ?? '') : undefined;
    const called = `${faceOf(conversation, me, names, t).name}\n${other?.display_name ?? ''}\n${other?.username ?? ''}`;
    return called.toLocaleLowerCase().includes(wanted);
  };
  const chosen = filter.use();
  const kept = chosen === 'all' || chosen === 'unread' ? open : undefined;
  return all.filter((one) => (wanted ? matches(one) : one.id === kept || fits(one, chosen, me)));
}

function List({ shown, any, open }: { shown: Kept[]; any: boolean; open: string | undefined }) {
  const { t } = useWords();
  const { synced } = useWorld();
  if (shown.length) return <Rows conversations={shown} open={open} />;
  if (!synced) return <Expected />;
  if (any) return <p className="text-soft px-4 py-6 text-center">{t('filter.none')}</p>;
  return <Suspense><FirstSteps /></Suspense>;
}

/** The place of what is being fetched. */
function Expected() {
  return (
    <div aria-hidden className="animate-pulse">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex items-center gap-3 px-3 py-2.5">
          <span className="bg-hover size-12 rounded-full" />
          <span className="grid flex-1 gap-2.5">
            <span className="bg-hover h-3.5 w-1/2 rounded-full" />
            <span className="bg-hover h-3 w-4/5 rounded-full" />
          </span>
        </div>
      ))}
    </div>
  );
}

function Results({ name, shown, open, onChosen }: { name: string; shown: Kept[]; open: string | undefined; onChosen(): void }) {
  const { t } = useWords();
  const { account, users } = useWorld();
  const heading = 'px-3 pt-3 pb-1.5 text-fine font-semibold text-soft';
  const others = shown.map((one) => users.get(otherOf(one, account.user.id)?.user_id ?? ''));
  const talkedTo = others.some((user) => user?.username.toLowerCase() === name.toLowerCase());
  const ask = usernamePattern.test(name) && !talkedTo;
  return (
    <>
      {ask && <h3 className={heading}>{t('list.people')}</h3>}
      {ask && <FoundPerson key={name} name={name} onChosen={onChosen} />}
      <h3 className={heading}>{t('list.matches')}</h3>
      {shown.length === 0 && <p className="text-soft px-3 py-2">{t('list.none')}</p>}
      <Rows conversations={shown} open={open} onChosen={onChosen} />
    </>
  );
}

const linksOf = (within: Element) => [...(within.closest('nav')?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];

/** Follows a row at once. Without the key's own effect, which would be a new line in the message box that has the focus by then. */
function press(event: KeyboardEvent<HTMLElement>, row: HTMLElement | undefined): void {
  event.preventDefault();
  row?.click();
}

/** Up and down walk from the search through the rows, Enter opens one. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const row = event.target as HTMLElement;
  if (event.key === 'Enter' && row.dataset['row'] !== undefined && !event.ctrlKey && !event.metaKey) press(event, row);
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [event.currentTarget.querySelector<HTMLElement>('input')!, ...linksOf(event.currentTarget.querySelector('input')!)];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
}
