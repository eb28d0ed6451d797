import { AlertDialog } from '@base-ui/react/alert-dialog';
import { signal } from '../app/signal.ts';
import { useWords } from '../i18n/index.tsx';
import { buttonClass } from './Button.tsx';
import { popupClass, veilClass } from './Sheet.tsx';

interface Question {
  title: string;
  text: string;
  action: string;
  /** Not a loss: asked in the house's own colour. */
  mild?: boolean;
}

interface Asking extends Question {
  open: boolean;
  answer(yes: boolean): void;
}

const asking = signal<Asking | undefined>(undefined);

/** Asks before something that cannot be undone, from wherever one is. */
export function confirmed(question: Question): Promise<boolean> {
  asking.get()?.answer(false);
  return new Promise((resolve) => {
    const one: Asking = {
      ...question,
      open: true,
      answer(yes) {
        resolve(yes);
        if (asking.get()?.answer === one.answer) asking.set({ ...one, open: false });
      },
    };
    asking.set(one);
  });
}

/** Where the questions appear; once, near the root. */
export function Confirm() {
  const { t } = useWords();
  const shown = asking.use();
  if (!shown) return null;
  return (
    <AlertDialog.Root open={shown.open} onOpenChange={(open) => open || shown.answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={`${veilClass} z-60`} />
        <AlertDialog.Popup className={`${popupClass} z-60`}>
          <AlertDialog.Title className="text-lg font-bold">{shown.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft mt-2">{shown.text}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-3">
            <AlertDialog.Close className={buttonClass('quiet')}>{t('settings.cancel')}</AlertDialog.Close>
            <button type="button" className={buttonClass(shown.mild ? 'leaf' : 'berry')} onClick={() => shown.answer(true)}>{shown.action}</button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
