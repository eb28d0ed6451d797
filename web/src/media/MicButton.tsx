import { Mic } from 'lucide-react';
import { useRef } from 'react';
import { useWords } from '../i18n/index.tsx';
import { pressed, tapped, type Press } from './press.ts';

/** Held, it records until it is let go; tapped or pressed by a key, until one stops it. */
export function MicButton({ onPress }: { onPress(press: Press): void }) {
  const { t } = useWords();
  const byPointer = useRef(false);
  return (
    <button
      type="button" aria-label={t('voice.record')} title={t('voice.record_hint')}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        byPointer.current = true;
        onPress(pressed(event));
      }}
      onClick={() => {
        if (!byPointer.current) onPress(tapped);
        byPointer.current = false;
      }}
      onContextMenu={(event) => event.preventDefault()}
      className="bg-leaf text-on-leaf hover:bg-leaf-deep inline-flex size-11 shrink-0 touch-none items-center justify-center rounded-full transition [-webkit-touch-callout:none]"
    >
      <Mic size={20} aria-hidden />
    </button>
  );
}
