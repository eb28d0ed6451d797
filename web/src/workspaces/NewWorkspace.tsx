import { limits } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { ask, askAgain } from '../app/ask.ts';
import { goSection } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { toast } from '../ui/toast.tsx';

export default function NewWorkspace({ onClose }: { onClose(): void }) {
  const { t, why } = useWords();
  const [avatar, setAvatar] = useState('');
  const [busy, setBusy] = useState(false);
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const about = String(data.get('about')).trim();
    setBusy(true);
    try {
      const workspace = await ask('create_workspace', { name: String(data.get('name')).trim(), ...(about && { about }), ...(avatar && { avatar }) });
      askAgain('list_workspaces');
      onClose();
      goSection(`/w/${workspace.id}`);
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog open title={t('workspace.new')} onOpenChange={(open) => open || onClose()}>
      <form className="grid gap-4" onSubmit={(event) => void create(event)}>
        <Field label={t('workspace.name')} name="name" required maxLength={limits.name} dir="auto" />
        <Field label={t('workspace.about_field')} name="about" maxLength={limits.about} dir="auto" />
        <EmojiField label={t('group.avatar')} value={avatar} onChange={setAvatar} />
        <Button type="submit" disabled={busy} className="justify-self-end">{t('workspace.create')}</Button>
      </form>
    </Dialog>
  );
}
