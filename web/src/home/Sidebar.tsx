import { isMember, otherOf, unread, usernamePattern, type Kept } from '@teahouse/client';
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { useWorld } from '../app/teahouse.ts';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { Search } from '../ui/Search.tsx';
import { faceOf } from './face.ts';
import { FoundPerson } from './FoundPerson.tsx';
import { NewMenu } from './NewMenu.tsx';
import { Rows } from './Rows.tsx';

interface SidebarProps {
  open: string | undefined;
  search: RefObject<HTMLInputElement | null>;
}

/** The conversations, and the search for conversations and people. */
export function Sidebar({ open, search }: SidebarProps) {
  const { t } = useWords();
  const [wanted, setWanted] = useState('');
  const name = wanted.trim().replace(/^@/, '');
  const shown = useShown(open, name);
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
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-[max(1rem,env(safe-area-inset-bottom))]">
        {name ? <Results name={name} shown={shown} open={open} onChosen={leave} /> : <List shown={shown} open={open} />}
      </div>
    </nav>
  );
}

/** The conversations that are worth a line: one that nobody has written in yet is shown only to who is about to. */
function useShown(open: string | undefined, name: string): Kept[] {
  const { t } = useWords();
  const { account, conversations, outbox, drafts } = useWorld();
  const me = account.user.id;
  const names = useNames();
  const wanted = name.toLocaleLowerCase();
  const matches = (conversation: Kept) => {
    const other = conversation.kind === 'direct' ? names.user(otherOf(conversation, me)?.user_id ?? '') : undefined;
    const called = `${faceOf(conversation, me, names, t).name}\n${other?.display_name ?? ''}\n${other?.username ?? ''}`;
    return called.toLocaleLowerCase().includes(wanted);
  };
  const waiting = new Map(outbox.map((outgoing) => [outgoing.conversation_id, Date.parse(outgoing.created_at)]));
  const begun = ({ id, kind, last_seq }: Kept) => kind !== 'direct' || last_seq > 0 || id === open || drafts.has(id) || waiting.has(id);
  const seen = (one: Kept) => Boolean(wanted) || !one.preferences?.hidden || one.id === open || unread(one, me) > 0;
  const activity = ({ id, active }: Kept) => Math.max(active, waiting.get(id) ?? 0);
  const pinned = ({ preferences }: Kept) => Number(preferences?.pinned ?? false);
  return conversations
    .filter((one) => (isMember(one) || one.id === open) && begun(one) && seen(one) && (!wanted || matches(one)))
    .toSorted((a, b) => pinned(b) - pinned(a) || activity(b) - activity(a));
}

function List({ shown, open }: { shown: Kept[]; open: string | undefined }) {
  const { t } = useWords();
  const { account, synced } = useWorld();
  if (!shown.length && !synced) return <Expected />;
  if (!shown.length) {
    return (
      <div className="text-soft flex flex-col items-center gap-3 px-6 pt-16 text-center">
        <Gaiwan steam className="text-leaf size-20 opacity-80 md:hidden" />
        <h3 className="text-ink text-lg font-bold">{t('list.empty_title')}</h3>
        <p>{t('list.empty_text')}</p>
        <p>{t('list.you_are', { username: account.user.username })}</p>
      </div>
    );
  }

  return <Rows conversations={shown} open={open} />;
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
  const heading = 'px-3 pt-3 pb-1.5 text-[13px] font-semibold text-soft';
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
