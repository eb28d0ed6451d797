import { isLine, type Message, type MessagePlace, type MediaItem, type Upload } from '@teahouse/client';
import { useSyncExternalStore } from 'react';
import { teahouse } from '../app/teahouse.ts';
import { keysOf } from './look.ts';
import { itemsIn } from './source.ts';

/** A recording that can be played. */
export interface Track {
  key: string;
  item: MediaItem;
  /** Whose it is, for where it plays on out of sight. */
  name: string;
  place: MessagePlace | undefined;
  upload?: Upload | undefined;
  /** The message that it is played of, where others are told apart by whether one has listened. */
  message?: string | undefined;
}

export interface Playing {
  track: Track;
  state: 'loading' | 'playing' | 'paused' | 'broken';
  /** Milliseconds. */
  at: number;
  length: number;
  rate: number;
}

/** A press on the speed goes from each to the next. */
const rates = [1, 1.5, 2];
const rateKey = 'teahouse.rate';
/** The next voice message is looked for among so many. */
const lookedAt = 50;

let playing: Playing | undefined;
let audio: HTMLAudioElement | undefined;
let rate = readRate();
/** What plays from this device itself. */
let local: string | undefined;
const told = new Set<() => void>();

function readRate(): number {
  try {
    return rates.find((one) => String(one) === localStorage.getItem(rateKey)) ?? 1;
  } catch {
    // Storage is off: everything begins at its own speed.
    return 1;
  }
}

function show(part: Partial<Playing> | undefined): void {
  playing = part && playing ? { ...playing, ...part } : undefined;
  for (const one of told) one();
}

function subscribe(one: () => void): () => void {
  told.add(one);
  return () => told.delete(one);
}

/** What plays, if it is this; another one does not draw this again. */
export function usePlaying(key: string): Playing | undefined {
  return useSyncExternalStore(subscribe, () => (playing?.track.key === key ? playing : undefined));
}

export function useAnyPlaying(): Playing | undefined {
  return useSyncExternalStore(subscribe, () => playing);
}

export function useRate(): number {
  return useSyncExternalStore(subscribe, () => rate);
}

function speaker(): HTMLAudioElement {
  if (audio) return audio;
  audio = new Audio();
  audio.preload = 'auto';
  audio.ontimeupdate = () => playing && show({ at: audio!.currentTime * 1000 });
  audio.onplaying = () => show({ state: 'playing' });
  audio.onpause = () => playing && !audio!.ended && show({ state: 'paused' });
  audio.onended = () => void playOn();
  audio.onerror = () => playing && show({ state: 'broken' });
  return audio;
}

/** Plays from a part of its length on; from where it was when it was played before. */
export async function play(track: Track, from?: number): Promise<void> {
  const box = speaker();
  if (playing?.track.key !== track.key || playing.state === 'broken') {
    box.pause();
    playing = { track, state: 'loading', at: 0, length: track.item.duration_ms ?? 0, rate };
    show({});
    const address = await addressOf(track);
    if (playing?.track.key !== track.key) return;
    if (!address) return show({ state: 'broken' });
    box.src = address;
  }

  if (from !== undefined) seek(from);
  box.playbackRate = rate;
  if (track.message) void teahouse.store.played.put({ id: track.message });
  await box.play().catch((error: unknown) => {
    // Another track was asked for meanwhile, or the browser wants a press first.
    if (error instanceof DOMException && error.name === 'NotSupportedError') show({ state: 'broken' });
    else show({ state: 'paused' });
  });
}

async function addressOf({ item, place, upload }: Track): Promise<string | undefined> {
  if (local) URL.revokeObjectURL(local);
  local = undefined;
  const bytes = upload && (await teahouse.store.bytes.get(upload.id));
  if (bytes) return (local = URL.createObjectURL(bytes.blob));

  if (!place) return undefined;
  // Without a line there is no sound, and the track says so.
  const opened = await teahouse.grants.open(place, item.sha256).catch(() => undefined);
  return (opened?.variants['audio'] ?? opened?.variants['original'])?.url;
}

export function toggle(track: Track): void {
  if (playing?.track.key === track.key && playing.state === 'playing') audio?.pause();
  else void play(track);
}

export function pause(): void {
  audio?.pause();
}

export function close(): void {
  audio?.pause();
  show(undefined);
}

/** @param part 0 to 1. */
export function seek(part: number): void {
  if (!audio || !playing) return;
  // A recording that was streamed does not know its own length.
  const length = Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : playing.length / 1000;
  audio.currentTime = part * length;
  show({ at: part * length * 1000 });
}

export function nextRate(): void {
  rate = rates[(rates.indexOf(rate) + 1) % rates.length]!;
  try {
    localStorage.setItem(rateKey, String(rate));
  } catch {
    // Storage is off: the speed holds until the page is left.
  }

  if (audio) audio.playbackRate = rate;
  if (playing) show({ rate });
  else for (const one of told) one();
}

/** After a voice message the next one of the conversation plays. */
async function playOn(): Promise<void> {
  const { track } = playing ?? {};
  if (track?.item.kind === 'voice' && track.place) {
    const next = await nextVoice(track.place);
    if (next && playing?.track.key === track.key) return play({ ...trackOf(next), name: await nameOf(next.sender_id) });
  }

  close();
}

async function nextVoice({ conversation_id, seq }: MessagePlace): Promise<Message | undefined> {
  const after = await teahouse.store.messages.where('[conversation_id+seq]').between([conversation_id, seq], [conversation_id, Infinity], false, true)
    .limit(lookedAt).toArray();
  return after.find((message) => isLine(message) && itemsIn(message.content)[0]?.kind === 'voice');
}

const nameOf = async (id: string) => (await teahouse.store.users.get(id))?.display_name ?? '';

/** The voice message that a message is. */
export function trackOf(message: Message): Track {
  const items = itemsIn(message.content);
  return { key: keysOf(message, items)[0]!, item: items[0]!, name: '', place: message, message: message.id };
}
