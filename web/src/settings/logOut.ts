import { go } from '../app/router.ts';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { confirmed } from '../ui/confirm.tsx';

/** Asks, and ends the session of this device. */
export function useLogOut(): () => Promise<void> {
  const { t } = useWords();
  const count = useWorld().outbox.length;
  return async () => {
    const text = [t('settings.log_out_text'), count > 0 && t('settings.log_out_unsent', { count })].filter(Boolean).join(' ');
    if (!(await confirmed({ title: t('settings.log_out_title'), text, action: t('settings.log_out') }))) return;
    await teahouse.logOut();
    go('/');
  };
}
