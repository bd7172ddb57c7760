/** Places with lines. Pointers are collected while a report is built, then each file is read once for all of them. */
import type { Place } from '../model/network.ts';
import type { PlaceReport } from './types.ts';

/** Gives the report's form of a place. */
export type Locator = (place: Place) => PlaceReport;

interface Pending extends Place {
  line?: number;
  column?: number;
}

/** Finds positions of several pointers in one file; a place that is not found keeps its pointer. */
export type FindPositions = (
  file: string,
  pointers: readonly string[],
) => Promise<ReadonlyMap<string, { readonly line: number; readonly column: number }>>;

/** A locator whose answers are filled in by `settle`, so that building a report stays synchronous. */
export function lateLocator(): { readonly locate: Locator; settle(find: FindPositions): Promise<void> } {
  const places = new Map<string, Pending>();
  const locate: Locator = (known) => {
    if (known.line !== undefined) return known;
    const { file, pointer } = known;
    const key = `${file}#${pointer}`;
    const place = places.get(key) ?? { file, pointer };
    places.set(key, place);
    return place;
  };
  return { locate, settle: (find) => settle([...places.values()], find) };
}

async function settle(places: readonly Pending[], find: FindPositions): Promise<void> {
  const byFile = new Map<string, Pending[]>();
  for (const place of places) {
    const list = byFile.get(place.file);
    if (list) list.push(place);
    else byFile.set(place.file, [place]);
  }
  await Promise.all(
    [...byFile].map(async ([file, wanted]) => {
      const positions = await find(
        file,
        wanted.map((place) => place.pointer),
      );
      for (const place of wanted) Object.assign(place, positions.get(place.pointer));
    }),
  );
}
