/** The engine against the oracle: sets on one side, single packets through the raw documents on the other. */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Trace } from '../../src/reach/trace.ts';
import { judgeForEveryNatPort } from '../oracle/oracle.ts';
import { type Scenario, scenarios } from '../oracle/universe.ts';
import type { PacketQuery } from '../oracle/world.ts';
import { engine, verdictFor } from './engine.ts';

function explain(trace: Trace, query: PacketQuery, oracle: object): string {
  const line = (way: 'forward' | 'reply') =>
    trace[way].hops.map(
      (hop) => `${way} ${hop.resource.id} ${hop.side} ${hop.verdict} ${hop.cause ?? ''} ${hop.note}`,
    );
  return JSON.stringify(
    { query, oracle, engine: verdictFor(trace, query), hops: [...line('forward'), ...line('reply')] },
    null,
    1,
  );
}

const RUNS = Number(process.env.ORACLE_RUNS ?? 2000);
const { ORACLE_SEED: SEED } = process.env;

describe('the engine and the oracle', () => {
  test('agree about every packet', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(scenarios(), ({ world, query }: Scenario) => {
        const oracle = judgeForEveryNatPort(world, query);
        const trace = engine(world, query);
        const verdict = verdictFor(trace, query);
        if (verdict !== oracle.verdict) throw new Error(explain(trace, query, oracle));
      }),
      { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
  });
});
