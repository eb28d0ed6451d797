import type { Kept } from '@teahouse/client';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useNames } from '../contacts/known.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { RowText } from '../ui/Row.tsx';

/** Who waits to be let in. */
export function JoinRequests({ conversation }: { conversation: Kept }) {
  const { t, why } = useWords();
  const names = useNames();
  const { value, error } = useAsked('list_join_requests', { conversation_id: conversation.id });
  const act = useAct();
  const answer = (user_id: string, accept: boolean) => {
    const answering = ask('answer_join_request', { conversation_id: conversation.id, user_id, accept });
    void act(answering, { again: ['list_join_requests', 'list_members'] });
  };
  if (!value) return error ? <p className="text-soft">{why(error)}</p> : null;
  if (!value.requests.length) return <Empty title={t('group.no_requests')} />;
  return (
    <ul className="divide-line divide-y">
      {value.requests.map(({ user_id: id, invited_by: by }) => {
        const user = value.users.find((one) => one.id === id);
        const name = user?.display_name ?? names.name(id);
        return (
          <li key={id} className="grid gap-2 py-3">
            <div className="flex items-center gap-3">
              <Avatar id={id} name={name} size="small" />
              <RowText name={name} line={by ? t('group.asked_by', { name: names.name(by, conversation) }) : user && `@${user.username}`} />
            </div>
            <div className="flex justify-end gap-2">
              <Button look="quiet" aria-label={t('contacts.refuse_name', { name })} onClick={() => answer(id, false)}>{t('contacts.refuse')}</Button>
              <Button aria-label={t('group.let_in_name', { name })} onClick={() => answer(id, true)}>{t('group.let_in')}</Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
