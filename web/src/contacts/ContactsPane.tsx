import { useWords } from '../i18n/index.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { AddContact } from './AddContact.tsx';
import { useNames } from './known.ts';
import { MyCode } from './MyCode.tsx';
import { PersonCard } from './PersonCard.tsx';
import { Requests } from './Requests.tsx';

export default function ContactsPane({ page }: { page: string | undefined }) {
  const { t } = useWords();
  const names = useNames();
  if (page === 'requests') return <Page title={t('contacts.requests')} back="/contacts"><Requests /></Page>;
  if (page === 'add') return <Page title={t('contacts.add')} back="/contacts"><AddContact /></Page>;
  if (page === 'code') return <Page title={t('code.mine')} back="/contacts"><MyCode /></Page>;
  if (!page) {
    return (
      <div className="bg-hall grid h-full place-items-center"><Empty title={t('contacts.pick_title')} text={t('contacts.pick_text')} /></div>
    );
  }

  return (
    <Page title={names.name(page)} back="/contacts">
      <Card><PersonCard key={page} id={page} /></Card>
    </Page>
  );
}
