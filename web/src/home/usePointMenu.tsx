import { lazy, Suspense, useRef, useState, type MouseEvent, type PointerEvent, type ReactNode } from 'react';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { Point } from '../ui/PointMenu.tsx';
import { fromStart } from '../ui/side.ts';

const PointMenu = lazy(() => import('../ui/PointMenu.tsx'));

/** How long a finger rests until it asks for the menu. */
const restMs = 500;

interface Opened {
  at: Point;
  items: readonly MenuEntry[];
}

/** One menu for a list: what opens it, for each row, and the menu itself. */
export function usePointMenu() {
  const [opened, setOpened] = useState<Opened>();
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pressed = useRef(false);
  const open = (x: number, y: number, element: HTMLElement, items: readonly MenuEntry[]) => setOpened({ at: { x, y, element }, items });
  const row = (itemsOf: () => readonly MenuEntry[]) => ({
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      // The menu key has no place of its own.
      const at = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : { x: fromStart(box, 24), y: box.bottom - 12 };
      open(at.x, at.y, event.currentTarget, itemsOf());
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      pressed.current = false;
      if (event.pointerType !== 'touch') return;
      const { clientX, clientY, currentTarget } = event;
      resting.current = setTimeout(() => {
        pressed.current = true;
        open(clientX, clientY, currentTarget, itemsOf());
      }, restMs);
    },
    onPointerUp: () => clearTimeout(resting.current),
    onPointerCancel: () => clearTimeout(resting.current),
    onPointerMove: (event: PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) clearTimeout(resting.current);
    },
    onClickCapture: (event: MouseEvent) => {
      if (!pressed.current) return;
      // The finger that asked for the menu does not open the row as it leaves.
      pressed.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  });
  const menu: ReactNode = opened && (
    <Suspense><PointMenu at={opened.at} items={opened.items} onClose={() => setOpened(undefined)} /></Suspense>
  );
  return { row, menu };
}
