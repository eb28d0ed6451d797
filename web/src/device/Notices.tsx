import { unread, type Kept } from '@teahouse/client';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { otherOf, switchTo } from '../app/accounts.ts';
import { go } from '../app/router.ts';
import { teahouse, useLive, useWorld } from '../app/teahouse.ts';
import { previewOf, useTelling } from '../chat/preview.ts';
import { useNames } from '../contacts/known.ts';
import { faceOf, weigh, weighAll } from '../home/face.ts';
import { useWords } from '../i18n/index.tsx';
import { keepLanguage } from '../worker/kept.ts';
import type { Letter } from '../worker/letter.ts';
import { renew, useWanted } from './push.ts';

const updateMs = 3_600_000;

/** What this device tells of what happens here while nobody looks, and of a new version of the client. */
export default function Notices() {
  const { language } = useWords();
  useEffect(() => void keepLanguage(language).catch(() => undefined), [language]);
  useAttention();
  useWay();
  useDesktop();
  return <Update />;
}

const looking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** The server pushes to devices that nobody looks at. */
function useAttention(): void {
  useEffect(() => {
    const tell = () => teahouse.attend(looking());
    tell();
    window.addEventListener('focus', tell);
    window.addEventListener('blur', tell);
    document.addEventListener('visibilitychange', tell);
    return () => {
      window.removeEventListener('focus', tell);
      window.removeEventListener('blur', tell);
      document.removeEventListener('visibilitychange', tell);
    };
  }, []);
}

/** A notification that was clicked leads somewhere in this page. */
function useWay(): void {
  useEffect(() => {
    const hear = ({ data }: MessageEvent) => {
      const { go: path, user } = (data ?? {}) as { go?: unknown; user?: unknown };
      if (typeof path !== 'string') return;
      const other = typeof user === 'string' ? otherOf(user) : undefined;
      if (other) switchTo(other.store, path);
      else go(path);
    };
    navigator.serviceWorker?.addEventListener('message', hear);
    return () => navigator.serviceWorker?.removeEventListener('message', hear);
  }, []);
}

const worker = async (): Promise<ServiceWorkerRegistration | undefined> => navigator.serviceWorker?.getRegistration();

/**
 * Shows what comes while the page is open and nobody looks, where no push does it, and takes down what was read, here or elsewhere.
 */
function useDesktop(): void {
  const { t } = useWords();
  const { account, conversations } = useWorld();
  const { link } = useLive();
  const names = useNames();
  const telling = useTelling();
  const wanted = useWanted() && 'Notification' in window && Notification.permission === 'granted';
  const me = account.user.id;
  const before = useRef<ReadonlyMap<string, number>>(undefined);
  const pushed = useRef(false);
  useEffect(() => {
    if (link === 'online' && wanted) renew().then((on) => void (pushed.current = on), () => undefined);
  }, [link, wanted]);
  useEffect(() => {
    const known = before.current;
    const now = new Map(conversations.map((one) => [one.id, weigh(one, me).loud]));
    before.current = now;
    if (!wanted) return;
    void takeDown(conversations.filter((one) => unread(one, me) === 0).map((one) => one.id));
    // What is there at the start came before.
    if (!known || pushed.current || looking()) return;
    const letterOf = (one: Kept): Letter | undefined => {
      const last = one.last_message;
      if (!last || last.sender_id === me) return undefined;
      return {
        kind: 'message', user_id: me, conversation_id: one.id, title: faceOf(one, me, names, t).name, text: previewOf(last, telling, one),
        count: now.get(one.id)!, unread: weighAll(conversations, me).loud, sent_at: last.sent_at,
        ...(one.kind !== 'direct' && { sender: names.name(last.sender_id, one) }),
      };
    };
    for (const one of conversations) {
      const letter = now.get(one.id)! > (known.get(one.id) ?? 0) && letterOf(one);
      if (letter) void worker().then((registration) => registration?.active?.postMessage({ letter }));
    }
  }, [conversations, me, names, t, telling, wanted]);
}

async function takeDown(read: readonly string[]): Promise<void> {
  const shown = (await (await worker())?.getNotifications()) ?? [];
  for (const one of shown) if (read.includes(one.tag)) one.close();
}

/** A new version is there; nobody's page is loaded anew under their hands. */
function Update() {
  const { t } = useWords();
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    let over = false;
    let registration: ServiceWorkerRegistration | undefined;
    const look = () => {
      const next = registration?.installing;
      next?.addEventListener('statechange', () => {
        if (!over && next.state === 'installed' && navigator.serviceWorker.controller) setWaiting(next);
      });
    };
    void worker().then((found) => {
      registration = found;
      if (over || !found) return;
      // This page was loaded just now, and is of the new version already.
      found.waiting?.postMessage({ takeOver: true });
      look();
      found.addEventListener('updatefound', look);
    });
    const timer = setInterval(() => void registration?.update().catch(() => undefined), updateMs);
    return () => {
      over = true;
      clearInterval(timer);
      registration?.removeEventListener('updatefound', look);
    };
  }, []);
  const reload = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A worker is of this origin.
    waiting?.postMessage({ takeOver: true });
  };
  return (
    <div role="status">
      {waiting && (
        <div className="bg-chosen flex min-h-11 flex-wrap items-center justify-center gap-x-3 px-4 py-1.5 text-center text-sm font-medium">
          {t('update.ready')}
          <button type="button" className="text-leaf inline-flex min-h-8 items-center gap-1.5 px-2 font-bold underline underline-offset-4" onClick={reload}>
            <RefreshCw size={15} aria-hidden />
            {t('update.reload')}
          </button>
        </div>
      )}
    </div>
  );
}
