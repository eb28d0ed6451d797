const links = /^\/(invite|join|add|pair)\/[\w-]{1,64}$/;

/**
 * Where in this client a scanned or pasted text leads: an invitation, somebody's code or a device that asks to be let in. A link to another server, and any other text,
 * leads nowhere.
 */
export function placeOf(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return undefined;
  }

  return url.origin === location.origin && links.test(url.pathname) ? url.pathname : undefined;
}

export const linkTo = (kind: 'invite' | 'join' | 'add' | 'pair', code: string) => `${location.origin}/${kind}/${code}`;
