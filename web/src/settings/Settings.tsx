import type { ReactNode } from 'react';
import { Notifications } from '../device/Notifications.tsx';
import { useWords, type Key } from '../i18n/index.tsx';
import { Page } from '../ui/Page.tsx';
import { AccountEnd } from './AccountEnd.tsx';
import { Accounts } from './Accounts.tsx';
import { Appearance } from './Appearance.tsx';
import { Blocked } from './Blocked.tsx';
import { Devices } from './Devices.tsx';
import { Password } from './Password.tsx';
import { Privacy } from './Privacy.tsx';
import { Profile } from './Profile.tsx';
import { Storage } from './Storage.tsx';
import { StatusCard } from './StatusCard.tsx';

const pages: Record<string, { title: Key; content: ReactNode }> = {
  profile: { title: 'settings.profile', content: <><Profile /><StatusCard /></> },
  privacy: { title: 'settings.privacy', content: <Privacy /> },
  blocked: { title: 'contacts.blocked', content: <Blocked /> },
  notifications: { title: 'settings.notifications', content: <Notifications /> },
  appearance: { title: 'settings.appearance', content: <Appearance /> },
  storage: { title: 'storage.page', content: <Storage /> },
  accounts: { title: 'accounts.title', content: <Accounts /> },
  devices: { title: 'settings.devices', content: <Devices /> },
  account: { title: 'settings.account', content: <><Password /><AccountEnd /></> },
};

/** One page of one's own things; on a desk the first when none is named. */
export default function Settings({ page = 'profile' }: { page: string | undefined }) {
  const { t } = useWords();
  const shown = (Object.hasOwn(pages, page) && pages[page]) || pages['profile']!;
  return <Page title={t(shown.title)} back="/settings">{shown.content}</Page>;
}
