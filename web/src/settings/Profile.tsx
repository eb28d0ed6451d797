import { limits } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Field } from '../ui/Field.tsx';
import { Outcome, useWork } from '../ui/work.tsx';

export function Profile() {
  const { t } = useWords();
  const { user } = useWorld().account;
  const [name, setName] = useState(user.display_name);
  const [about, setAbout] = useState(user.about ?? '');
  const { busy, outcome, work } = useWork();
  const changed = name.trim() !== user.display_name || about.trim() !== (user.about ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    work(() => teahouse.updateMe({ display_name: name.trim(), about: about.trim() }), t('settings.saved'));
  };
  return (
    <Card>
      <div className="mb-5 flex items-center gap-4">
        <Avatar id={user.id} name={user.display_name} size="large" />
        <div className="min-w-0">
          <bdi className="block truncate text-xl font-bold">{user.display_name}</bdi>
          <bdi className="text-soft">{`@${user.username}`}</bdi>
        </div>
      </div>
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label={t('field.display_name')} value={name} required maxLength={limits.displayName} dir="auto" autoComplete="name"
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('field.about')} hint={t('field.about_hint')} value={about} maxLength={limits.about} dir="auto"
          onChange={(event) => setAbout(event.target.value)}
        />
        <Outcome outcome={outcome} />
        <Button type="submit" className="justify-self-start" disabled={busy || !changed || !name.trim()}>{t('settings.save')}</Button>
      </form>
    </Card>
  );
}
