import { limits, type Workspace } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { ask, askAgain } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { Switch } from '../ui/Switch.tsx';
import { toast } from '../ui/toast.tsx';

export default function NewChannel({ workspace, onClose }: { workspace: Workspace; onClose(): void }) {
  const { t, why } = useWords();
  const [open, setOpen] = useState(true);
  const [avatar, setAvatar] = useState('');
  const [busy, setBusy] = useState(false);
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const topic = String(data.get('topic')).trim();
    setBusy(true);
    try {
      const channel = await ask('create_conversation', {
        kind: 'channel', member_ids: [], workspace_id: workspace.id, public: open, name: String(data.get('name')).trim().replace(/^#/, ''),
        ...(topic && { topic }), ...(avatar && { avatar }),
      });
      askAgain('list_channels');
      onClose();
      go(`/w/${workspace.id}/c/${channel.id}`);
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog open title={t('channel.new')} onOpenChange={(shown) => shown || onClose()}>
      <form className="grid gap-4" onSubmit={(event) => void create(event)}>
        <Field label={t('channel.name')} name="name" required maxLength={limits.name} dir="auto" />
        <Field label={t('manage.topic')} name="topic" maxLength={limits.topic} dir="auto" />
        <EmojiField label={t('group.avatar')} value={avatar} onChange={setAvatar} />
        <Switch label={t('channel.public')} hint={t('channel.public_hint')} checked={open} onChange={setOpen} />
        <Button type="submit" disabled={busy} className="justify-self-end">{t('channel.create')}</Button>
      </form>
    </Dialog>
  );
}
