import type { PointerEvent } from 'react';

/** A finger on the microphone: whether it still is there, and how far it has gone since. */
export interface Press {
  held: boolean;
  x: number;
  y: number;
  listen(told: () => void): () => void;
}

/** A press of a key, or one that ends at once: nothing is held. */
export const tapped: Press = { held: false, x: 0, y: 0, listen: () => () => undefined };

/** Follows a pointer wherever it goes, from before there is something to see of it. */
export function pressed({ clientX, clientY, pointerId }: PointerEvent): Press {
  const told = new Set<() => void>();
  const press: Press = { held: true, x: 0, y: 0, listen: (one) => (told.add(one), () => void told.delete(one)) };
  const tell = () => told.forEach((one) => one());
  const over = new AbortController();
  const { signal } = over;
  const end = (event: globalThis.PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    press.held = false;
    over.abort();
    tell();
  };
  window.addEventListener('pointermove', (event) => {
    if (event.pointerId !== pointerId) return;
    Object.assign(press, { x: event.clientX - clientX, y: event.clientY - clientY });
    tell();
  }, { signal });
  window.addEventListener('pointerup', end, { signal });
  window.addEventListener('pointercancel', end, { signal });
  return press;
}
