import { limits } from '@teahouse/client';
import type { FormEvent } from 'react';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Field } from '../ui/Field.tsx';
import { Outcome, useWork } from '../ui/work.tsx';

export function Password() {
  const { t } = useWords();
  const { user } = useWorld().account;
  const { busy, outcome, work } = useWork();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const task = () => teahouse.changePassword(String(data.get('current')), String(data.get('new')));
    work(task, t('settings.password_changed'), () => form.reset());
  };
  return (
    <Card title={t('settings.password')} text={t('settings.password_text')}>
      <form className="grid gap-4" onSubmit={submit}>
        <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
        <Field label={t('field.current_password')} name="current" type="password" autoComplete="current-password" required maxLength={limits.password} />
        <Field
          label={t('field.new_password')} name="new" type="password" autoComplete="new-password" required
          minLength={limits.passwordMin} maxLength={limits.password} hint={t('field.password_hint')}
        />
        <Outcome outcome={outcome} />
        <Button type="submit" look="quiet" className="justify-self-start" disabled={busy}>{t('settings.change_password')}</Button>
      </form>
    </Card>
  );
}
