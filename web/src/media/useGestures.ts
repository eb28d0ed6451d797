import { useEffect, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { bounded, whole, zoomed, type Look, type Size } from './zoom.ts';

interface Gestures {
  look: Look;
  setLook(next: (now: Look) => Look): void;
  shown: Size;
  box: Size;
  /** Swiped to the next (1) or the former (-1). */
  onStep(by: number): void;
  onClose(): void;
}

interface Point {
  x: number;
  y: number;
}

const stepPx = 70;
const closePx = 110;
const tapPx = 8;
const tapMs = 280;
const doubleTo = 2.5;

/** Pinch, drag, swipe, double tap and wheel on a picture. */
export function useGestures({ look, setLook, shown, box, onStep, onClose }: Gestures) {
  const fingers = useRef(new Map<number, Point>());
  const begun = useRef<Point>(undefined);
  const tapped = useRef<Point & { time: number }>(undefined);
  const pinched = useRef(false);
  const [swipe, setSwipe] = useState<Point>({ x: 0, y: 0 });
  const [moving, setMoving] = useState(false);
  const wheel = useRef<(event: WheelEvent) => void>(undefined);
  const inBox = ({ x, y }: Point, element: Element): Point => {
    const rect = element.getBoundingClientRect();
    return { x: x - rect.left - rect.width / 2, y: y - rect.top - rect.height / 2 };
  };
  const toggle = (point: Point) => setLook((now) => (now.scale > 1 ? whole : zoomed(now, doubleTo, point, shown, box)));
  useEffect(() => {
    wheel.current = (event) => {
      const stage = (event.target as Element).closest('[role=dialog] > div');
      if (!stage?.querySelector('[data-picture]')) return;
      event.preventDefault();
      const point = inBox({ x: event.clientX, y: event.clientY }, stage);
      setLook((now) => zoomed(now, Math.exp(-event.deltaY / 300), point, shown, box));
    };
  });
  useEffect(() => {
    // React listens passively: the page itself would be zoomed too.
    const turn = (event: WheelEvent) => wheel.current?.(event);
    document.addEventListener('wheel', turn, { passive: false });
    return () => document.removeEventListener('wheel', turn);
  }, []);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.current.size === 1) {
      begun.current = { x: event.clientX, y: event.clientY };
      pinched.current = false;
    }

    setMoving(true);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const was = fingers.current.get(event.pointerId);
    if (!was) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      pinched.current = true;
      const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      const point = inBox(middle, event.currentTarget);
      setLook((before) => zoomed(before, far(now, other) / far(was, other), point, shown, box));
    } else if (look.scale > 1) setLook((before) => bounded({ ...before, x: before.x + now.x - was.x, y: before.y + now.y - was.y }, shown, box));
    else if (!pinched.current) {
      const [x, y] = [now.x - begun.current!.x, now.y - begun.current!.y];
      setSwipe(Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) });
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (!fingers.current.delete(event.pointerId) || fingers.current.size) return;
    setMoving(false);
    const moved = begun.current ? Math.hypot(event.clientX - begun.current.x, event.clientY - begun.current.y) : 0;
    if (look.scale <= 1 && !pinched.current) {
      const ahead = document.documentElement.dir === 'rtl' ? -1 : 1;
      if (swipe.y > closePx) onClose();
      else if (Math.abs(swipe.x) > stepPx) onStep(swipe.x < 0 ? ahead : -ahead);
    }

    setSwipe({ x: 0, y: 0 });
    if (moved < tapPx && !pinched.current) tap(event);
  };
  /** A press beside the picture closes; two fingertips in short order enlarge. */
  const tap = (event: PointerEvent<HTMLElement>) => {
    const last = tapped.current;
    tapped.current = { x: event.clientX, y: event.clientY, time: event.timeStamp };
    if (event.pointerType === 'mouse') {
      if (!document.elementsFromPoint(event.clientX, event.clientY).some((one) => one.matches('[data-picture]'))) onClose();
    } else if (last && event.timeStamp - last.time < tapMs) toggle(inBox({ x: event.clientX, y: event.clientY }, event.currentTarget));
  };
  const onPointerCancel = (event: PointerEvent<HTMLElement>) => {
    fingers.current.delete(event.pointerId);
    setMoving(false);
    setSwipe({ x: 0, y: 0 });
  };
  return {
    on: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel },
    double: (event: MouseEvent<HTMLElement>) => toggle(inBox({ x: event.clientX, y: event.clientY }, event.currentTarget)),
    swipe, moving,
  };
}
