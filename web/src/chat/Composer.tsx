import { limits } from '@teahouse/client';
import { SendHorizontal } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';

const draftMs = 400;

interface ComposerProps {
  conversation: string;
  onSent(): void;
}

export function Composer({ conversation, onSent }: ComposerProps) {
  const { t } = useWords();
  const { drafts } = useWorld();
  const [text, setText] = useState(drafts.get(conversation) ?? '');
  const box = useRef<HTMLTextAreaElement>(null);
  useDraft(conversation, text);
  useEffect(() => {
    // On a phone the keyboard would cover what one has come to read.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  const tooLong = new TextEncoder().encode(text).length > limits.textBytes;
  const sendable = text.trim() !== '' && !tooLong;
  const send = () => {
    if (!sendable) return;
    void teahouse.send(conversation, text.trim());
    setText('');
    onSent();
    box.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="bg-surface border-line border-t pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => (event.preventDefault(), send())}
    >
      <div className="mx-auto flex max-w-4xl items-end gap-2 px-3 md:px-6">
        <div className="min-w-0 flex-1">
          <textarea
            ref={box}
            rows={1}
            dir="auto"
            aria-label={t('chat.write')}
            placeholder={t('chat.write')}
            aria-invalid={tooLong}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              if (event.target.value.trim()) teahouse.typing(conversation);
            }}
            onKeyDown={press}
            className="field field-sizing-content block max-h-40 min-h-11 w-full resize-none rounded-3xl px-4 py-2.5 leading-6"
          />
          {tooLong && <p role="alert" className="text-berry px-4 pt-1 text-[13px]">{t('chat.too_long')}</p>}
        </div>
        <button
          type="submit"
          aria-label={t('chat.send')}
          title={t('chat.send')}
          disabled={!sendable}
          className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 items-center justify-center rounded-full transition disabled:opacity-45"
        >
          <SendHorizontal size={20} className="rtl:-scale-x-100" />
        </button>
      </div>
    </form>
  );
}

/** Keeps what is being written, on this device only. */
function useDraft(conversation: string, text: string): void {
  const latest = useRef(text);
  useLayoutEffect(() => void (latest.current = text));
  useEffect(() => {
    const timer = setTimeout(() => void teahouse.store.setDraft(conversation, text), text ? draftMs : 0);
    return () => clearTimeout(timer);
  }, [conversation, text]);
  useEffect(() => {
    const keep = () => void teahouse.store.setDraft(conversation, latest.current);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [conversation]);
}
