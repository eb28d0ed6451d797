/** How JSON that comes in is checked: small readers that are put together. */

/** Reads one JSON value, or throws `NotTheProtocol` naming where it went wrong. */
export type Read<T> = (value: unknown, path: string) => T;

/** An answer that is not in the contract: a server of another kind, or a proxy that talks for it. */
export class NotTheProtocol extends Error {
  override readonly name = 'NotTheProtocol';
}

/** A UUID string. */
export type Id = string;

export function wrong(path: string, wanted: string): never {
  throw new NotTheProtocol(`${path} is not ${wanted}`);
}

export const text: Read<string> = (value, path) => (typeof value === 'string' ? value : wrong(path, 'a text'));
export const flag: Read<boolean> = (value, path) => (typeof value === 'boolean' ? value : wrong(path, 'true or false'));
export const count: Read<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(path, 'a count');
export const number: Read<number> = (value, path) => (typeof value === 'number' ? value : wrong(path, 'a number'));

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const id: Read<Id> = (value, path) => (typeof value === 'string' && idPattern.test(value) ? value : wrong(path, 'an id'));
export const time: Read<string> = (value, path) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : wrong(path, 'a time');

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

export function list<T>(read: Read<T>): Read<T[]> {
  return (value, path) => (Array.isArray(value) ? value.map((item, index) => read(item, `${path}[${index}]`)) : wrong(path, 'a list'));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Shape = Record<string, Read<unknown>>;
/** What a reader reads. */
export type Of<R> = R extends Read<infer T> ? T : never;
type Simplify<T> = { [K in keyof T]: T[K] };
type Fields<S extends Shape> = Simplify<
  { [K in keyof S as undefined extends Of<S[K]> ? never : K]: Of<S[K]> } & {
    [K in keyof S as undefined extends Of<S[K]> ? K : never]?: Of<S[K]>;
  }
>;

/** Fields that the shape does not name are dropped: a newer server may say more than this client knows. */
export function record<S extends Shape>(shape: S): Read<Fields<S>> {
  const fields = Object.entries(shape);
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object');
    const kept: Record<string, unknown> = {};
    for (const [name, read] of fields) {
      const field = read(value[name], `${path}.${name}`);
      if (field !== undefined) kept[name] = field;
    }

    return kept as Fields<S>;
  };
}
