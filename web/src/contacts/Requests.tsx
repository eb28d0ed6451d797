import type { ContactRequest, User } from '@teahouse/client';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { follow } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { RowText } from '../ui/Row.tsx';

/** Who wants to be friends, and whom one has asked. */
export function Requests() {
  const { t } = useWords();
  const { value, error } = useAsked('list_contact_requests');
  if (!value) return error ? <p className="text-soft py-8 text-center">{t('refusal.unreachable')}</p> : null;
  const users = new Map(value.users.map((user) => [user.id, user]));
  const incoming = value.requests.filter((one) => one.incoming);
  const outgoing = value.requests.filter((one) => !one.incoming);
  if (!value.requests.length) return <Empty title={t('contacts.no_requests_title')} text={t('contacts.no_requests_text')} />;
  return (
    <>
      {incoming.length > 0 && (
        <Card title={t('contacts.incoming')}>
          <ul className="divide-line divide-y">{incoming.map((one) => <Request key={one.user_id} request={one} user={users.get(one.user_id)} />)}</ul>
        </Card>
      )}
      {outgoing.length > 0 && (
        <Card title={t('contacts.outgoing')}>
          <ul className="divide-line divide-y">{outgoing.map((one) => <Request key={one.user_id} request={one} user={users.get(one.user_id)} />)}</ul>
        </Card>
      )}
    </>
  );
}

function Request({ request, user }: { request: ContactRequest; user: User | undefined }) {
  const { t, short } = useWords();
  const { user_id: id, incoming, greeting, created_at: at } = request;
  const name = user?.display_name ?? '…';
  const act = useAct();
  const work = (task: Promise<unknown>, done?: string) => void act(task, { ...(done && { done }), again: ['list_contacts', 'list_contact_requests'] });
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <a href={`/contacts/${id}`} onClick={follow} className="flex min-w-48 flex-1 items-center gap-3 rounded-xl">
        <Avatar id={id} name={name} />
        <RowText name={name} line={user && `@${user.username} · ${short(Date.parse(at))}`} />
      </a>
      {greeting && <p dir="auto" className="bg-hover w-full sm:order-1 rounded-xl px-3.5 py-2 wrap-anywhere whitespace-pre-wrap">{greeting}</p>}
      {incoming ? (
        <div className="flex gap-2">
          <Button look="quiet" aria-label={t('contacts.refuse_name', { name })} onClick={() => work(ask('answer_contact_request', { user_id: id, accept: false }))}>
            {t('contacts.refuse')}
          </Button>
          <Button
            aria-label={t('contacts.accept_name', { name })}
            onClick={() => work(ask('answer_contact_request', { user_id: id, accept: true }), t('contacts.friends_now', { name }))}
          >
            {t('contacts.accept')}
          </Button>
        </div>
      ) : (
        <Button look="quiet" onClick={() => work(ask('withdraw_contact_request', { user_id: id }))}>{t('contacts.withdraw')}</Button>
      )}
    </li>
  );
}
