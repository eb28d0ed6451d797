import type { Kept } from '@teahouse/client';
import { Trash2 } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { setPreferences } from './conversationMenu.ts';
import { filter, fits, foldersOf, type Filter } from './filters.ts';
import { usePointMenu } from './usePointMenu.tsx';

const kinds = ['unread', 'groups', 'channels'] as const;

/** What the list is narrowed to: kinds, one's own folders, the archive; each only where there is something in it. */
export function Filters({ conversations }: { conversations: readonly Kept[] }) {
  const { t, number } = useWords();
  const me = useWorld().account.user.id;
  const chosen = filter.use();
  const act = useAct();
  const { row, menu } = usePointMenu();
  const countOf = (wanted: Filter) => conversations.filter((one) => fits(one, wanted, me)).length;
  const chips: { wanted: Filter; label: string; count?: number; folder?: string }[] = [
    { wanted: 'all', label: t('filter.all') },
    ...kinds.map((kind) => ({ wanted: kind, label: t(`filter.${kind}`), count: countOf(kind) })),
    ...foldersOf(conversations).map((folder) => ({ wanted: { folder }, label: folder, folder })),
    { wanted: 'archived', label: t('filter.archived'), count: countOf('archived') },
  ];
  const remove = async (folder: string) => {
    for (const one of conversations.filter((each) => each.preferences?.folders?.includes(folder))) {
      if (!(await act(setPreferences(one.id, { folders: one.preferences!.folders!.filter((name) => name !== folder) })))) return;
    }

    filter.set('all');
  };
  const isChosen = (wanted: Filter) => (typeof wanted === 'object' ? typeof chosen === 'object' && chosen.folder === wanted.folder : chosen === wanted);
  return (
    <div role="group" aria-label={t('filter.label')} className="flex gap-1.5 overflow-x-auto px-4 pt-0.5 pb-2 [scrollbar-width:none]">
      {chips.filter(({ wanted, count }) => count !== 0 || isChosen(wanted)).map(({ wanted, label, count, folder }) => (
        <button
          key={folder === undefined ? label : `folder ${folder}`} type="button" aria-pressed={isChosen(wanted)} onClick={() => filter.set(isChosen(wanted) ? 'all' : wanted)}
          {...(folder !== undefined && row(() => [{ label: t('folder.delete'), icon: Trash2, danger: true, act: () => void remove(folder) }]))}
          className="bg-hover text-soft hover:text-ink aria-pressed:bg-chosen aria-pressed:text-leaf min-h-9 shrink-0 rounded-full px-3.5 text-sm font-semibold
            transition-colors select-none"
        >
          <bdi>{label}</bdi>
          {wanted === 'unread' && count ? <span className="ms-1 tabular-nums">{` ${number(count)}`}</span> : null}
        </button>
      ))}
      {menu}
    </div>
  );
}
