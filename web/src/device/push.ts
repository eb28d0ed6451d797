import { ask } from '../app/ask.ts';
import { teahouse, useQuery } from '../app/teahouse.ts';

const key = 'notify_here';

/** Whether this device is to tell of messages: by push, and without a push service while a page is open. */
export const useWanted = (): boolean => useQuery(key, async () => (await teahouse.store.kept(key)) === true) ?? false;

/** What stands in the way of notifications on this device. */
export type Obstacle = 'unsupported' | 'install_first' | 'denied';

/** iOS has notifications only for what stands on the home screen. */
const mustBeInstalled = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches;

export function obstacle(): Obstacle | undefined {
  if (!('serviceWorker' in navigator) || !('Notification' in window) || !('PushManager' in window)) {
    return mustBeInstalled() ? 'install_first' : 'unsupported';
  }

  return Notification.permission === 'denied' ? 'denied' : undefined;
}

/** The browser refused, for a reason that it keeps to itself: no push service, a private window. */
export class NoPushService extends Error {
  override readonly name = 'NoPushService';
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** Asks for permission and has this device pushed to; answers whether it may tell anything. */
export async function turnOn(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  await teahouse.store.keep(key, true);
  const { key: applicationServerKey } = await ask('get_push_key');
  const registration = await navigator.serviceWorker.ready;
  const subscribed = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).catch((error: unknown) => {
    throw new NoPushService('The browser gives no subscription.', { cause: error });
  });
  await tell(subscribed, true);
  return true;
}

/** Lets the server know where this device is reached now, and whether it is told the words. */
async function tell(subscribed: PushSubscription, previews: boolean): Promise<void> {
  const { endpoint, keys } = subscribed.toJSON();
  await ask('subscribe_push', { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'], previews });
}

export async function setPreviews(previews: boolean): Promise<void> {
  const subscribed = await subscription();
  if (subscribed) await tell(subscribed, previews);
}

/** This device tells nothing any more. */
export async function turnOff(pushed: string | undefined): Promise<void> {
  await teahouse.store.keep(key, false);
  if (pushed) await ask('unsubscribe_push', { session_id: pushed });
}

/** Browsers give a device another address from time to time: the server hears of it when the client is opened. */
export async function renew(): Promise<boolean> {
  const subscribed = await subscription();
  const { subscriptions } = await ask('list_push_subscriptions');
  const mine = subscriptions.find((one) => one.current);
  if (mine && subscribed) await tell(subscribed, mine.previews);
  return mine !== undefined && subscribed !== null;
}

/** Nobody is logged in here: what is still on its way is for nobody. */
export async function forget(): Promise<void> {
  await (await subscription())?.unsubscribe();
}
