import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactElement, ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { buttonClass } from './Button.tsx';
import { popupClass, veilClass } from './Sheet.tsx';

interface AskProps {
  trigger: ReactElement;
  triggerLabel: string;
  title: string;
  children: ReactNode;
  action: string;
  onAction(): void;
}

/** Asks before something that cannot be undone. */
export function Ask({ trigger, triggerLabel, title, children, action, onAction }: AskProps) {
  const { t } = useWords();
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger render={trigger}>{triggerLabel}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={veilClass} />
        <AlertDialog.Popup className={popupClass}>
          <AlertDialog.Title className="text-lg font-bold">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="text-soft mt-2 grid gap-2">{children}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-3">
            <AlertDialog.Close className={buttonClass('quiet')}>{t('settings.cancel')}</AlertDialog.Close>
            <AlertDialog.Close className={buttonClass('berry')} onClick={onAction}>{action}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
