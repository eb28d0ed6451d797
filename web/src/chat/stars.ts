import { teahouse } from '../app/teahouse.ts';

/** What one has saved, as `conversation/seq`; kept here so that a menu knows. */
export type Stars = string[];

export const starsKey = 'stars';

interface Where {
  conversation_id: string;
  seq: number;
}

const nameOf = ({ conversation_id, seq }: Where) => `${conversation_id}/${seq}`;

export const isStarred = (stars: Stars, place: Where): boolean => stars.includes(nameOf(place));

export async function toggleStar(place: Where, starred: boolean): Promise<void> {
  await teahouse.call(starred ? 'unstar' : 'star', { conversation_id: place.conversation_id, seq: place.seq });
  const stars = ((await teahouse.store.kept<Stars>(starsKey)) ?? []).filter((one) => one !== nameOf(place));
  await teahouse.store.keep(starsKey, starred ? stars : [...stars, nameOf(place)]);
}

export async function learnStars(places: readonly Where[]): Promise<void> {
  const stars = (await teahouse.store.kept<Stars>(starsKey)) ?? [];
  await teahouse.store.keep(starsKey, [...new Set([...stars, ...places.map(nameOf)])]);
}
