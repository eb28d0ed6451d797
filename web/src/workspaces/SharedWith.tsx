import type { Info, Kept } from '@teahouse/client';
import { Share2, X } from 'lucide-react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useWorkspaces } from './known.ts';

/** The other workspaces whose members may join a channel. */
export function SharedWith({ conversation, info }: { conversation: Kept; info: Info }) {
  const { t } = useWords();
  const act = useAct();
  const workspaces = useWorkspaces() ?? [];
  const shared = info.shared_with ?? [];
  const others = workspaces.filter((one) => one.id !== info.workspace_id && !shared.includes(one.id) && one.role !== 'guest');
  const work = (op: 'share_channel' | 'unshare_channel', workspace_id: string) => {
    void act(ask(op, { conversation_id: conversation.id, workspace_id }));
  };
  if (!others.length && !shared.length) return null;
  return (
    <div className="py-1.5">
      <p className="font-medium">{t('channel.shared')}</p>
      <p className="text-soft text-fine">{t('channel.shared_hint')}</p>
      <ul className="mt-2 flex flex-wrap gap-2">
        {shared.map((id) => {
          const name = workspaces.find((one) => one.id === id)?.name ?? t('channel.other_workspace');
          return (
            <li key={id} className="bg-hover flex items-center rounded-full ps-3">
              <bdi>{name}</bdi>
              <IconButton label={t('channel.unshare', { name })} onClick={() => work('unshare_channel', id)}><X size={15} /></IconButton>
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <Menu
          trigger={<Button look="quiet" className="mt-2"><Share2 size={17} aria-hidden />{t('channel.share')}</Button>}
          items={others.map((one) => ({ label: one.name, act: () => work('share_channel', one.id) }))}
        />
      )}
    </div>
  );
}
