import { useWords, type Key } from '../i18n/index.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from './Keys.tsx';
import { shortcuts, shortcutsOf, type Place } from './shortcuts.ts';

const places: [Place, Key][] = [
  ['everywhere', 'keys.everywhere'], ['conversation', 'keys.conversation'], ['writing', 'keys.writing'], ['message', 'keys.message'],
];

/** The page that lists every key. */
export default function Shortcuts({ onClose }: { onClose(): void }) {
  const { t } = useWords();
  return (
    <Dialog open wide still title={t('keys.title')} onOpenChange={(open) => open || onClose()}>
      <div className="gap-8 md:columns-2">
        {places.map(([place, title]) => (
          <section key={place} className="mb-5 break-inside-avoid">
            <h3 className="text-leaf mb-1 text-sm font-bold">{t(title)}</h3>
            <dl>
              {shortcutsOf(place).map((name) => (
                <div key={name} className="border-line flex min-h-10 items-center gap-3 border-b py-1 last:border-0">
                  <dt className="flex-1">{t(shortcuts[name].label)}</dt>
                  <dd><Keys of={name} /></dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
