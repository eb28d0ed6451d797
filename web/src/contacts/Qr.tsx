import encodeQR from 'qr';
import { useMemo } from 'react';

/** Modules of white around the code and the one that comes with it; scanners need them. */
const margin = 2;

/** A text as a QR code; dark on light in every theme, as scanners want it. */
export default function Qr({ text, label, className = '' }: { text: string; label: string; className?: string }) {
  const { path, size } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 });
    const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: dark.join(''), size: rows.length };
  }, [text]);
  return (
    <svg
      role="img" aria-label={label} viewBox={`${-margin} ${-margin} ${size + 2 * margin} ${size + 2 * margin}`} shapeRendering="crispEdges"
      className={`rounded-2xl bg-[#fff] ${className}`}
    >
      <path d={path} fill="#1c2b22" />
    </svg>
  );
}
