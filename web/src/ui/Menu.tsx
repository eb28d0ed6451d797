import type { LucideIcon } from 'lucide-react';
import { cloneElement, lazy, Suspense, useState, type HTMLAttributes, type MouseEvent, type ReactElement } from 'react';

const PointMenu = lazy(() => import('./PointMenu.tsx'));

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  /** Set where it can be on or off. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  act?(): void;
  /** A menu below this one. */
  items?: readonly MenuEntry[];
}

/** What is false is left out, so that a list can say when. */
export type MenuEntry = MenuItem | 'line' | false | undefined;

interface MenuProps {
  /** A button. */
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  items: readonly MenuEntry[];
}

/** A button that opens a menu, which is fetched then. */
export function Menu({ trigger, items }: MenuProps) {
  const [element, setElement] = useState<HTMLElement>();
  const button = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': element !== undefined,
    onClick: (event: MouseEvent<HTMLElement>) => setElement(element ? undefined : event.currentTarget),
  });
  return (
    <>
      {button}
      {element && <Suspense><PointMenu at={element} items={items} onClose={() => setElement(undefined)} /></Suspense>}
    </>
  );
}
