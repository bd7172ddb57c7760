/** One question put to both: what the oracle accepts for each packet, and what the engine said. */
import fc from 'fast-check';
import { type Answer, ask, type Question, type Sample, verdictAt } from '../../reach/ask.ts';
import type { Finding } from '../destinations.ts';
import { type RawWorld, worldSnapshot } from '../world.ts';
import { isSurvey, survey } from './survey.ts';

/** A packet, and the answers that are true of it. `no part` is one where the packet is left out of the verdict. */
export interface Expected extends Omit<Finding, 'accepted'> {
  readonly sample: Sample;
  readonly accepted: readonly string[];
}

export async function compare(
  world: RawWorld,
  question: Question,
  expected: readonly Expected[],
): Promise<Answer> {
  const answer = await ask(worldSnapshot(world), { assume: world.assume ?? [], ...question });
  compareAnswer(question, answer, expected);
  return answer;
}

export function compareAnswer(question: Question, answer: Answer, expected: readonly Expected[]): void {
  for (const one of expected) {
    const said = verdictAt(answer, one.sample);
    if (!one.accepted.includes(said)) differ(question, one, said, answer);
  }
}

function differ(question: object, one: Expected, said: string, answer: Answer): void {
  // The names of components say nothing about the kind of difference.
  const why = one.why.split(', ').map((name) => name.split(':')[0]);
  const about = `${one.accepted.join('|')} [${why.sort().join(' ')}], engine: ${said.replace(/: .*/s, '')}`;
  insist(false, about, () => explain(question, one, said, answer));
}

/** Fails unless it is right; a survey notes it instead. */
export function insist(isRight: boolean, about: string, details: () => string): void {
  if (isRight) return;
  if (!isSurvey) throw new Error(`${about}\n${details()}`);
  survey(about, details());
}

/** Short enough to read, whole enough to find the cause. */
function explain(question: object, { sample, accepted, why }: Expected, said: string, answer: Answer) {
  const hops =
    'refused' in answer
      ? []
      : (['forward', 'reply'] as const).flatMap((way) =>
          answer.report[way].hops.map(
            (hop) => `${way} ${hop.resource.id} ${hop.side} ${hop.verdict} ${hop.cause ?? ''} ${hop.note}`,
          ),
        );
  return JSON.stringify({ question, sample, oracle: accepted, why, engine: said, hops }, null, 1);
}

/** Draws until one fails; the failure names its seed and path. */
export const holdsFor = <T>(
  arbitrary: fc.Arbitrary<T>,
  draw: fc.Parameters<[T]>,
  property: (drawn: T) => Promise<unknown>,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (drawn) => {
      await property(drawn);
    }),
    draw,
  );
