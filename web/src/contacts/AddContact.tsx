import { limits, type User } from '@teahouse/client';
import { QrCode, ScanLine } from 'lucide-react';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { ask } from '../app/ask.ts';
import { follow, go } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, buttonClass } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Field } from '../ui/Field.tsx';
import { placeOf } from './codes.ts';
import { PersonCard } from './PersonCard.tsx';

const Scanner = lazy(() => import('./Scanner.tsx'));

/** Finds somebody by their exact username (or part of a name, if they allow it), by code or link, or by a QR code. */
export function AddContact() {
  const { t, why } = useWords();
  const { account } = useWorld();
  const [found, setFound] = useState<readonly User[]>();
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [scanning, setScanning] = useState(false);
  const search = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get('wanted')).trim().replace(/^@/, '');
    const place = placeOf(wanted);
    if (place) {
      go(place);
      return;
    }

    setBusy(true);
    setTrouble('');
    try {
      setFound((await ask('find_users', { query: wanted })).users.filter((one) => one.id !== account.user.id));
    } catch (error) {
      setTrouble(why(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Card text={t('contacts.add_text')}>
        <form className="grid gap-4" onSubmit={(event) => void search(event)}>
          <Field
            label={t('contacts.add_field')} name="wanted" hint={t('contacts.add_hint')} required maxLength={200} autoCapitalize="none" autoComplete="off"
            spellCheck={false} minLength={limits.usernameMin}
          />
          {trouble && <p role="alert" className="text-berry font-medium">{trouble}</p>}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" disabled={busy}>{t('contacts.find')}</Button>
            <Button look="quiet" onClick={() => setScanning(true)}><ScanLine size={18} aria-hidden />{t('code.scan')}</Button>
            <a href="/contacts/code" onClick={follow} className={buttonClass('quiet')}><QrCode size={18} aria-hidden />{t('code.mine')}</a>
          </div>
        </form>
      </Card>
      <div role="status" className="contents">
        {found?.length === 0 && <p className="text-soft py-4 text-center">{t('contacts.found_nobody')}</p>}
        {found?.map((user) => <Card key={user.id}><PersonCard id={user.id} user={user} /></Card>)}
      </div>
      {scanning && <Suspense><Scanner onClose={() => setScanning(false)} /></Suspense>}
    </>
  );
}
