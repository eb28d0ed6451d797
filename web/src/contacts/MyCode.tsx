import { RefreshCw } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { CodeCard } from './CodeCard.tsx';
import { linkTo } from './codes.ts';

/** One's own code, for others to scan. */
export function MyCode() {
  const { t, why } = useWords();
  const act = useAct();
  const { user } = useWorld().account;
  const { value, error } = useAsked('get_contact_code');
  const renew = async () => {
    if (!(await confirmed({ title: t('code.renew_title'), text: t('code.renew_text'), action: t('code.renew'), mild: true }))) return;
    await act(ask('renew_contact_code'), { again: ['get_contact_code'] });
  };
  return (
    <Card>
      <div className="mb-5 flex items-center justify-center gap-4">
        <Avatar id={user.id} name={user.display_name} />
        <div className="min-w-0">
          <p className="truncate text-lg font-bold"><bdi>{user.display_name}</bdi></p>
          <p className="text-soft truncate"><bdi>{`@${user.username}`}</bdi></p>
        </div>
      </div>
      {value ? (
        <CodeCard link={linkTo('add', value.code)} label={t('code.of', { name: user.display_name })} file={`teahouse-${user.username}`}>
          <Button look="quiet" onClick={() => void renew()}><RefreshCw size={17} aria-hidden />{t('code.renew')}</Button>
        </CodeCard>
      ) : <p className="text-soft py-8 text-center">{error ? why(error) : ''}</p>}
      <p className="text-soft mt-5 text-center text-sm">{t('code.text')}</p>
    </Card>
  );
}
