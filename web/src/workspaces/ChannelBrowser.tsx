import type { ListedChannel, Workspace } from '@teahouse/client';
import { Globe, Lock, Plus, Share2, Users } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { ask, askAgain, useAsked } from '../app/ask.ts';
import { follow, go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton, buttonClass } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { Tag } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { Switch } from '../ui/Switch.tsx';
import { toast } from '../ui/toast.tsx';
import { opensChannels } from './known.ts';

const NewChannel = lazy(() => import('./NewChannel.tsx'));

const pauseMs = 250;
const page = 50;

/** The channels of a workspace: what they are about, how many are there, and the way in. */
export function ChannelBrowser({ workspace }: { workspace: Workspace }) {
  const { t, why } = useWords();
  const [wanted, setWanted] = useState('');
  const [query, setQuery] = useState('');
  const [archived, setArchived] = useState(false);
  const [limit, setLimit] = useState(page);
  const [opening, setOpening] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted.trim().replace(/^#/, '')), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { value, error } = useAsked('list_channels', {
    workspace_id: workspace.id, limit, ...(query && { query }), ...(archived && { archived }),
  });
  const channels = value?.channels ?? [];
  return (
    <Page
      title={t('channels.browse')} back={`/w/${workspace.id}`}
      tools={opensChannels(workspace) && <IconButton label={t('channel.new')} onClick={() => setOpening(true)}><Plus size={22} /></IconButton>}
    >
      <Search raised label={t('channels.search')} value={wanted} onChange={setWanted} />
      <div className="-mt-3"><Switch label={t('channels.archived')} checked={archived} onChange={setArchived} /></div>
      {!value && Boolean(error) && <p className="text-soft text-center">{why(error)}</p>}
      {value && channels.length === 0 && <Empty title={t('channels.no_match_title')} text={query ? t('channels.no_match_text') : undefined} />}
      {channels.length > 0 && (
        <Card>
          <ul className="divide-line -my-4 divide-y">{channels.map((channel) => <Listed key={channel.id} workspace={workspace} channel={channel} />)}</ul>
        </Card>
      )}
      {value?.next_cursor && limit < 200 && <Button look="quiet" onClick={() => setLimit(limit + page)}>{t('ui.more')}</Button>}
      {opening && <Suspense><NewChannel workspace={workspace} onClose={() => setOpening(false)} /></Suspense>}
    </Page>
  );
}

function Listed({ workspace, channel }: { workspace: Workspace; channel: ListedChannel }) {
  const { t, why } = useWords();
  const [busy, setBusy] = useState(false);
  const { id, info, member_count: count, member } = channel;
  const name = info.name ?? t('group.unnamed');
  const path = `/w/${workspace.id}/c/${id}`;
  const foreign = info.workspace_id !== workspace.id;
  const join = async () => {
    setBusy(true);
    try {
      await ask('join_conversation', { conversation_id: id });
      askAgain('list_channels');
      go(path);
    } catch (error) {
      toast(why(error), 'bad');
      setBusy(false);
    }
  };
  return (
    <li className="flex items-center gap-3 py-4">
      <Avatar id={id} name={name} emoji={info.avatar || '#'} square />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          {info.public
            ? <Globe size={15} role="img" aria-label={t('channel.public')} className="text-soft shrink-0" />
            : <Lock size={15} role="img" aria-label={t('channel.private')} className="text-soft shrink-0" />}
          <bdi className="wrap-anywhere">{name}</bdi>
          {info.default && <Tag>{t('channel.default_tag')}</Tag>}
          {info.archived && <Tag>{t('channel.archived_tag')}</Tag>}
          {(foreign || (info.shared_with?.length ?? 0) > 0) && <Tag><Share2 size={11} aria-hidden className="me-1 inline" />{t('channel.shared_tag')}</Tag>}
        </p>
        {info.topic && <p dir="auto" className="text-soft line-clamp-2 wrap-anywhere">{info.topic}</p>}
        <p className="text-soft mt-0.5 flex items-center gap-1.5 text-fine"><Users size={14} aria-hidden />{t('group.count', { count })}</p>
      </div>
      {member
        ? <a href={path} onClick={follow} aria-label={t('channels.open_name', { name })} className={buttonClass('quiet')}>{t('channels.open')}</a>
        : !info.archived && <Button disabled={busy} aria-label={t('channels.join_name', { name })} onClick={() => void join()}>{t('channels.join')}</Button>}
    </li>
  );
}
