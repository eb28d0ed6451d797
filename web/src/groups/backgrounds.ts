/** The backgrounds that a conversation can have, by name: what is kept is the name, and each has a light and a dark face in styles.css. */
export const backgrounds = ['paper', 'jade', 'plum', 'indigo', 'straw', 'rain'] as const;

export type Background = (typeof backgrounds)[number];

/** The class that shows a background; the house's own for a name that this version does not know. */
export function backgroundClass(name: string | undefined): string {
  return name && (backgrounds as readonly string[]).includes(name) ? `hall-${name}` : 'bg-hall';
}
