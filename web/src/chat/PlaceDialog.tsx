import { limits, type Content } from '@teahouse/client';
import { LocateFixed } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';

const PlaceMap = lazy(() => import('./PlaceMap.tsx'));

const spans = ['0', '900', '3600', '28800'] as const;
/** West Lake, where the tea grows. */
const example = { latitude: '30.24', longitude: '120.15' };
type Span = (typeof spans)[number];

/** A place, by its degrees or as the browser knows it; it can follow this device for a while. */
export default function PlaceDialog({ onSend, onClose }: { onSend(content: Content): void; onClose(): void }) {
  const { t } = useWords();
  const [place, setPlace] = useState({ latitude: '', longitude: '', name: '' });
  const [accuracy, setAccuracy] = useState<number>();
  const [live, setLive] = useState<Span>('0');
  const [trouble, setTrouble] = useState(false);
  const [seeking, setSeeking] = useState(false);
  const latitude = numberOf(place.latitude, 90);
  const longitude = numberOf(place.longitude, 180);
  const ready = latitude !== undefined && longitude !== undefined;
  const change = (part: Partial<typeof place>) => {
    setAccuracy(undefined);
    setPlace({ ...place, ...part });
  };
  const locate = () => {
    setSeeking(true);
    setTrouble(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setSeeking(false);
        setPlace({ ...place, latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) });
        setAccuracy(coords.accuracy);
      },
      () => {
        setSeeking(false);
        setTrouble(true);
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const send = () => {
    if (!ready) return;
    onSend({
      type: 'location', latitude, longitude, ...(place.name.trim() && { name: place.name.trim() }), ...(accuracy !== undefined && { accuracy }),
      ...(live !== '0' && { live_for_s: Number(live) }),
    });
  };
  return (
    <Dialog
      open title={t('place.share')} onOpenChange={(open) => open || onClose()}
      foot={<Button disabled={!ready} onClick={send}>{t(live === '0' ? 'place.send' : 'place.send_live')}</Button>}
    >
      <Button look="quiet" disabled={seeking} className="w-full" onClick={locate}>
        <LocateFixed size={18} aria-hidden />{t(seeking ? 'place.seeking' : 'place.here')}
      </Button>
      {trouble && <p role="alert" className="text-berry mt-2 text-sm">{t('place.not_found')}</p>}
      <div className="mt-4 grid grid-cols-2 gap-3">
        <Field label={t('place.latitude')} inputMode="decimal" value={place.latitude} placeholder={example.latitude} onChange={(event) => change({ latitude: event.target.value })} />
        <Field label={t('place.longitude')} inputMode="decimal" value={place.longitude} placeholder={example.longitude} onChange={(event) => change({ longitude: event.target.value })} />
      </div>
      <Field
        label={t('place.name')} className="mt-4" value={place.name} maxLength={limits.placeName} onChange={(event) => setPlace({ ...place, name: event.target.value })}
      />
      <div className="mt-2">
        <Select
          label={t('place.follow')} hint={t('place.follow_hint')} value={live} onChoose={setLive}
          options={spans.map((value) => ({ value, label: t(`place.span_${value}`) }))}
        />
      </div>
      {ready && <div className="mt-3"><Suspense><PlaceMap latitude={latitude} longitude={longitude} /></Suspense></div>}
    </Dialog>
  );
}

function numberOf(text: string, most: number): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Math.abs(value) <= most ? value : undefined;
}
