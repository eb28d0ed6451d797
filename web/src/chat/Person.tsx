import { Dialog } from '@base-ui/react/dialog';
import type { User } from '@teahouse/client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { popupClass, veilClass } from '../ui/Sheet.tsx';

/** A button that shows who somebody is. */
export function Person({ user, children }: { user: User | undefined; children: ReactNode }) {
  const { t, date } = useWords();
  const face = 'flex min-w-0 items-center gap-3 rounded-xl px-2 py-1';
  if (!user) return <div className={face}>{children}</div>;
  return (
    <Dialog.Root>
      <Dialog.Trigger className={`${face} hover:bg-hover transition-colors`}>
        {children}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className={veilClass} />
        <Dialog.Popup className={`${popupClass} flex flex-col items-center text-center`}>
          <Dialog.Close render={<IconButton label={t('settings.close')} />} className="absolute end-2 top-2"><X size={20} /></Dialog.Close>
          <Avatar id={user.id} name={user.display_name} size="large" />
          <Dialog.Title className="mt-4 text-xl font-bold"><bdi>{user.display_name}</bdi></Dialog.Title>
          <p className="text-soft"><bdi>{`@${user.username}`}</bdi></p>
          {user.about && <p dir="auto" className="mt-3 wrap-anywhere whitespace-pre-wrap">{user.about}</p>}
          <p className="text-soft mt-4 text-[13px]">{t('chat.since', { date: date(Date.parse(user.created_at)) })}</p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
