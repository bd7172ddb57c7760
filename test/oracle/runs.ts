/**
 * How many random accounts, and which.
 *
 *     ORACLE_RUNS=30000 npx vitest run test/oracle       in total, shared by the kinds of wrong answer
 *     ORACLE_KIND=3 ORACLE_RUNS=5000 npx vitest …        one kind alone, with all of them
 *     ORACLE_SEED=7 …                                    every property starts at this seed
 *     ORACLE_SEED=7 ORACLE_PATH="0:1:3" ORACLE_KIND=3 …  the shrunk counterexample that a failure names
 *     ORACLE_SURVEY=/tmp/said …                          lists all that differs, counted: /tmp/said.ranges and so on
 */
import { describe } from 'vitest';

const DEFAULT = 800;
const { ORACLE_RUNS, ORACLE_KIND, ORACLE_SEED, ORACLE_PATH } = process.env;

/** Each kind's share of the accounts. */
const SHARES = { '1': 3, '2': 3, '3': 3, '4': 6, '5': 1, '6': 2, '7': 2 } as const;
export type Kind = keyof typeof SHARES;
const ALL = Object.values(SHARES).reduce((sum, share) => sum + share, 0);

/** What a property test draws, beside what else it sets. */
export interface Draw {
  readonly numRuns: number;
  readonly seed?: number;
  readonly path?: string;
}

/** `share`: of the kind's own, where it has several properties. */
export function draw(kind: Kind, share: number = SHARES[kind]): Draw {
  const whole = ORACLE_KIND === undefined ? ALL : SHARES[kind];
  return {
    numRuns: Math.max(1, Math.round((Number(ORACLE_RUNS ?? DEFAULT) * share) / whole)),
    ...(ORACLE_SEED === undefined ? {} : { seed: Number(ORACLE_SEED) }),
    ...(ORACLE_PATH === undefined ? {} : { path: ORACLE_PATH }),
  };
}

/** The properties of one kind of wrong answer; skipped where another kind alone is asked for. */
export function describeKind(kind: Kind, name: string, body: () => void): void {
  describe.skipIf(ORACLE_KIND !== undefined && ORACLE_KIND !== kind)(`kind ${kind}: ${name}`, body);
}

/** Long runs take their time. */
export const LONG = { timeout: 6 * 3600 * 1000 } as const;
