import type { Invite, Workspace } from '@teahouse/client';
import { useState } from 'react';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { InviteList, type InviteForm } from '../groups/InviteList.tsx';
import { useWords } from '../i18n/index.tsx';
import { Card } from '../ui/Card.tsx';
import { Page } from '../ui/Page.tsx';
import { Select } from '../ui/Select.tsx';
import { toast } from '../ui/toast.tsx';

type Role = 'member' | 'guest';

/** Links into a workspace; those for guests open some channels only. */
export function WorkspaceInvites({ workspace }: { workspace: Workspace }) {
  const { t } = useWords();
  const { value, error } = useAsked('list_workspace_invites', { workspace_id: workspace.id });
  const [role, setRole] = useState<Role>('member');
  const [channels, setChannels] = useState<string[]>([]);
  const act = useAct();
  const work = async (task: Promise<unknown>) => void (await act(task, { again: ['list_workspace_invites'] }));
  const create = async ({ expires_in_s, max_uses }: InviteForm) => {
    if (role === 'guest' && !channels.length) {
      toast(t('invite.choose_channels'), 'bad');
      return;
    }

    await work(ask('create_workspace_invite', { workspace_id: workspace.id, expires_in_s, max_uses, ...(role === 'guest' && { role, channel_ids: channels }) }));
  };
  const revoke = ({ code }: Invite) => work(ask('revoke_workspace_invite', { workspace_id: workspace.id, code }));
  return (
    <Page title={t('workspace.invites')} back={`/w/${workspace.id}`}>
      <Card text={t('workspace.invites_text')}>
        <InviteList kind="join" name={workspace.name} invites={value?.invites} error={value ? undefined : error} onCreate={create} onRevoke={revoke}>
          <Select
            label={t('invite.role')} value={role} onChoose={setRole}
            options={[{ value: 'member', label: t('role.member') }, { value: 'guest', label: t('role.guest') }]}
          />
          {role === 'guest' && <GuestChannels workspace={workspace} chosen={channels} onChange={setChannels} />}
        </InviteList>
      </Card>
    </Page>
  );
}

function GuestChannels({ workspace, chosen, onChange }: { workspace: Workspace; chosen: string[]; onChange(chosen: string[]): void }) {
  const { t } = useWords();
  const { value } = useAsked('list_channels', { workspace_id: workspace.id, limit: 200 });
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{t('invite.channels')}</legend>
      <div className="mt-1 max-h-48 overflow-y-auto">
        {value?.channels.map(({ id, info }) => (
          <label key={id} className="flex min-h-10 items-center gap-3">
            <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} className="accent-leaf size-5" />
            <bdi>{`${info.avatar || '#'} ${info.name ?? ''}`}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
