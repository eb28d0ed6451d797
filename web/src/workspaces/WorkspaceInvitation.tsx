import { useState } from 'react';
import { ask, askAgain, useAsked } from '../app/ask.ts';
import { go, goSection } from '../app/router.ts';
import { InvitationPage } from '../groups/InvitationPage.tsx';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';

/** Where a link into a workspace leads. */
export default function WorkspaceInvitation({ code }: { code: string }) {
  const { t, why } = useWords();
  const { value, error } = useAsked('look_at_workspace_invite', { code });
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    try {
      const workspace = await ask('accept_workspace_invite', { code });
      askAgain('list_workspaces');
      goSection(`/w/${workspace.id}`);
    } catch (failed) {
      toast(why(failed), 'bad');
      setBusy(false);
    }
  };
  return (
    <InvitationPage preview={value} error={error}>
      {value?.member && <Button onClick={() => go(`/w/${value.id}`)}>{t('invitation.open')}</Button>}
      {value && !value.member && <Button disabled={busy} onClick={() => void join()}>{t('invitation.join')}</Button>}
    </InvitationPage>
  );
}
