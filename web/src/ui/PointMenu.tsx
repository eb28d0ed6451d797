import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { useWords } from '../i18n/index.tsx';
import type { MenuEntry } from './Menu.tsx';

/** Where on the page a menu opens, and what gets the focus back. */
export interface Point {
  x: number;
  y: number;
  element: HTMLElement;
}

interface PointMenuProps {
  /** A point, or the button that it belongs to. */
  at: Point | HTMLElement;
  items: readonly MenuEntry[];
  onClose(): void;
}

/** The menu of a button, or at a point: one for a whole list, opened by a right click, a long press or the menu key. */
export default function PointMenu({ at, items, onClose }: PointMenuProps) {
  const { t } = useWords();
  const point = at instanceof HTMLElement ? undefined : at;
  const anchor = useMemo(() => (point ? { getBoundingClientRect: () => new DOMRect(point.x, point.y, 0, 0) } : (at as HTMLElement)), [at, point]);
  const element = point?.element ?? (at as HTMLElement);
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <section aria-label={t('ui.menu')}>
          <Base.Positioner anchor={anchor} align={point ? 'start' : 'end'} side="bottom" sideOffset={4} className="z-60 outline-none">
            <Popup items={items} finalFocus={() => element} />
          </Base.Positioner>
        </section>
      </Base.Portal>
    </Base.Root>
  );
}

function Popup({ items, finalFocus }: { items: readonly MenuEntry[]; finalFocus?: () => HTMLElement }) {
  return (
    <Base.Popup
      {...(finalFocus && { finalFocus })}
      className="bg-surface border-line shadow-card max-h-(--available-height) min-w-52 overflow-y-auto rounded-2xl border p-1.5 transition
        duration-100 outline-none data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
    >
      {items.map((item, index) => <Line key={typeof item === 'object' ? item.label : index} item={item} />)}
    </Base.Popup>
  );
}

const lineClass = `flex min-h-10 w-full items-center gap-3 rounded-xl px-3 py-1.5 text-start outline-none select-none data-disabled:opacity-50
  data-highlighted:bg-hover data-popup-open:bg-hover`;

function Line({ item }: { item: MenuEntry }) {
  if (!item) return null;
  if (item === 'line') return <Base.Separator className="bg-line mx-2 my-1.5 h-px" />;
  const { icon: Icon, label, items, checked } = item;
  const face = (
    <>
      {Icon && <Icon size={18} aria-hidden className={item.danger ? '' : 'text-soft'} />}
      <span className="flex-1">{label}</span>
    </>
  );
  if (items) {
    return (
      <Base.SubmenuRoot>
        <Base.SubmenuTrigger className={lineClass}>
          {face}
          <ChevronRight size={16} aria-hidden className="text-soft" />
        </Base.SubmenuTrigger>
        <Base.Portal>
          <Base.Positioner className="z-50 outline-none" sideOffset={-4} alignOffset={-6}>
            <Popup items={items} />
          </Base.Positioner>
        </Base.Portal>
      </Base.SubmenuRoot>
    );
  }

  if (checked !== undefined) {
    return (
      <Base.CheckboxItem className={lineClass} checked={checked} closeOnClick disabled={item.disabled ?? false} onClick={() => item.act?.()}>
        {face}
        <span className="size-4"><Base.CheckboxItemIndicator><Check size={16} aria-hidden className="text-leaf" /></Base.CheckboxItemIndicator></span>
      </Base.CheckboxItem>
    );
  }

  return (
    <Base.Item className={`${lineClass} ${item.danger ? 'text-berry' : ''}`} disabled={item.disabled ?? false} onClick={() => item.act?.()}>
      {face}
    </Base.Item>
  );
}
