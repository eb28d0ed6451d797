import { limits, type Kept } from '@teahouse/client';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { usePending } from '../ui/usePending.ts';
import { setPreferences } from './conversationMenu.ts';
import { foldersOf } from './filters.ts';

/** In which of one's own folders a conversation is; a folder is there as long as something is in it. */
export default function FolderDialog({ conversation, onClose }: { conversation: Kept; onClose(): void }) {
  const { t } = useWords();
  const { conversations } = useWorld();
  const act = useAct();
  const [name, setName] = useState('');
  const { preferences } = conversations.find((one) => one.id === conversation.id) ?? conversation;
  const [{ folders }, setPending] = usePending({ folders: preferences?.folders ?? [] }, preferences?.version);
  const all = [...new Set([...foldersOf(conversations), ...folders])];
  const set = async (next: string[]) => {
    setPending({ folders: next });
    if (!(await act(setPreferences(conversation.id, { folders: next })))) setPending(undefined);
  };
  const add = () => {
    const wanted = name.trim();
    setName('');
    if (wanted && !folders.includes(wanted)) void set([...folders, wanted]);
  };
  const full = folders.length >= limits.folders;
  return (
    <Dialog open title={t('folder.title')} onOpenChange={(open) => open || onClose()}>
      <p className="text-soft">{t('folder.text')}</p>
      <div className="-mx-2 my-3">
        {all.map((folder) => (
          <label key={folder} className="hover:bg-hover flex min-h-11 items-center gap-3 rounded-xl px-2">
            <input
              type="checkbox" className="accent-leaf size-5" checked={folders.includes(folder)} disabled={full && !folders.includes(folder)}
              onChange={(event) => void set(event.target.checked ? [...folders, folder] : folders.filter((one) => one !== folder))}
            />
            <bdi className="min-w-0 truncate font-medium">{folder}</bdi>
          </label>
        ))}
      </div>
      <form className="flex items-end gap-2" onSubmit={(event) => (event.preventDefault(), add())}>
        <Field label={t('folder.new')} value={name} maxLength={limits.folder} dir="auto" disabled={full} className="flex-1" onChange={(event) => setName(event.target.value)} />
        <Button type="submit" disabled={!name.trim()}>{t('contacts.tag_add')}</Button>
      </form>
    </Dialog>
  );
}
