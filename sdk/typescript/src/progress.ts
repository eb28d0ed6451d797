import type { Id } from './wire.ts';

/** How far files on their way have come, in bytes. Known to the tab that sends them, which tells the others. A new map for every change. */
export class Progress {
  #value: ReadonlyMap<Id, number> = new Map();
  readonly #told = new Set<() => void>();

  readonly get = (): ReadonlyMap<Id, number> => this.#value;

  readonly subscribe = (told: () => void): (() => void) => {
    this.#told.add(told);
    return () => this.#told.delete(told);
  };

  set(id: Id, bytes: number): void {
    if (this.#value.get(id) === bytes) return;
    this.#value = new Map(this.#value).set(id, bytes);
    for (const told of this.#told) told();
  }
}
