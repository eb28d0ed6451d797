import type { Content, Kept } from '@teahouse/client';
import { Camera, ChartColumn, CircleUserRound, File as FileIcon, Images, MapPin, Plus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useWords } from '../i18n/index.tsx';
import { useFileInputs } from '../media/FileInputs.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';

const PollDialog = lazy(() => import('./PollDialog.tsx'));
const PlaceDialog = lazy(() => import('./PlaceDialog.tsx'));
const CardDialog = lazy(() => import('./CardDialog.tsx'));

export type Form = 'poll' | 'place' | 'card';

interface AttachMenuProps {
  conversation: Kept;
  thread: number | undefined;
  /** The form that is open. */
  form: Form | undefined;
  onForm(form: Form | undefined): void;
  onSend(content: Content): void;
  onFiles(files: File[], asFiles: boolean): void;
}

/** What can be sent beside words. */
export function AttachMenu({ conversation, thread, form, onForm, onSend, onFiles }: AttachMenuProps) {
  const { t } = useWords();
  const { pick, inputs } = useFileInputs(onFiles);
  const close = () => onForm(undefined);
  const send = (content: Content) => {
    onSend(content);
    close();
  };
  return (
    <>
      <Menu
        trigger={<IconButton label={t('attach.open')}><Plus size={22} /></IconButton>}
        items={[
          { label: t('attach.pictures'), icon: Images, act: () => pick('pictures') },
          { label: t('attach.file'), icon: FileIcon, act: () => pick('files') },
          matchMedia('(pointer: coarse)').matches && { label: t('attach.camera'), icon: Camera, act: () => pick('camera') },
          conversation.kind !== 'direct' && { label: t('attach.poll'), icon: ChartColumn, act: () => onForm('poll') },
          thread === undefined && { label: t('attach.place'), icon: MapPin, act: () => onForm('place') },
          { label: t('attach.card'), icon: CircleUserRound, act: () => onForm('card') },
        ]}
      />
      {inputs}
      {form && (
        <Suspense>
          {form === 'poll' && <PollDialog onSend={send} onClose={close} />}
          {form === 'place' && <PlaceDialog onSend={send} onClose={close} />}
          {form === 'card' && <CardDialog conversation={conversation} onSend={send} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}
