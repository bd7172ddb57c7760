/** Reads JSON of unknown shape as a typed value; what has another type than the API gives it is an error with its place. */
import { ByoNetError } from '../../errors.ts';
import type { Place } from '../../model/network.ts';
import { isObject } from '../../snapshot/canonical.ts';

export type Read<T> = (value: unknown, at: Place) => T;

export type Shape<F extends Readonly<Record<string, Read<unknown>>>> = {
  readonly [K in keyof F]?: ReturnType<F[K]>;
};

export const text: Read<string> = (value, at) =>
  typeof value === 'string' ? value : wrong(value, 'a text', at);

export const flag: Read<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : wrong(value, 'true or false', at);

/** The API writes 64-bit numbers as texts. */
export function number(value: unknown, at: Place): number {
  const read = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof read === 'number' ? read : wrong(value, 'a number', at);
}

export const list =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (value, at) =>
    Array.isArray(value)
      ? value.map((each, i) => item(each, { ...at, pointer: `${at.pointer}/${i}` }))
      : wrong(value, 'a list', at);

/** Only the fields that are named here; one that is null is absent. */
export const shape =
  <F extends Readonly<Record<string, Read<unknown>>>>(fields: F): Read<Shape<F>> =>
  (value, at) => {
    if (!isObject(value)) return wrong(value, 'an object', at);
    const present = Object.entries(fields).filter(([key]) => (value[key] ?? undefined) !== undefined);
    const read = present.map(([key, field]) => [
      key,
      field(value[key], { ...at, pointer: `${at.pointer}/${key}` }),
    ]);
    return Object.fromEntries(read) as Shape<F>;
  };

function wrong(value: unknown, expected: string, { file, pointer }: Place): never {
  const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  throw new ByoNetError('input', `here stands ${kind}, and ${expected} is expected`, {
    file,
    place: pointer,
    remedy: 'write the answer again with `gcloud … --format=json`, unedited',
  });
}
