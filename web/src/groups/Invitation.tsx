import { useState } from 'react';
import { ask, useAsked } from '../app/ask.ts';
import { go } from '../app/router.ts';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';
import { InvitationPage } from './InvitationPage.tsx';

/** Where a link into a group or channel leads. */
export default function Invitation({ code }: { code: string }) {
  const { t, why } = useWords();
  const { value, error } = useAsked('look_at_invite', { code });
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const join = async () => {
    setBusy(true);
    try {
      const { conversation } = await ask('accept_invite', { code });
      if (conversation) go(`/c/${conversation.id}`);
      else setAsked(true);
    } catch (failed) {
      toast(why(failed), 'bad');
    } finally {
      setBusy(false);
    }
  };
  return (
    <InvitationPage preview={value} error={error}>
      {value?.member && <Button onClick={() => go(`/c/${value.id}`)}>{t('invitation.open')}</Button>}
      {value && !value.member && asked && <p role="status" className="text-leaf font-semibold">{t('invitation.asked')}</p>}
      {value && !value.member && !asked && (
        <Button disabled={busy} onClick={() => void join()}>{t(value.needs_approval ? 'invitation.ask' : 'invitation.join')}</Button>
      )}
    </InvitationPage>
  );
}
