import { otherOf, usernamePattern, type Kept } from '@teahouse/client';
import { Search, X } from 'lucide-react';
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { follow } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { FoundPerson } from './FoundPerson.tsx';

interface SidebarProps {
  open: string | undefined;
  search: RefObject<HTMLInputElement | null>;
}

/** The conversations, and the search for conversations and people. */
export function Sidebar({ open, search }: SidebarProps) {
  const { t } = useWords();
  const { account } = useWorld();
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
        <Gaiwan className="text-leaf size-8" />
        <h2 className="flex-1 text-xl font-bold tracking-tight">{t('list.title')}</h2>
        <a href="/settings" onClick={follow} title={t('list.settings')} className="inline-flex size-11 items-center justify-center rounded-full">
          <span className="sr-only">{t('list.settings')}</span>
          <Avatar id={account.user.id} name={account.user.display_name} size="small" />
        </a>
      </header>
      <div className="relative px-4 py-2">
        <Search size={18} aria-hidden className="text-soft pointer-events-none absolute start-7.5 top-1/2 -translate-y-1/2" />
        <input
          ref={search}
          type="text"
          role="searchbox"
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault();
              leave();
            } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) press(event, linksOf(event.currentTarget)[0]);
          }}
          className="field min-h-11 w-full rounded-full ps-11 pe-11"
        />
        {wanted && <IconButton label={t('list.clear')} className="absolute end-4 top-2" onClick={leave}><X size={18} /></IconButton>}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-[max(1rem,env(safe-area-inset-bottom))]">
        {name ? <Results name={name} shown={shown} open={open} onChosen={leave} /> : <List shown={shown} open={open} />}
      </div>
    </nav>
  );
}

/** The conversations that are worth a line: one that nobody has written in yet is shown only to who is about to. */
function useShown(open: string | undefined, name: string): Kept[] {
  const { account, users, conversations, outbox, drafts } = useWorld();
  const wanted = name.toLocaleLowerCase();
  const matches = (conversation: Kept) =>
    Object.keys(conversation.members).some((id) => {
      const user = users.get(id);
      return id !== account.user.id && user && `${user.display_name}\n${user.username}`.toLocaleLowerCase().includes(wanted);
    });
  const begun = ({ id, last_seq }: Kept) => last_seq > 0 || id === open || drafts.has(id) || outbox.some((one) => one.conversation_id === id);
  const written = new Map(outbox.map((outgoing) => [outgoing.conversation_id, Date.parse(outgoing.created_at)]));
  const activity = ({ id, active }: Kept) => Math.max(active, written.get(id) ?? 0);
  return conversations.filter((one) => begun(one) && (!wanted || matches(one))).toSorted((a, b) => activity(b) - activity(a));
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

  return <ul>{shown.map((one) => <ConversationRow key={one.id} conversation={one} open={one.id === open} />)}</ul>;
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
      <ul>{shown.map((one) => <ConversationRow key={one.id} conversation={one} open={one.id === open} onChosen={onChosen} />)}</ul>
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
