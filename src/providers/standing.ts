/** Resources as changes leave them, asked again and again for a list that grows at its end. */
import type { Change } from '../model/change.ts';

/** A change that cannot be made there is left out. */
export function standing<R>(
  start: R,
  apply: (now: R, change: Change) => R | undefined,
): (changes: readonly Change[]) => R {
  let done: readonly Change[] = [];
  let now = start;
  return (changes) => {
    const goesOn = done.every((one, i) => one === changes[i]);
    const left = goesOn ? changes.slice(done.length) : changes;
    now = left.reduce((one, change) => apply(one, change) ?? one, goesOn ? now : start);
    done = [...changes];
    return now;
  };
}
