/** What the name of a file tells about an answer that does not say it itself. */
import { CALLS, type Call } from './calls.ts';

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/i, '');

/**
 * The parameters that `readCommand` writes into a name: "routers.getRouterStatus,router=r1,region=us-east1.json". One
 * that nobody filled in still stands in capitals, and tells nothing.
 */
export const told = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...baseOf(path).matchAll(/,(\w+)=([^,]+)/g)]
      .map(([, name = '', value = '']) => [name, value] as const)
      .filter(([name, value]) => value !== name.toUpperCase()),
  );

const REGION =
  /(?:^|[^a-z])((?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south|east|west|central){1,2}\d{1,2})(?![0-9])/;

/** The region that a file's name speaks of. */
export const regionIn = (path: string): string | undefined =>
  told(path).region ?? baseOf(path).toLowerCase().match(REGION)?.[1];

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** The call whose name, or whose collection as gcloud or the API spells it, a file bears; the longest that fits. */
export function callIn(path: string): Call | undefined {
  const base = letters(baseOf(path).replace(/,.*$/, ''));
  const fitting = CALLS.flatMap((call) => namesOf(call).map((name) => ({ call, name }))).filter(({ name }) =>
    base.includes(name),
  );
  return fitting.sort((a, b) => b.name.length - a.name.length)[0]?.call;
}

const namesOf = ({ call, collection, file, gcloud, kind }: Call): readonly string[] =>
  [call, file, gcloud.replace(/^\S+ /, ''), ...(kind === undefined ? [] : [collection])].map(letters);
