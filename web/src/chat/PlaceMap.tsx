import { MapPin } from 'lucide-react';
import { useWords } from '../i18n/index.tsx';
import { landPath } from './land.ts';

interface PlaceMapProps {
  latitude: number;
  longitude: number;
  /** How many degrees are seen from left to right. */
  span?: number;
}

const ratio = 0.5;
const lines = Array.from({ length: 73 }, (_, index) => index * 5 - 180);

/** A drawing of the coasts around a place. It is drawn here, so that no map service learns of it. */
export default function PlaceMap({ latitude, longitude, span = 36 }: PlaceMapProps) {
  const { t } = useWords();
  // Degrees of longitude shrink towards the poles: the drawing is stretched to look right at the place.
  const stretch = Math.max(0.2, Math.cos((latitude * Math.PI) / 180));
  const height = span * ratio * stretch;
  const box = `${longitude - span / 2} ${-latitude - height / 2} ${span} ${height}`;
  return (
    <span className="relative block overflow-hidden rounded-xl">
      <svg
        role="img" aria-label={t('place.map', { latitude: degrees(latitude), longitude: degrees(longitude) })} viewBox={box} preserveAspectRatio="none"
        className="bg-sea block aspect-2/1 w-full"
      >
        <path d={landPath} className="fill-land stroke-coast" strokeWidth={1} vectorEffect="non-scaling-stroke" />
        <g className="stroke-coast opacity-50" strokeWidth={1}>
          {lines.map((at) => <path key={at} d={`M${at} -90V90M-180 ${at}H180`} vectorEffect="non-scaling-stroke" />)}
        </g>
      </svg>
      <MapPin aria-hidden size={34} className="fill-berry text-surface absolute start-1/2 top-1/2 -translate-x-1/2 -translate-y-[94%] rtl:translate-x-1/2" />
    </span>
  );
}

export const degrees = (value: number): string => value.toFixed(5);
