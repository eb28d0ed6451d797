import type { Invite, Kept } from '@teahouse/client';
import { useAct } from '../app/act.ts';
import { ask, useAsked } from '../app/ask.ts';
import { useFace } from '../home/face.ts';
import { InviteList, type InviteForm } from './InviteList.tsx';

/** Links into a group or channel. */
export function Invites({ conversation }: { conversation: Kept }) {
  const face = useFace(conversation);
  const { value, error } = useAsked('list_invites', { conversation_id: conversation.id });
  const act = useAct();
  const work = async (task: Promise<unknown>) => void (await act(task, { again: ['list_invites'] }));
  const create = ({ expires_in_s, max_uses }: InviteForm) => work(ask('create_invite', { conversation_id: conversation.id, expires_in_s, max_uses }));
  const revoke = ({ code }: Invite) => work(ask('revoke_invite', { conversation_id: conversation.id, code }));
  return <InviteList kind="invite" name={face.name} invites={value?.invites} error={error} onCreate={create} onRevoke={revoke} />;
}
