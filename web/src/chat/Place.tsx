import type { ContentOf, Message } from '@teahouse/client';
import { ExternalLink, Radio } from 'lucide-react';
import { useEffect, useState } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { useWords } from '../i18n/index.tsx';
import { toast } from '../ui/toast.tsx';
import PlaceMap, { degrees } from './PlaceMap.tsx';
import { stopSharing } from './sharing.ts';

interface PlaceProps {
  content: ContentOf<'location'>;
  message: Message | undefined;
  mine: boolean;
}

/** A place; one that follows its sender says for how long it will, and since when it has not moved. */
export default function Place({ content, message, mine }: PlaceProps) {
  const { t, time, why } = useWords();
  const { latitude, longitude, name, address, live_until, moved_at } = content;
  const left = useLeft(live_until);
  const live = left > 0;
  const stop = () => {
    if (!message) return;
    stopSharing(message.id);
    teahouse.call('move_location', { conversation_id: message.conversation_id, seq: message.seq, stop: true })
      .catch((error: unknown) => toast(why(error), 'bad'));
  };
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  return (
    <div className="grid gap-2 py-0.5">
      <PlaceMap latitude={latitude} longitude={longitude} />
      <div className="min-w-0">
        {(name || live_until) && <p className="font-bold wrap-anywhere"><bdi>{name || t(mine ? 'place.mine' : 'place.theirs')}</bdi></p>}
        {address && <p className="text-soft text-sm wrap-anywhere"><bdi>{address}</bdi></p>}
        <p className="text-soft text-fine tabular-nums"><bdi dir="ltr">{`${degrees(latitude)}, ${degrees(longitude)}`}</bdi></p>
        {live_until && (
          <p className={`mt-1 flex flex-wrap items-center gap-x-1.5 text-fine font-semibold ${live ? 'text-leaf' : 'text-soft'}`}>
            <Radio size={15} aria-hidden />
            {live ? t('place.live', { count: Math.ceil(left / 60_000) }) : t('place.over')}
            {live && moved_at && <span className="text-soft font-normal">{t('place.moved', { time: time(Date.parse(moved_at)) })}</span>}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-x-4">
        <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-link inline-flex min-h-8 items-center gap-1.5 text-sm font-semibold hover:underline">
          {t('place.open')}<ExternalLink size={14} aria-hidden />
        </a>
        {mine && live && message && <button type="button" className="text-berry min-h-8 text-sm font-semibold hover:underline" onClick={stop}>{t('place.stop')}</button>}
      </div>
    </div>
  );
}

/** The milliseconds until then, told again as they pass. */
function useLeft(until: string | undefined): number {
  const end = until ? Date.parse(until) : 0;
  const [now, setNow] = useState(() => Date.now());
  const live = end > now;
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, [live]);
  return Math.max(0, end - now);
}
