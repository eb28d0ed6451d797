import { limits, type FileToSend, type Kept } from '@teahouse/client';
import { lazy, Suspense, useEffect, useState } from 'react';
import { go } from '../app/router.ts';
import { teahouse } from '../app/teahouse.ts';
import { ChooseConversation } from '../home/ChooseConversation.tsx';
import { useWords } from '../i18n/index.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Page } from '../ui/Page.tsx';
import { toast } from '../ui/toast.tsx';
import { takeShared, type Shared } from '../worker/kept.ts';

const SendSheet = lazy(() => import('../media/SendSheet.tsx'));

/** Another app has shared something: to whom does it go? */
export default function Share() {
  const { t } = useWords();
  const [shared, setShared] = useState<Shared | null>();
  const [to, setTo] = useState<{ conversation: Kept; name: string }>();
  useEffect(() => {
    let left = false;
    void takeShared().then((taken) => left || setShared(taken ?? null));
    return () => void (left = true);
  }, []);
  const choose = async (conversation: Kept, name: string) => {
    if (shared?.files.length) setTo({ conversation, name });
    else {
      // Words go into the field, where one looks at them once more.
      await teahouse.setDraft(conversation.id, shared?.text ?? '');
      go(`/c/${conversation.id}`);
    }
  };
  const send = (files: FileToSend[], caption: string) => {
    const { id } = to!.conversation;
    for (let at = 0; at < files.length; at += limits.filesPerMessage) {
      teahouse.sendMedia(id, files.slice(at, at + limits.filesPerMessage), at ? '' : caption).catch(() => toast(t('media.no_room_here'), 'bad'));
    }

    go(`/c/${id}`);
  };
  const empty = shared === null || (shared && !shared.text && !shared.files.length);
  return (
    <Page title={t('share.title')} back="/">
      {empty && <Empty title={t('share.nothing_title')} text={t('share.nothing_text')} />}
      {shared && !empty && !to && <ChooseConversation title={t('share.title')} onChoose={(one, name) => void choose(one, name)} onClose={() => go('/')} />}
      {shared && to && (
        <Suspense>
          <SendSheet files={shared.files} name={to.name} caption={shared.text} asFiles={false} onSend={send} onClose={() => setTo(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}
