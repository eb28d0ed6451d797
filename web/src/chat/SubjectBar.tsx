import type { Message } from '@teahouse/client';
import { Pencil, Reply, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from '../ui/Button.tsx';
import { useRoom, type Subject } from './context.ts';
import { previewOf } from './preview.ts';

/** What is answered or mended. */
export function SubjectBar({ subject, onCancel }: { subject: Subject; onCancel(): void }) {
  const { t } = useWords();
  const { nameOf, telling, conversation } = useRoom();
  const { is, message } = subject;
  const Icon = is === 'reply' ? Reply : Pencil;
  return (
    <div className="mx-auto mb-2 flex max-w-4xl items-center gap-3 ps-4 pe-2 md:ps-7">
      <Icon size={18} aria-hidden className="text-leaf shrink-0" />
      <span className="min-w-0 flex-1 text-fine leading-tight">
        <span className="text-leaf block truncate font-semibold">{is === 'reply' ? t('reply.to', { name: nameOf(message.sender_id) }) : t('edit.title')}</span>
        <span className="text-soft block truncate"><bdi>{previewOf(message, telling, conversation)}</bdi></span>
      </span>
      <IconButton label={t('settings.cancel')} onClick={onCancel}><X size={18} /></IconButton>
    </div>
  );
}

/** Focuses the box for an answer, and fills it for mending. */
export function useSubject(subject: Subject | undefined, box: RefObject<HTMLTextAreaElement | null>, onEdit: (message: Message | undefined) => void): void {
  const before = useRef<Subject>(undefined);
  const latest = useRef(onEdit);
  useLayoutEffect(() => void (latest.current = onEdit));
  useEffect(() => {
    if (subject?.is === 'edit') latest.current(subject.message);
    else if (before.current?.is === 'edit') latest.current(undefined);
    if (subject) box.current?.focus();
    before.current = subject;
  }, [subject, box]);
}
