import type { Contact, User } from '@teahouse/client';
import { limits } from '@teahouse/client';
import { Ban, Forward, Images, MessageCircle, MoreHorizontal, Star, UserMinus, UserPlus } from 'lucide-react';
import { lazy, Suspense, use, useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { teahouse, useLive, useWorld } from '../app/teahouse.ts';
import { RoomContext } from '../chat/context.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { Field } from '../ui/Field.tsx';
import { Menu } from '../ui/Menu.tsx';
import { TagField } from './TagField.tsx';
import { useContacts, useNames } from './known.ts';
import { statusOf } from './StatusLine.tsx';

const ShareCard = lazy(() => import('./ShareCard.tsx'));

/** Somebody one knows or has met: who they are, and what one can do. */
export function PersonCard({ id, user: given, onGone }: { id: string; user?: User | undefined; onGone?(): void }) {
  const { t } = useWords();
  const { account } = useWorld();
  const room = use(RoomContext);
  const known = useNames().user(id) ?? given;
  const { value: asked, error } = useAsked('get_user', known ? null : { user_id: id });
  const contact = useContacts().contacts.get(id);
  const user = known ?? asked;
  if (!user) return <p className="text-soft py-8 text-center">{error ? t('contacts.nobody') : ''}</p>;
  const self = id === account.user.id;
  const gallery = room?.group === false && onGone ? () => (onGone(), room.openGallery()) : undefined;
  return (
    <div className="grid gap-5">
      <Head user={user} remark={contact?.remark} />
      {!self && <Actions user={user} contact={contact} onGone={onGone} />}
      {gallery && <Button look="quiet" onClick={gallery}><Images size={18} aria-hidden />{t('gallery.title')}</Button>}
      {contact && <Filing key={`${contact.remark}/${contact.tags?.join()}`} contact={contact} />}
    </div>
  );
}

function Head({ user, remark }: { user: User; remark: string | undefined }) {
  const { t, date, moment } = useWords();
  const { online } = useLive();
  const status = statusOf(user);
  return (
    <div className="flex flex-col items-center text-center">
      <Avatar id={user.id} name={remark ?? user.display_name} size="large" online={online.has(user.id)} />
      <p className="mt-4 text-xl font-bold"><bdi>{remark ?? user.display_name}</bdi></p>
      {remark && <p className="text-soft"><bdi>{user.display_name}</bdi></p>}
      <p className="text-soft"><bdi>{`@${user.username}`}</bdi></p>
      {status && (
        <p className="bg-hover mt-3 rounded-full px-3.5 py-1">
          <bdi>{[status.emoji, status.text].filter(Boolean).join(' ')}</bdi>
          {status.until && <span className="text-soft text-fine">{` · ${t('status.until', { time: moment(Date.parse(status.until)) })}`}</span>}
        </p>
      )}
      {user.about && <p dir="auto" className="mt-3 wrap-anywhere whitespace-pre-wrap">{user.about}</p>}
      <p className="text-soft mt-3 text-fine">{t('chat.since', { date: date(Date.parse(user.created_at)) })}</p>
    </div>
  );
}

function Actions({ user, contact, onGone }: { user: User; contact: Contact | undefined; onGone: (() => void) | undefined }) {
  const { t } = useWords();
  const act = useAct();
  const names = useNames();
  const { loaded } = useContacts();
  const requests = useAsked('list_contact_requests').value?.requests ?? [];
  const blocked = useAsked('list_blocks').value?.users.some((one) => one.id === user.id) ?? false;
  const [adding, setAdding] = useState(false);
  const [sharing, setSharing] = useState(false);
  const request = requests.find((one) => one.user_id === user.id);
  const name = names.name(user.id) === '…' ? user.display_name : names.name(user.id);
  const work = (task: Promise<unknown>, done?: string) =>
    void act(task, { ...(done && { done }), again: ['list_contacts', 'list_contact_requests', 'list_blocks'] });
  const write = () => work(teahouse.converse(user).then((conversation) => {
    onGone?.();
    go(`/c/${conversation}`);
  }));
  const block = async () => {
    const sure = await confirmed({ title: t('contacts.block_title', { name }), text: t('contacts.block_text'), action: t('contacts.block') });
    if (sure) work(ask('block', { user_id: user.id }), t('contacts.blocked_now', { name }));
  };
  const remove = async () => {
    const sure = await confirmed({ title: t('contacts.delete_title', { name }), text: t('contacts.delete_text'), action: t('contacts.delete') });
    if (sure) work(ask('delete_contact', { user_id: user.id }), t('contacts.deleted', { name }));
  };
  return (
    <div className="grid gap-4">
      {blocked && <p role="status" className="bg-amber-wash rounded-xl px-4 py-3 text-sm">{t('contacts.is_blocked', { name })}</p>}
      {user.deactivated && <p role="status" className="bg-amber-wash rounded-xl px-4 py-3 text-sm">{t('contacts.is_closed', { name })}</p>}
      <div className="flex flex-wrap justify-center gap-2">
        {!user.deactivated && <Button onClick={write}><MessageCircle size={18} aria-hidden />{t('contacts.write')}</Button>}
        {loaded && !contact && !request && !blocked && !user.deactivated && (
          <Button look="quiet" aria-expanded={adding} onClick={() => setAdding(!adding)}><UserPlus size={18} aria-hidden />{t('contacts.befriend')}</Button>
        )}
        {contact && (
          <IconButton
            label={t(contact.favourite ? 'contacts.unfavourite' : 'contacts.favourite')} aria-pressed={contact.favourite} className="border-edge border"
            onClick={() => work(ask('update_contact', { user_id: user.id, favourite: !contact.favourite }))}
          >
            <Star size={19} className={contact.favourite ? 'text-amber fill-current' : ''} />
          </IconButton>
        )}
        <Menu
          trigger={<IconButton label={t('contacts.more')} className="border-edge border"><MoreHorizontal size={19} /></IconButton>}
          items={[
            { label: t('contacts.share'), icon: Forward, act: () => setSharing(true) },
            'line',
            blocked
              ? { label: t('contacts.unblock'), icon: Ban, act: () => work(ask('unblock', { user_id: user.id })) }
              : { label: t('contacts.block'), icon: Ban, danger: true, act: () => void block() },
            contact && { label: t('contacts.delete'), icon: UserMinus, danger: true, act: () => void remove() },
          ]}
        />
      </div>
      {request && <Waiting user={user} incoming={request.incoming} greeting={request.greeting} work={work} />}
      {adding && !request && <Greeting user={user} onDone={() => setAdding(false)} />}
      {sharing && <Suspense><ShareCard user={user} onClose={() => setSharing(false)} /></Suspense>}
    </div>
  );
}

interface WaitingProps {
  user: User;
  incoming: boolean;
  greeting: string | undefined;
  work(task: Promise<unknown>, done?: string): void;
}

/** A request that waits: for one's own answer, or for theirs. */
function Waiting({ user, incoming, greeting, work }: WaitingProps) {
  const { t } = useWords();
  return (
    <div className="bg-hover grid justify-items-center gap-3 rounded-2xl p-4 text-center">
      <p>{t(incoming ? 'contacts.asks' : 'contacts.asked')}</p>
      {greeting && <p dir="auto" className="wrap-anywhere whitespace-pre-wrap italic">{greeting}</p>}
      {incoming ? (
        <div className="flex gap-2">
          <Button look="quiet" onClick={() => work(ask('answer_contact_request', { user_id: user.id, accept: false }))}>{t('contacts.refuse')}</Button>
          <Button onClick={() => work(ask('answer_contact_request', { user_id: user.id, accept: true }), t('contacts.friends_now', { name: user.display_name }))}>
            {t('contacts.accept')}
          </Button>
        </div>
      ) : <Button look="quiet" onClick={() => work(ask('withdraw_contact_request', { user_id: user.id }))}>{t('contacts.withdraw')}</Button>}
    </div>
  );
}

/** Asks somebody to be friends, with a word of greeting. */
export function Greeting({ user, onDone }: { user: User; onDone(): void }) {
  const { t } = useWords();
  const act = useAct();
  const { account } = useWorld();
  const [text, setText] = useState(t('contacts.greeting_default', { name: account.user.display_name }));
  const send = async () => {
    const asking = ask('request_contact', { user_id: user.id, ...(text.trim() && { greeting: text.trim() }) });
    if (await act(asking, { done: t('contacts.request_sent'), again: ['list_contacts', 'list_contact_requests'] })) onDone();
  };
  return (
    <form className="grid gap-3" onSubmit={(event) => (event.preventDefault(), void send())}>
      <Field label={t('contacts.greeting')} value={text} maxLength={limits.greeting} dir="auto" onChange={(event) => setText(event.target.value)} />
      <Button type="submit" className="justify-self-start">{t('contacts.send_request')}</Button>
    </form>
  );
}

/** How one has filed a friend: a name of one's own, and tags. */
function Filing({ contact }: { contact: Contact }) {
  const { t } = useWords();
  const act = useAct();
  const [remark, setRemark] = useState(contact.remark ?? '');
  const save = (change: { remark?: string; tags?: string[] }) =>
    void act(ask('update_contact', { user_id: contact.user_id, ...change }), { again: ['list_contacts'] });
  return (
    <div className="border-line grid gap-4 border-t pt-5">
      <form className="flex items-end gap-2" onSubmit={(event) => (event.preventDefault(), save({ remark: remark.trim() }))}>
        <Field
          label={t('contacts.remark')} value={remark} maxLength={limits.remark} dir="auto" className="flex-1"
          onChange={(event) => setRemark(event.target.value)}
        />
        {remark.trim() !== (contact.remark ?? '') && <Button type="submit">{t('settings.save')}</Button>}
      </form>
      <TagField tags={contact.tags ?? []} onChange={(tags) => save({ tags })} />
    </div>
  );
}
