/** Jobs of one group can run together: checked against a search for a way from one to the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concurrent } from '../../src/lint/concurrent.ts';
import type { Job } from '../../src/model/plan.ts';

const place = { file: 'w.yaml', pointer: '' };
const job = (name: string, requires: readonly (readonly [string, string])[]): Job => ({
  id: `w.yaml#${name}`,
  word: 'job',
  name,
  on: 'bridge',
  subnet: 'bridge',
  args: [],
  environment: [],
  volumes: [],
  uploads: [],
  requires: requires.map(([one, status]) => ({ job: one, status, place, statusPlace: place })),
  ignored: [],
});

const names = (jobs: readonly Job[]) =>
  concurrent(jobs, () => true).map((group) => group.map(({ name }) => name));

it('waits for an end, and not for a start', () => {
  expect(names([job('a', []), job('b', [['a', 'COMPLETED']]), job('c', [['a', 'RUNNING']])])).toEqual([
    ['a', 'c'],
    ['b'],
  ]);
});

it('leaves out what never starts', () => {
  expect(names([job('a', [['b', 'COMPLETED']]), job('b', [['a', 'COMPLETED']]), job('c', [])])).toEqual([
    ['c'],
  ]);
});

/** Whether `later` starts only after `earlier` has ended. */
function follows(later: Job, earlier: Job, all: ReadonlyMap<string, Job>): boolean {
  return later.requires.some(({ job: name, status }) => {
    const needed = all.get(name);
    if (!needed) return false;
    if (needed === earlier) return status === 'COMPLETED';
    return follows(needed, earlier, all);
  });
}

const workflow = fc
  .array(fc.array(fc.tuple(fc.nat(11), fc.boolean()), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((needs) =>
    needs.map((list, i) =>
      job(
        `j${i}`,
        list
          .filter(([to]) => to < i)
          .map(([to, ends]) => [`j${to}`, ends ? 'COMPLETED' : 'RUNNING'] as const),
      ),
    ),
  );

it('puts every job into one group, and no two that follow each other into the same', () => {
  fc.assert(
    fc.property(workflow, (jobs) => {
      const all = new Map(jobs.map((one) => [one.name, one]));
      const groups = concurrent(jobs, () => true);
      expect(groups.flat()).toHaveLength(jobs.length);
      for (const group of groups)
        for (const one of group)
          for (const two of group) expect(one !== two && follows(one, two, all)).toBe(false);
    }),
  );
});
