import { FileDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useWords } from '../i18n/index.tsx';

interface DropZoneProps {
  /** To whom it goes. */
  name: string;
  onFiles(files: File[]): void;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** Takes files that are dropped anywhere on the section that this stands in, and says so while they are over it. */
export function DropZone({ name, onFiles }: DropZoneProps) {
  const { t } = useWords();
  const mark = useRef<HTMLSpanElement>(null);
  const [section, setSection] = useState<HTMLElement>();
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  useLayoutEffect(() => void (latest.current = onFiles));
  useEffect(() => {
    const place = mark.current!.closest('section')!;
    setSection(place);
    place.dataset['drop'] = '';
    const stopped = new AbortController();
    const { signal } = stopped;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Beside such a section the browser would open the file in place of this page.
      event.preventDefault();
      const zone = (event.target as Element).closest('[data-drop]');
      event.dataTransfer!.dropEffect = zone ? 'copy' : 'none';
      setOver(zone === place);
    };
    window.addEventListener('dragenter', drag, { signal });
    window.addEventListener('dragover', drag, { signal });
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), { signal });
    window.addEventListener('drop', (event) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (place.contains(event.target as Node)) latest.current([...event.dataTransfer!.files]);
    }, { signal });
    return () => stopped.abort();
  }, []);
  return (
    <>
      <span ref={mark} hidden />
      {over && section && createPortal(
        <div className="bg-veil animate-appear absolute inset-0 z-30 grid p-4">
          <div className="border-leaf bg-surface grid place-content-center justify-items-center gap-3 rounded-3xl border-2 border-dashed p-6 text-center">
            <FileDown size={44} aria-hidden className="text-leaf" />
            <p className="text-lg font-bold">{t('attach.drop', { name })}</p>
          </div>
        </div>,
        section,
      )}
    </>
  );
}
