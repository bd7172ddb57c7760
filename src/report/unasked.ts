/** The rules that were not asked, and why: none of them passes in silence. */
import type { Rule } from '../lint/rule-types.ts';
import type { TargetReport } from './types.ts';

/** What a configuration turned off did not pass: it was not asked. Nor were the rules about a network without one. */
export function withUnasked(
  target: TargetReport,
  all: readonly Rule[],
  on: readonly Rule[],
  asked: readonly Rule[],
): TargetReport {
  const idsOf = (rules: readonly Rule[]) => new Set(rules.map(({ id }) => id));
  const [active, configured] = [idsOf(asked), idsOf(on)];
  const off = all
    .filter(({ id }) => !active.has(id))
    .map(({ id }) => {
      const why = configured.has(id) ? 'no network was read' : 'the configuration turns it off';
      return { rule: id, outcome: 'skipped', why } as const;
    });
  const outcomes = [...target.outcomes, ...off].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  return off.length === 0 ? target : { ...target, outcomes };
}
