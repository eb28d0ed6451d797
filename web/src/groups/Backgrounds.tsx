import { useWords } from '../i18n/index.tsx';
import { backgroundClass, backgrounds } from './backgrounds.ts';

interface BackgroundsProps {
  chosen: string;
  onChoose(background: string): void;
}

/** What lies behind the messages of one conversation. */
export function Backgrounds({ chosen, onChoose }: BackgroundsProps) {
  const { t } = useWords();
  return (
    <fieldset>
      <legend className="mb-2 font-medium">{t('mine.background')}</legend>
      <div className="grid grid-cols-4 gap-2">
        {['', ...backgrounds].map((name) => (
          <label key={name} className="has-focus-visible:outline-leaf rounded-xl outline-offset-2 has-focus-visible:outline-2">
            <input type="radio" name="background" value={name} checked={chosen === name} onChange={() => onChoose(name)} className="peer sr-only" />
            <span className={`${backgroundClass(name)} border-line peer-checked:border-leaf flex h-16 items-end rounded-xl border-2 p-1.5`}>
              <span aria-hidden className="bg-theirs shadow-bubble block h-4 w-8 rounded-lg rounded-es-sm" />
            </span>
            <span className="text-soft block text-center text-xs">{name ? t(`background.${name as (typeof backgrounds)[number]}`) : t('background.none')}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
