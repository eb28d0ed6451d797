import { useAsked } from '../app/ask.ts';
import { useWords } from '../i18n/index.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { PersonCard } from './PersonCard.tsx';

/** Whose code one has scanned or followed. */
export default function CodePage({ code }: { code: string }) {
  const { t } = useWords();
  const { value, error } = useAsked('find_by_code', { code });
  return (
    <Page title={t('contacts.add')} back="/contacts">
      {value && <Card><PersonCard id={value.id} user={value} /></Card>}
      {!value && Boolean(error) && <Empty title={t('code.void_title')} text={t('code.void_text')} />}
    </Page>
  );
}
