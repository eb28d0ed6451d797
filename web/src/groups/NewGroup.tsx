import { limits } from '@teahouse/client';
import { useState } from 'react';
import { ask } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { toast } from '../ui/toast.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

export default function NewGroup({ onClose }: { onClose(): void }) {
  const { t, why } = useWords();
  const [name, setName] = useState('');
  const [avatar, setAvatar] = useState('');
  const [picked, setPicked] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    try {
      const group = await ask('create_conversation', {
        kind: 'group', member_ids: picked, ...(name.trim() && { name: name.trim() }), ...(avatar && { avatar }),
      });
      onClose();
      go(`/c/${group.id}`);
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <Dialog
      open title={t('group.new')} onOpenChange={(open) => open || onClose()}
      foot={<Button disabled={busy || !picked.length} onClick={() => void create()}>{picked.length ? t('group.create', { count: picked.length + 1 }) : t('group.new')}</Button>}
    >
      <div className="grid gap-5">
        <Field label={t('group.name')} hint={t('group.name_hint')} value={name} maxLength={limits.name} dir="auto" onChange={(event) => setName(event.target.value)} />
        <EmojiField label={t('group.avatar')} value={avatar} onChange={setAvatar} />
        <PeoplePicker picked={picked} onChange={setPicked} />
      </div>
    </Dialog>
  );
}
