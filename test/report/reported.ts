/** A check of a network in memory, as the conductor makes one. */
import { RULES } from '../../rules/index.ts';
import { complete } from '../../src/propose.ts';
import { prover } from '../../src/prove.ts';
import type { OpenedNetwork } from '../../src/providers/provider.ts';
import { findingOf, undecidedOf } from '../../src/report/findings.ts';
import { targetReport } from '../../src/report/target.ts';
import type { TargetReport } from '../../src/report/types.ts';
import type { PlacementRequest } from '../../src/run-types.ts';
import { inputOf, requirementsOf, valid } from '../support/opened.ts';

export interface Asked {
  readonly placement?: PlacementRequest;
  readonly client?: readonly string[];
  readonly requirements?: string;
  readonly require?: readonly string[];
  readonly assume?: readonly string[];
}

export function reported(opened: OpenedNetwork, asked: Asked = {}): TargetReport {
  const { placement = {}, requirements = 'guide', ...rest } = asked;
  const wanted = inputOf(opened.network, {
    placement: { schedulerPublicIp: true, workersPublicIp: false, ...placement },
    requirements: requirementsOf(requirements),
    ...rest,
  });
  const { input, analysis, proposal } = valid(complete(wanted, placement, RULES));
  const prove = prover({ opened, input, rules: RULES, before: analysis });
  const locate = (place: { file: string; pointer: string }) => place;
  return targetReport({
    analysis,
    findings: analysis.problems.map((problem) => findingOf(problem, prove(problem), locate)),
    undecided: analysis.undecided.map((one) => undecidedOf(one, locate)),
    ignored: [],
    client: input.client,
    ...(proposal && { proposal: proposal.report }),
  });
}
