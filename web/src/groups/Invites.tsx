import type { Invite, Kept } from '@teahouse/client';
import { ask, askAgain, useAsked } from '../app/ask.ts';
import { useFace } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { toast } from '../ui/toast.tsx';
import { InviteList, type InviteForm } from './InviteList.tsx';

/** Links into a group or channel. */
export function Invites({ conversation }: { conversation: Kept }) {
  const { why } = useWords();
  const face = useFace(conversation);
  const { value, error } = useAsked('list_invites', { conversation_id: conversation.id });
  const work = async (task: Promise<unknown>) => {
    try {
      await task;
      askAgain('list_invites');
    } catch (failed) {
      toast(why(failed), 'bad');
    }
  };
  const create = ({ expires_in_s, max_uses }: InviteForm) => work(ask('create_invite', { conversation_id: conversation.id, expires_in_s, max_uses }));
  const revoke = ({ code }: Invite) => work(ask('revoke_invite', { conversation_id: conversation.id, code }));
  return <InviteList kind="invite" name={face.name} invites={value?.invites} error={error} onCreate={create} onRevoke={revoke} />;
}
