/** What a report prints, from top to bottom: each change once, with the findings that are gone once it is pasted. */
import { type Change, changeKey } from '../model/change.ts';
import type { FindingRef, FixReport } from '../report/types.ts';

export interface Paper {
  /** How many fixes are on it. */
  fixes: number;
  readonly changes: Change[];
  /** By the change's key. */
  readonly owners: Map<string, Owner>;
  /** By identity: the findings that are gone once all of it is pasted. */
  readonly repaired: Map<string, Owner>;
}

/** The finding that a change is printed for. */
export interface Owner {
  readonly finding: FindingRef;
  /** In words. */
  readonly changes: readonly string[];
  /** Nothing but edits of a person's call. */
  readonly isCall: boolean;
}

export const newPaper = (): Paper => ({ fixes: 0, changes: [], owners: new Map(), repaired: new Map() });

/** The same paper for another question about the same network: the answers to that one are its own. */
export function nextQuestion({ fixes, changes, owners }: Paper): Paper {
  const kept = changes.filter(({ kind }) => kind !== 'place' && kind !== 'edit-call');
  const keys = new Set(kept.map(changeKey));
  const own = [...owners].filter(([key]) => keys.has(key));
  return { fixes, changes: kept, owners: new Map(own), repaired: new Map() };
}

/** What changes of an earlier question repair, by the finding that prints the last of them. */
export function inherit({ owners, repaired }: Paper, gone: readonly string[]): void {
  const last = [...owners.values()].at(-1);
  if (last) for (const one of gone) repaired.set(one, last);
}

export const containedIn = ({ changes, finding }: Owner, isBelow = false): FixReport => ({
  changes,
  commands: [],
  proven: true,
  containedIn: { ...finding, ...(isBelow && { isBelow }) },
});

export const unprinted = ({ owners }: Paper, changes: readonly Change[]): readonly Change[] =>
  changes.filter((change) => !owners.has(changeKey(change)));

/** The finding that prints a part of these changes already. */
export const printedFor = ({ owners }: Paper, changes: readonly Change[]): Owner | undefined =>
  changes.map((change) => owners.get(changeKey(change))).find((one) => one !== undefined);

export function print(
  paper: Paper,
  fresh: readonly Change[],
  owner: Owner,
  repaired: readonly string[],
): void {
  paper.fixes++;
  paper.changes.push(...fresh);
  for (const change of fresh) paper.owners.set(changeKey(change), owner);
  for (const one of repaired) if (!paper.repaired.has(one)) paper.repaired.set(one, owner);
}

/** Whether something that was repaired is said again. */
export const undoes = (said: ReadonlyMap<string, unknown>, { repaired }: Paper): boolean =>
  [...repaired.keys()].some((one) => said.has(one));
