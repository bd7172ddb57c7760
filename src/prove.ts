/**
 * The proof of a fix: applied to the resources and checked again, the finding is gone, and no error, warning or open
 * question is there that was not before. (A repaired flow may earn a note about itself.) A fix that does not pass is
 * not printed.
 */
import {
  type Analysis,
  type AnalysisInput,
  analyse,
  type RuleProblem,
  type RuleUndecided,
} from './analyse.ts';
import { describeChange, placeFlags } from './lint/describe-change.ts';
import type { Rule } from './lint/rule-types.ts';
import type { Change } from './model/change.ts';
import type { OpenedNetwork } from './providers/provider.ts';
import { fingerprint } from './report/findings.ts';
import type { FixReport } from './report/types.ts';

export interface ProofInput {
  readonly opened: OpenedNetwork;
  readonly input: AnalysisInput;
  readonly rules: readonly Rule[];
  readonly before: Analysis;
}

/** A prover remembers what it tried: findings that share a fix share its proof. */
export function prover(proof: ProofInput): (problem: RuleProblem) => FixReport {
  const known = saidBy(proof.before);
  const tried = new Map<string, Said | undefined>();
  const after = (changes: readonly Change[]) => {
    const key = changes.map(describeChange).join('\n');
    if (!tried.has(key)) tried.set(key, tryChanges(proof, changes));
    return tried.get(key);
  };
  return ({ rule, problem }) => {
    const { fix } = problem;
    if ('none' in fix) return fix;
    const remaining = after(fix.changes);
    const why = remaining
      ? shortcoming(remaining, known, identity(rule, problem))
      : 'the obvious change cannot be made here';
    if (why !== undefined) return { none: `${why}: ${fix.changes.map(describeChange).join('; ')}` };
    return {
      changes: fix.changes.map(describeChange),
      commands: commandsOf(proof.opened, fix.changes),
      proven: true,
    };
  };
}

/** What is wrong with a network after a fix; undefined when the fix is proven. */
function shortcoming(after: Said, before: Said, mine: string): string | undefined {
  if (after.has(mine)) return 'the obvious change does not repair it alone';
  const fresh = [...after].flatMap(([one, { rule, counts }]) => (counts && !before.has(one) ? [rule] : []));
  return fresh.length > 0
    ? `the obvious change brings up ${[...new Set(fresh)].sort().join(', ')}`
    : undefined;
}

function tryChanges({ opened, input, rules }: ProofInput, changes: readonly Change[]): Said | undefined {
  const network = opened.changed(changes.filter((change) => change.kind !== 'place'));
  if (!network) return undefined;
  let { placement } = input;
  for (const change of changes) if (change.kind === 'place') placement = { ...placement, ...change.set };
  const analysis = analyse({ ...input, network, placement }, rules);
  return 'error' in analysis ? undefined : saidBy(analysis.value);
}

/** A flow's finding is the same finding whatever blocks it; any other is told by its fingerprint. */
const identity = (rule: string, said: RuleProblem['problem'] | RuleUndecided['undecided']): string =>
  said.trace && said.key !== undefined ? `${rule} ${said.key}` : fingerprint(rule, said);

/** What an analysis says, by identity: the rule that says it, and whether it is more than a note. */
type Said = ReadonlyMap<string, { readonly rule: string; readonly counts: boolean }>;

const saidBy = ({ problems, undecided }: Analysis): Said =>
  new Map([
    ...problems.map(
      ({ rule, severity, problem }) =>
        [identity(rule, problem), { rule, counts: severity !== 'note' }] as const,
    ),
    ...undecided.map((one) => [identity(one.rule, one.undecided), { rule: one.rule, counts: true }] as const),
  ]);

function commandsOf(opened: OpenedNetwork, changes: readonly Change[]): readonly string[] {
  const flags = changes.flatMap((change) => (change.kind === 'place' ? placeFlags(change.set) : []));
  const network = changes.filter((change) => change.kind !== 'place');
  const commands = network.length > 0 ? opened.commands(network) : [];
  if (flags.length === 0) return commands;
  return [
    ...commands,
    `# ${commands.length > 0 ? 'then ' : ''}check and create the cluster with ${flags.join(' ')}`,
  ];
}
