import { Check, LogOut, Plus } from 'lucide-react';
import { addAccount, storeHere, switchTo, useAccounts } from '../app/accounts.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { ButtonRow, RowText } from '../ui/Row.tsx';
import { useLogOut } from './logOut.ts';

/** Everybody who is logged in on this device. */
export function Accounts() {
  const { t } = useWords();
  const accounts = useAccounts();
  const logOut = useLogOut();
  return (
    <Card title={t('accounts.title')} text={t('accounts.text')}>
      <ul className="-mx-3 mb-4">
        {accounts.map(({ store, id, name, username }) => (
          <li key={store}>
            <ButtonRow disabled={store === storeHere} onClick={() => switchTo(store)}>
              <Avatar id={id} name={name} />
              <RowText name={name} line={`@${username}`} />
              {store === storeHere && <Check size={20} role="img" aria-label={t('accounts.now')} className="text-leaf" />}
            </ButtonRow>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button onClick={addAccount}><Plus size={18} aria-hidden />{t('accounts.add')}</Button>
        <Button look="quiet" onClick={() => void logOut()}><LogOut size={18} aria-hidden />{t('settings.log_out')}</Button>
      </div>
    </Card>
  );
}
