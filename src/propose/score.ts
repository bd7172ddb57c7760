/** Which of two placements is the better one. */
import type { Analysis } from '../analyse.ts';
import { firewallsOf } from '../model/carried.ts';
import type { Network } from '../model/network.ts';
import type { Choice } from './candidates.ts';

export interface Tried {
  readonly choice: Choice;
  readonly key: string;
  readonly score: Score;
  readonly analysis: Analysis;
}

/**
 * The lower the better, the first number that differs decides: errors, open required flows, warnings, other open
 * questions; then what is there rather than a label made up, one group rather than two, and workers without public
 * addresses, so that nothing is added just to silence a note; then notes.
 */
export function scoreOf({ problems, undecided }: Analysis, choice: Choice, network: Network): Score {
  const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
  const open = undecided.filter((one) => one.undecided.required).length;
  return {
    errors: count('error'),
    open,
    warnings: count('warning'),
    questions: undecided.length - open,
    made: isMadeUp(network, choice) ? 1 : 0,
    groups: choice.schedulerFirewallId === undefined ? 1 : 2,
    addresses: choice.workersPublicIp ? 1 : 0,
    notes: count('note'),
  };
}

/** Whether nothing in its network means this firewall id yet. */
const isMadeUp = (network: Network, { firewallId = '', networkId = '' }: Choice): boolean =>
  firewallsOf(network).get(firewallId)?.vpcs.includes(networkId) !== true;

const WEIGHTS = ['errors', 'open', 'warnings', 'questions', 'made', 'groups', 'addresses', 'notes'] as const;
type Score = Readonly<Record<(typeof WEIGHTS)[number], number>>;

export function compare(a: Tried, b: Tried): number {
  const difference = WEIGHTS.map((weight) => a.score[weight] - b.score[weight]).find((value) => value !== 0);
  return difference ?? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

export function describeScore({ errors, open, warnings, notes }: Score): string {
  const some = (count: number, word: string) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  const parts = [
    ...some(errors, 'error'),
    ...some(open, 'undecided flow'),
    ...some(warnings, 'warning'),
    ...some(notes, 'note'),
  ];
  return parts.length === 0 ? 'no finding' : parts.join(', ');
}
