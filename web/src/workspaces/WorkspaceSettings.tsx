import { limits, type Workspace } from '@teahouse/client';
import { useState, type FormEvent } from 'react';
import { useAct } from '../app/act.ts';
import { ask } from '../app/ask.ts';
import { goSection } from '../app/router.ts';
import { useWorld } from '../app/teahouse.ts';
import { roleKeys } from '../groups/Members.tsx';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { confirmed } from '../ui/confirm.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Field } from '../ui/Field.tsx';
import { Page } from '../ui/Page.tsx';
import { Select } from '../ui/Select.tsx';
import { runs } from './known.ts';

/** What a workspace is called and who may do what; for others what it is. */
export function WorkspaceSettings({ workspace }: { workspace: Workspace }) {
  const { t, date } = useWords();
  const me = useWorld().account.user.id;
  const may = runs(workspace);
  const act = useAct();
  const set = async (change: object, done?: string) =>
    void (await act(ask('update_workspace', { workspace_id: workspace.id, ...change }), { ...(done && { done }), again: ['list_workspaces'] }));
  const leave = async () => {
    const sure = await confirmed({ title: t('group.leave_title', { name: workspace.name }), text: t('workspace.leave_text'), action: t('workspace.leave') });
    if (!sure) return;
    const left = await act(ask('remove_workspace_member', { workspace_id: workspace.id, user_id: me }), { again: ['list_workspaces'] });
    if (left) goSection('/channels');
  };
  const who = (['members', 'admins'] as const).map((value) => ({ value, label: t(`workspace.who_${value}`) }));
  return (
    <Page title={t(may ? 'workspace.settings' : 'workspace.about')} back={`/w/${workspace.id}`}>
      <Card>
        <div className="flex items-center gap-4">
          <Avatar id={workspace.id} name={workspace.name} emoji={workspace.avatar} square size="large" />
          <div className="min-w-0">
            <p className="text-xl font-bold"><bdi>{workspace.name}</bdi></p>
            {workspace.about && <p dir="auto" className="wrap-anywhere">{workspace.about}</p>}
            <p className="text-soft text-sm">{t('workspace.line', { role: t(roleKeys[workspace.role] ?? 'role.member'), date: date(Date.parse(workspace.created_at)) })}</p>
          </div>
        </div>
      </Card>
      {may && <Card title={t('settings.profile')}><About key={`${workspace.name}/${workspace.about}/${workspace.avatar}`} workspace={workspace} set={set} /></Card>}
      {may && (
        <Card title={t('workspace.rights')}>
          <Select label={t('workspace.channels')} value={workspace.channels as 'members'} options={who} onChoose={(channels) => void set({ channels })} />
          <Select label={t('workspace.inviting')} value={workspace.inviting as 'members'} options={who} onChoose={(inviting) => void set({ inviting })} />
        </Card>
      )}
      <Button look="quiet" className="text-berry justify-self-center" onClick={() => void leave()}>{t('workspace.leave')}</Button>
    </Page>
  );
}

function About({ workspace, set }: { workspace: Workspace; set(change: object, done: string): Promise<void> }) {
  const { t } = useWords();
  const [avatar, setAvatar] = useState(workspace.avatar ?? '');
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void set({ name: String(data.get('name')).trim(), about: String(data.get('about')).trim(), avatar }, t('settings.saved'));
  };
  return (
    <form className="grid gap-4" onSubmit={save}>
      <Field label={t('workspace.name')} name="name" required maxLength={limits.name} dir="auto" defaultValue={workspace.name} />
      <Field label={t('workspace.about_field')} name="about" maxLength={limits.about} dir="auto" defaultValue={workspace.about ?? ''} />
      <EmojiField label={t('group.avatar')} value={avatar} onChange={setAvatar} />
      <Button type="submit" className="justify-self-start">{t('settings.save')}</Button>
    </form>
  );
}
