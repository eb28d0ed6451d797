import { useEffect, useLayoutEffect, useRef } from 'react';
import { teahouse, useWorld } from '../app/teahouse.ts';
import { encode } from './mentions.ts';

const draftMs = 400;

/** Keeps what is being written, and tells one's other devices when the writing pauses. */
export function useDraft(place: string, text: string): void {
  const latest = useRef(text);
  useLayoutEffect(() => void (latest.current = text));
  useEffect(() => {
    const timer = setTimeout(() => void teahouse.setDraft(place, text), text ? draftMs : 0);
    return () => clearTimeout(timer);
  }, [place, text]);
  useEffect(() => {
    const keep = () => void teahouse.setDraft(place, latest.current);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [place]);
}

/** What another device has written takes the place of what stood here untouched. */
export function useArrivingDraft(place: string, text: string, listening: boolean, onDraft: (draft: string) => void, known: ReadonlyMap<string, string>): void {
  const draft = useWorld().drafts.get(place) ?? '';
  const before = useRef(draft);
  useEffect(() => {
    const was = before.current;
    before.current = draft;
    if (listening && draft !== was && encode(text, known) === was) onDraft(draft);
  });
}
