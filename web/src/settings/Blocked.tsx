import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { RowText } from '../ui/Row.tsx';

/** Whom one has blocked. */
export function Blocked() {
  const { t, why } = useWords();
  const act = useAct();
  const { value, error } = useAsked('list_blocks');
  if (!value) return error ? <p className="text-soft py-8 text-center">{why(error)}</p> : null;
  if (!value.users.length) return <Empty title={t('blocked.none_title')} text={t('contacts.block_text')} />;
  const unblock = (user_id: string) => void act(ask('unblock', { user_id }), { again: ['list_blocks'] });
  return (
    <Card text={t('contacts.block_text')}>
      <ul className="divide-line divide-y">
        {value.users.map(({ id, display_name: name, username }) => (
          <li key={id} className="flex items-center gap-3 py-3">
            <Avatar id={id} name={name} />
            <RowText name={name} line={`@${username}`} />
            <Button look="quiet" aria-label={t('blocked.unblock_name', { name })} onClick={() => unblock(id)}>{t('contacts.unblock')}</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
