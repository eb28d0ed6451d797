/** What the browser offers when the client could be installed; it says so once, soon after the start. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

let offered: InstallOffer | undefined;
const told = new Set<() => void>();

function keep(next: InstallOffer | undefined): void {
  offered = next;
  for (const one of told) one();
}

/** Keeps the offer until somebody looks for it: nobody is asked out of the blue. */
export function offer(event: Event): void {
  event.preventDefault();
  keep(event as InstallOffer);
}

export const installOffer = (): InstallOffer | undefined => offered;

/** An offer can be taken up once. */
export const spend = (): void => keep(undefined);

export function onOffer(one: () => void): () => void {
  told.add(one);
  return () => told.delete(one);
}
