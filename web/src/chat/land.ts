import land from 'world-atlas/land-110m.json';

/** The part of TopoJSON (version 1) that the land file uses: arcs in steps, put together to rings. */
interface Land {
  transform: { scale: number[]; translate: number[] };
  arcs: number[][][];
  objects: { land: { geometries: { arcs: number[][][] }[] } };
}

function pathOf({ transform: { scale, translate }, arcs, objects }: Land): string {
  const [scaleX = 1, scaleY = 1] = scale;
  const [fromX = 0, fromY = 0] = translate;
  const drawn = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx = 0, dy = 0]) => {
      x += dx;
      y += dy;
      return `${(x * scaleX + fromX).toFixed(2)} ${(-(y * scaleY + fromY)).toFixed(2)}`;
    });
  });
  // A negative index is an arc from its end.
  const ring = (indexes: number[]) => indexes.flatMap((index) => (index < 0 ? drawn[~index]!.toReversed() : drawn[index]!));
  const polygons = objects.land.geometries.flatMap((geometry) => geometry.arcs as unknown as number[][][]).flat();
  return polygons.map((indexes) => `M${ring(indexes).join('L')}Z`).join('');
}

/** The land of the Earth as an SVG path, in degrees with north up. Made with Natural Earth. */
export const landPath = pathOf(land as unknown as Land);
