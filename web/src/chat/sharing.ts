import { teahouse } from '../app/teahouse.ts';

/** A place that this device keeps up to date. */
interface Shared {
  conversation: string;
  message: string;
  until: number;
}

const key = 'sharing';
const everyMs = 5000;
let watching: number | undefined;
let toldAt = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;
let latest: GeolocationCoordinates | undefined;

const shared = async () => ((await teahouse.store.kept<Shared[]>(key)) ?? []).filter((one) => one.until > Date.now());

/** Moves a place along with this device until then, also when the page is opened again meanwhile. */
export async function share(one: Shared): Promise<void> {
  await teahouse.store.keep(key, [...(await shared()), one]);
  await follow();
}

export async function stopSharing(message: string): Promise<void> {
  await teahouse.store.keep(key, (await shared()).filter((one) => one.message !== message));
  await follow();
}

/** Watches where this device is as long as something is shared. */
export async function follow(): Promise<void> {
  const some = (await shared()).length > 0;
  if (some && watching === undefined) watching = navigator.geolocation?.watchPosition(({ coords }) => hear(coords), () => undefined, { enableHighAccuracy: true });
  else if (!some && watching !== undefined) {
    navigator.geolocation.clearWatch(watching);
    watching = undefined;
  }
}

/** Tells where this device is, at most so often; the last place is always told. */
function hear(coords: GeolocationCoordinates): void {
  latest = coords;
  waiting ??= setTimeout(() => {
    waiting = undefined;
    toldAt = Date.now();
    void tell(latest!);
  }, Math.max(0, toldAt + everyMs - Date.now()));
}

async function tell({ latitude, longitude, accuracy }: GeolocationCoordinates): Promise<void> {
  for (const one of await shared()) {
    const message = await teahouse.store.messages.where('id').equals(one.message).first();
    if (!message) continue;
    const place = { conversation_id: one.conversation, seq: message.seq, latitude, longitude, accuracy };
    // What has ended meanwhile is refused, and forgotten when its time is over.
    await teahouse.call('move_location', place).catch(() => undefined);
  }

  await follow();
}
