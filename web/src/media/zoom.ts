/** How a picture is looked at: enlarged by `scale`, and moved by so many pixels from the middle. */
export interface Look {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const whole: Look = { scale: 1, x: 0, y: 0 };
const most = 8;

/** A size within a box, in its own shape and never enlarged. */
export function fit(size: Size, box: Size): Size {
  const scale = Math.min(1, box.width / size.width, box.height / size.height);
  return { width: size.width * scale, height: size.height * scale };
}

/** A picture is moved no further than its edges. */
export function bounded({ scale, x, y }: Look, shown: Size, box: Size): Look {
  const [right, down] = [Math.max(0, (shown.width * scale - box.width) / 2), Math.max(0, (shown.height * scale - box.height) / 2)];
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value)) || 0;
  return { scale, x: within(x, right), y: within(y, down) };
}

/** Enlarges about a point, given from the middle of the box: what is under it stays there. */
export function zoomed(look: Look, factor: number, point: { x: number; y: number }, shown: Size, box: Size): Look {
  const scale = Math.min(most, Math.max(1, look.scale * factor));
  const by = scale / look.scale;
  return bounded({ scale, x: point.x - (point.x - look.x) * by, y: point.y - (point.y - look.y) * by }, shown, box);
}
