import { switchTo, useAccounts } from '../app/accounts.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { ButtonRow, RowText } from '../ui/Row.tsx';

/** Who else is logged in on this device. */
export default function Others() {
  const { t } = useWords();
  const accounts = useAccounts();
  return (
    <section className="border-line mt-5 border-t pt-5">
      <h2 className="text-soft mb-1 text-sm font-semibold">{t('accounts.here')}</h2>
      <ul className="-mx-3">
        {accounts.map(({ store, id, name, username }) => (
          <li key={store}>
            <ButtonRow onClick={() => switchTo(store)}>
              <Avatar id={id} name={name} size="small" />
              <RowText name={name} line={`@${username}`} />
            </ButtonRow>
          </li>
        ))}
      </ul>
    </section>
  );
}
