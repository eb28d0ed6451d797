import { Dialog as Base } from '@base-ui/react/dialog';
import { ArrowLeft, X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useWords } from '../i18n/index.tsx';
import { IconButton } from './Button.tsx';
import { sheetClass, sideClass, veilClass, wideClass } from './Sheet.tsx';

interface DialogProps {
  title: string;
  children: ReactNode;
  /** Stays below what scrolls. */
  foot?: ReactNode;
  /** What opens it; without one `open` says whether it is open. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?(open: boolean): void;
  /** Goes back to what was shown before within the dialog. */
  onBack?: (() => void) | undefined;
  /** At the side, as tall as the window. */
  side?: boolean;
  /** For what is read. */
  wide?: boolean;
  /** Nothing in it takes the focus: it does itself, so that keys scroll it. */
  still?: boolean;
  /** Beside the title. */
  tools?: ReactNode;
}

/** Something for its own: in the middle of a desk or at its side, from below on a phone. */
export function Dialog({ title, children, foot, trigger, open, onOpenChange, onBack, side = false, wide = false, still = false, tools }: DialogProps) {
  const { t } = useWords();
  return (
    <Base.Root {...(open !== undefined && { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={veilClass} />
        <Base.Popup className={side ? sideClass : `${sheetClass} ${wide ? wideClass : ''}`}>
          <header className="flex min-h-14 shrink-0 items-center gap-1 ps-2 pe-2">
            {onBack ? (
              <IconButton label={t('ui.back')} onClick={onBack}><ArrowLeft size={20} /></IconButton>
            ) : <span className="w-2" />}
            <Base.Title className="min-w-0 flex-1 truncate text-lg font-bold">{title}</Base.Title>
            {tools}
            <Base.Close render={<IconButton label={t('settings.close')} />}><X size={20} /></Base.Close>
          </header>
          <div {...(still && { role: 'region', 'aria-label': title, tabIndex: 0 })} className="min-h-0 flex-1 overflow-y-auto px-5 -outline-offset-2 pt-1 pb-[max(1.25rem,env(safe-area-inset-bottom))]">{children}</div>
          {foot && <footer className="border-line flex shrink-0 justify-end gap-3 border-t px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
