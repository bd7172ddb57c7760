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
import { editCall, editsOf } from './call/edit.ts';
import { placementIn } from './call/placement.ts';
import { describeChange, placeFlags } from './lint/describe-change.ts';
import type { Rule } from './lint/rule-types.ts';
import type { CallEdit } from './model/call.ts';
import { idIn } from './model/carried.ts';
import { type Change, changeKey } from './model/change.ts';
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
  const tried = new Map<string, Tried | undefined>();
  const printed: Change[] = [];
  const most = Math.ceil(MOST_WORK / Math.max(1, proof.before.problems.length));
  return ({ rule, problem }) => {
    const { fix } = problem;
    if ('none' in fix) return fix;
    const key = fix.changes.map(changeKey).join('\n');
    if (!tried.has(key)) {
      if (tried.size >= most)
        return { none: `not tried, because much else is wrong: ${inWords(fix.changes)}` };
      tried.set(key, tryChanges(proof, fix.changes, known));
    }
    const remaining = tried.get(key);
    const why = remaining
      ? shortcoming(remaining, identity(rule, problem))
      : 'the obvious change cannot be made here';
    if (why !== undefined) return { none: `${why}: ${inWords(fix.changes)}` };
    const commands = commandsOf(proof.opened, fix.changes, printed);
    printed.push(...fix.changes);
    return { changes: fix.changes.map(describeChange), commands, proven: true };
  };
}

/** Findings that are judged again, over all fixes: a network with thousands of faults is not proven fix by fix. */
const MOST_WORK = 50_000;

const inWords = (changes: readonly Change[]): string => changes.map(describeChange).join('; ');

/** What a network says after a fix. */
interface Tried {
  readonly said: Said;
  /** Rules that say something new, or something worse. */
  readonly fresh: readonly string[];
}

/** What is wrong with a network after a fix; undefined when the fix is proven. */
function shortcoming({ said, fresh }: Tried, mine: string): string | undefined {
  const left = said.get(mine);
  if (left?.weight === WEIGHTS.undecided)
    return 'the obvious change leaves it undecided, until what is unread is read';
  if (left) return 'the obvious change does not repair it alone';
  return fresh.length > 0 ? `the obvious change brings up ${fresh.join(', ')}` : undefined;
}

function freshIn(after: Said, before: Said): readonly string[] {
  const fresh = [...after].flatMap(([one, { rule, weight }]) =>
    weight > (before.get(one)?.weight ?? WEIGHTS.note) ? [rule] : [],
  );
  return [...new Set(fresh)].sort();
}

function tryChanges(
  { opened, input, rules, before }: ProofInput,
  changes: readonly Change[],
  known: Said,
): Tried | undefined {
  const network = opened.changed(changes.filter(isOfNetwork));
  if (!network) return undefined;
  const asked = withEdits(input, editsOf(changes));
  let { placement } = asked;
  for (const change of changes) if (change.kind === 'place') placement = { ...placement, ...change.set };
  const assume = [...asked.assume, ...changes.flatMap((one) => (one.kind === 'declare' ? [one.text] : []))];
  const analysis = analyse({ ...asked, network, placement, assume }, rules);
  if ('error' in analysis || isSilenced(before, analysis.value)) return undefined;
  const said = saidBy(analysis.value);
  return { said, fresh: freshIn(said, known) };
}

const isOfNetwork = ({ kind }: Change): boolean =>
  kind !== 'place' && kind !== 'declare' && kind !== 'edit-call';

/** The question after edits of the call: what the placement had from it follows, what a flag said stays. */
function withEdits(input: AnalysisInput, edits: readonly CallEdit[]): AnalysisInput {
  if (!input.call || edits.length === 0) return input;
  const call = editCall(input.call, edits);
  const [before, after] = [placementIn(input.call), placementIn(call)];
  const meant = <T>(value: T) => (typeof value === 'string' ? idIn(input.network, value) : value);
  const followed = Object.entries(after)
    .filter(
      ([key]) => input.placement[key as keyof typeof after] === meant(before[key as keyof typeof after]),
    )
    .map(([key, value]) => [key, meant(value)]);
  return { ...input, call, placement: { ...input.placement, ...Object.fromEntries(followed) } };
}

/** A rule that no longer has what it needs says nothing, and that proves nothing. */
const isSilenced = (before: Analysis, after: Analysis): boolean =>
  after.outcomes.some(({ outcome }, i) => outcome === 'skipped' && before.outcomes[i]?.outcome !== 'skipped');

/** A flow's finding is the same finding whatever blocks it; any other is told by its fingerprint. */
const identity = (rule: string, said: RuleProblem['problem'] | RuleUndecided['undecided']): string =>
  said.trace && said.key !== undefined ? `${rule} ${said.key}` : fingerprint(rule, said);

/** Notes may come up. An open question that becomes a break, or a warning an error, is worse than before. */
const WEIGHTS = { note: 0, undecided: 1, warning: 2, error: 3 } as const;

/** What an analysis says, by identity: the rule that says it, and how much it weighs. */
type Said = ReadonlyMap<string, { readonly rule: string; readonly weight: number }>;

/** Of two that share an identity the heavier one counts. */
function saidBy({ problems, undecided }: Analysis): Said {
  const said = [
    ...undecided.map((one) => [one.rule, identity(one.rule, one.undecided), WEIGHTS.undecided] as const),
    ...problems.map((one) => [one.rule, identity(one.rule, one.problem), WEIGHTS[one.severity]] as const),
  ];
  const lightestFirst = said.sort(([, , a], [, , b]) => a - b);
  return new Map(lightestFirst.map(([rule, id, weight]) => [id, { rule, weight }]));
}

function commandsOf(
  opened: OpenedNetwork,
  changes: readonly Change[],
  printed: readonly Change[],
): readonly string[] {
  const flags = changes.flatMap((change) => (change.kind === 'place' ? placeFlags(change.set) : []));
  const declared = changes.filter(({ kind }) => kind === 'declare').map(describeChange);
  const edits = changes.filter(({ kind }) => kind === 'edit-call').map(describeChange);
  const network = changes.filter(isOfNetwork);
  const commands = network.length > 0 ? opened.commands(network, printed) : [];
  if (flags.length + declared.length + edits.length === 0) return commands;
  const flagged = flags.length > 0 ? [`check and create the cluster with ${flags.join(' ')}`] : [];
  const advice = `${commands.length > 0 ? 'then ' : ''}${[...flagged, ...declared, ...edits].join('; ')}`;
  // A line break in an id ends no comment.
  return [...commands, `# ${advice.replaceAll(/\p{Cc}/gu, ' ')}`];
}
