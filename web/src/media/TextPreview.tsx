import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { DownloadLink } from './FileCard.tsx';
import { useOpened, type Source } from './source.ts';

/** So much of a file is read. */
const most = 64 * 1024;

/** The beginning of a text file. */
export default function TextPreview({ source, name, onClose }: { source: Source; name: string; onClose(): void }) {
  const { t } = useWords();
  const url = useOpened(source).opened?.variants['original']?.url;
  const [text, setText] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (!url) return undefined;
    const over = new AbortController();
    readStart(url, over.signal).then(setText, () => over.signal.aborted || setBroken(true));
    return () => over.abort();
  }, [url]);
  const cut = (source.item.size ?? 0) > most;
  return (
    <Dialog open wide title={name} tools={<DownloadLink source={source} name={name} />} onOpenChange={(open) => open || onClose()}>
      {text !== undefined && (
        <pre tabIndex={0} dir="auto" className="bg-code overflow-x-auto rounded-xl p-4 font-mono text-fine leading-5 whitespace-pre-wrap wrap-anywhere">{text}</pre>
      )}
      {text !== undefined && cut && <p className="text-soft pt-3 text-sm">{t('media.only_start')}</p>}
      {broken && <p role="alert" className="text-soft py-6 text-center">{t('media.gone')}</p>}
    </Dialog>
  );
}

async function readStart(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { headers: { range: `bytes=0-${most - 1}` }, signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = await response.arrayBuffer();
  // A character that is cut in the middle is left out.
  return new TextDecoder().decode(bytes.slice(0, most), { stream: true });
}
