import { Copy, Download } from 'lucide-react';
import { lazy, Suspense, useRef, type ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { toast } from '../ui/toast.tsx';

const Qr = lazy(() => import('./Qr.tsx'));

/** Pixels of the picture that is saved. */
const savedSize = 1024;

interface CodeCardProps {
  link: string;
  label: string;
  /** What the saved picture is called. */
  file: string;
  children?: ReactNode;
}

/** A link as a QR code, to be shown, copied or saved. */
export function CodeCard({ link, label, file, children }: CodeCardProps) {
  const { t } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const copy = () => void navigator.clipboard.writeText(link).then(() => toast(t('code.copied')), () => toast(t('code.not_copied'), 'bad'));
  const save = () => void saveSvg(frame.current!.querySelector('svg')!, file);
  return (
    <Suspense>
      <div className="flex flex-col items-center gap-4">
        <div ref={frame} className="size-64 max-w-full"><Qr text={link} label={label} className="shadow-bubble size-full" /></div>
        <p className="text-soft max-w-full text-center text-fine break-all select-all">{link}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="quiet" onClick={copy}><Copy size={17} aria-hidden />{t('code.copy')}</Button>
          <Button look="quiet" onClick={save}><Download size={17} aria-hidden />{t('code.save')}</Button>
          {children}
        </div>
      </div>
    </Suspense>
  );
}

/** Draws the code into a picture, and saves that. */
async function saveSvg(svg: SVGElement, file: string): Promise<void> {
  const copy = svg.cloneNode(true) as SVGElement;
  copy.setAttribute('width', String(savedSize));
  copy.setAttribute('height', String(savedSize));
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: savedSize, height: savedSize });
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, savedSize, savedSize);
  context.drawImage(picture, 0, 0, savedSize, savedSize);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob!), download: `${file}.png` });
  link.click();
  URL.revokeObjectURL(link.href);
}
