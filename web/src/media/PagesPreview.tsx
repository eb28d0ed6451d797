import { useWords } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { DownloadLink } from './FileCard.tsx';
import { useOpened, type Source } from './source.ts';
import { pagesOf } from './variants.ts';

/** The first pages of a document, as pictures. */
export default function PagesPreview({ source, name, onClose }: { source: Source; name: string; onClose(): void }) {
  const { t } = useWords();
  const { opened, again } = useOpened(source);
  const pages = pagesOf(opened);
  return (
    <Dialog open wide title={name} tools={<DownloadLink source={source} name={name} />} onOpenChange={(open) => open || onClose()}>
      <ol className="grid gap-4">
        {pages.map((page, index) => (
          <li key={page.url}>
            <img
              src={page.url} width={page.width} height={page.height} loading="lazy" onError={again} alt={t('media.page', { number: index + 1, count: pages.length })}
              className="border-line mx-auto h-auto w-full rounded-lg border bg-white"
            />
          </li>
        ))}
      </ol>
      <p className="text-soft pt-4 text-center text-sm">{t('media.pages_hint')}</p>
    </Dialog>
  );
}
