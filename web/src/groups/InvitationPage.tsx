import type { InvitePreview } from '@teahouse/client';
import type { ReactNode } from 'react';
import { useWords, type Key } from '../i18n/index.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';

const kinds: Record<string, Key> = { group: 'invitation.to_group', channel: 'invitation.to_channel', workspace: 'invitation.to_workspace' };

interface InvitationPageProps {
  preview: InvitePreview | undefined;
  error: unknown;
  children: ReactNode;
}

/** What one is invited to, and what one can answer. */
export function InvitationPage({ preview, error, children }: InvitationPageProps) {
  const { t } = useWords();
  return (
    <Page title={t('invitation.title')} back="/">
      {preview && (
        <Card>
          <div className="flex flex-col items-center gap-2 py-4 text-center">
            <p className="text-soft">{t(kinds[preview.kind] ?? 'invitation.to_group')}</p>
            <Avatar id={preview.id} name={preview.name ?? '…'} emoji={preview.avatar} square size="large" />
            <h3 className="mt-2 text-2xl font-bold"><bdi>{preview.name || t('group.unnamed')}</bdi></h3>
            <p className="text-soft">{t('group.count', { count: preview.member_count })}</p>
            {preview.about && <p dir="auto" className="max-w-md wrap-anywhere">{preview.about}</p>}
            {!preview.member && preview.needs_approval && <p className="text-soft text-sm">{t('invitation.approval')}</p>}
            <div className="mt-4">{children}</div>
          </div>
        </Card>
      )}
      {!preview && Boolean(error) && <Empty title={t('invitation.void_title')} text={t('invitation.void_text')} />}
    </Page>
  );
}
