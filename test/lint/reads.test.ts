/** Every rule says what its silence rests on. */
import { expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';

/** They tell of every flow of theirs that is not decided, and of every id that may be unread. */
const ASKS_ITSELF = new Set([
  'no-egress',
  'required-flow-blocked',
  'resource-not-found',
  'scheduler-cannot-reach-worker',
  'scheduler-unreachable',
  'too-few-addresses',
  'worker-cannot-reach-scheduler',
  'workers-cannot-reach-each-other',
]);
/** A call and what a person declares are read whole, or not at all. */
const OF_INPUT = new Set(['call', 'allotments']);

test.each(
  RULES.filter(({ needs, providers, id }) => {
    const ofJoblet = providers?.every((provider) => provider === 'joblet') === true;
    return !OF_INPUT.has(needs) && !ofJoblet && !ASKS_ITSELF.has(id);
  }).map((rule) => [rule.id, rule] as const),
)('%s', (_id, { reads, needs }) => {
  if (needs !== 'network') expect(reads).toBeDefined();
});
