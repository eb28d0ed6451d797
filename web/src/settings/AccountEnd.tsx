import { limits } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { ask } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { useLogOut } from './logOut.ts';

/** The ends: of this device's session, and of the account. */
export function AccountEnd() {
  const { t } = useWords();
  const logOut = useLogOut();
  return (
    <>
      <Card title={t('settings.log_out')} text={t('settings.log_out_text')}>
        <Button look="quiet" onClick={() => void logOut()}>{t('settings.log_out')}</Button>
      </Card>
      <Card title={t('account.close')} text={t('account.close_text')}><Close /></Card>
    </>
  );
}

function Close() {
  const { t, why } = useWords();
  const [open, setOpen] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const close = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    setBusy(true);
    setTrouble('');
    try {
      await ask('deactivate', { password });
      await teahouse.logOut();
      go('/');
    } catch (error) {
      setTrouble(why(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('account.close_title')} open={open} onOpenChange={setOpen}
      trigger={<Button look="quiet" className="text-berry">{t('account.close')}</Button>}
    >
      <form className="grid gap-4" onSubmit={(event) => void close(event)}>
        <p className="text-soft">{t('account.close_sure')}</p>
        <Field label={t('field.current_password')} name="password" type="password" autoComplete="current-password" required maxLength={limits.password} />
        {trouble && <p role="alert" className="text-berry font-medium">{trouble}</p>}
        <div className="flex justify-end"><Button type="submit" look="berry" disabled={busy}>{t('account.close')}</Button></div>
      </form>
    </Dialog>
  );
}
