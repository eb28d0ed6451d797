import type { Content, MediaItem, Message, MessagePlace, Opened, Upload } from '@teahouse/client';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { teahouse, useQuery } from '../app/teahouse.ts';
import { isVisual } from './kinds.ts';

/** A file that is shown, and where its bytes are: in a message at the server, or here on their way. */
export interface Source {
  item: MediaItem;
  place: MessagePlace | undefined;
  upload: Upload | undefined;
}

/** All files that a message has, those of forwarded messages too. */
export function itemsIn(content: Content): MediaItem[] {
  if (content.type === 'media') return content.items;
  return content.type === 'forward' ? content.messages.flatMap((one) => itemsIn(one.content)) : [];
}

export const visualsIn = (message: Pick<Message, 'content'>): MediaItem[] => itemsIn(message.content).filter(isVisual);

export function useUploads(message: string | undefined): Upload[] | undefined {
  return useQuery(`uploads/${message}`, async () => (message ? teahouse.store.uploads.where('message').equals(message).sortBy('place') : []));
}

// What is on this device

/** Addresses of bytes that are here: of files on their way, and for a while of those that have gone, so that nothing flickers. */
const held = new Map<string, string>();
const heldAtMost = 80;

function hold(key: string, url: string): void {
  held.delete(key);
  held.set(key, url);
  for (const [old, address] of held) {
    if (held.size <= heldAtMost) break;
    held.delete(old);
    if (![...held.values()].includes(address)) URL.revokeObjectURL(address);
  }
}

/** Lets go of all of it: somebody else may log in here. */
export function forgetLocal(): void {
  for (const url of held.values()) URL.revokeObjectURL(url);
  held.clear();
}

/** The address of a file of one's own whose bytes are on this device. */
export function useLocal({ item, upload }: Source): string | undefined {
  const id = upload?.id;
  const [, setCame] = useState(0);
  useEffect(() => {
    if (!id || held.has(id)) return undefined;
    let over = false;
    void teahouse.store.bytes.get(id).then((bytes) => {
      if (over || !bytes || held.has(id)) return;
      hold(id, URL.createObjectURL(bytes.blob));
      setCame((count) => count + 1);
    });
    return () => void (over = true);
  }, [id]);
  const url = (id && held.get(id)) ?? (item.sha256 ? held.get(item.sha256) : undefined);
  const sha256 = upload?.sha256;
  useEffect(() => {
    if (sha256 && url) hold(sha256, url);
  }, [sha256, url]);
  return url;
}

// What is at the server

export interface Access {
  opened: Opened | undefined;
  /** The message does not have it any more, or it cannot be fetched. */
  gone: boolean;
  /** The address that was given does not work. */
  again(): void;
}

export function useOnline(): boolean {
  return useSyncExternalStore(teahouse.live.subscribe, () => teahouse.live.get().link === 'online');
}

/** Opens a file of a message; asked for again when the line is back, and once when its address does not work. */
export function useOpened({ item: { sha256 }, place }: Pick<Source, 'item' | 'place'>): Access {
  const online = useOnline();
  const [tries, setTries] = useState(0);
  const [found, setFound] = useState<{ sha256: string; opened: Opened | undefined }>();
  const { conversation_id, seq } = place ?? {};
  const known = (found?.sha256 === sha256 ? found.opened : undefined) ?? teahouse.grants.peek(sha256);
  useEffect(() => {
    if (!conversation_id || seq === undefined || !sha256 || (tries === 0 && teahouse.grants.peek(sha256))) return undefined;
    let over = false;
    teahouse.grants.open({ conversation_id, seq }, sha256, tries > 0).then(
      (opened) => over || setFound({ sha256, opened }),
      // Asked for again when the line is back.
      () => undefined,
    );
    return () => void (over = true);
  }, [conversation_id, seq, sha256, online, tries]);
  const again = useCallback(() => setTries((count) => count + 1), []);
  return { opened: known, gone: tries > 1 || (found?.sha256 === sha256 && !known), again };
}
