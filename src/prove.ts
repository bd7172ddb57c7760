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
import {
  containedIn,
  inherit,
  newPaper,
  type Owner,
  type Paper,
  print,
  printedFor,
  undoes,
  unprinted,
} from './prove/paper.ts';
import type { OpenedNetwork, Refusal } from './providers/provider.ts';
import { fingerprint } from './report/findings.ts';
import type { FixReport } from './report/types.ts';

export interface ProofInput {
  readonly opened: OpenedNetwork;
  readonly input: AnalysisInput;
  readonly rules: readonly Rule[];
  readonly before: Analysis;
  /** Whether what a finding prints is pasted with the rest; absent: it always is. The others are proven alone. */
  readonly isPrinted?: (problem: RuleProblem) => boolean;
}

/**
 * A prover is asked for the findings in the order of the report, and remembers what it tried and printed: findings that
 * share a fix share its proof, a change is printed once, and all that is printed works together, from top to bottom.
 * `paper`: what earlier questions about the same network print.
 */
export function prover(proof: ProofInput, paper = newPaper()): (problem: RuleProblem) => FixReport {
  const { opened, before, isPrinted = () => true } = proof;
  const known = saidBy(before);
  const most = Math.ceil(MOST_WORK / Math.max(1, before.problems.length));
  const together = Math.min(MOST_TOGETHER, Math.ceil(most / 4));
  const attempt = rememberTries(most + together, (changes) => tryChanges(proof, changes, known));
  const inherited = paper.changes.length > 0 ? attempt(paper.changes) : 'refused';
  if (isTried(inherited)) inherit(paper, goneAfter(known, inherited.said));
  const printed = before.problems.filter(isPrinted);
  return (one) => {
    const { rule, problem } = one;
    const { fix } = problem;
    const mine = identity(rule, problem);
    const sheet = isPrinted(one) ? paper : newPaper();
    const owner = sheet.repaired.get(mine);
    if (owner && !isOwnMatter(one, owner)) return containedIn(owner);
    if ('none' in fix) return fix;
    const mayBeWithin = sheet === paper && fix.changes.every(({ kind }) => kind === 'remove-route');
    const later = mayBeWithin && printed.find((other) => isWithin(one, other, attempt, sheet));
    if (later) return containedIn(ownerOf(later), true);
    const accepted = opened.accepted?.(fix.changes, sheet.changes) ?? fix;
    if ('refused' in accepted) return refused(accepted, fix.changes);
    const { changes } = accepted;
    const alone = attempt(changes);
    const why = whyNot(alone, mine);
    if (!isTried(alone) || why !== undefined) return { none: `${why}: ${inWords(changes)}` };
    const rest = unprinted(sheet, changes);
    const isNext = sheet.fixes > 0 && sheet.fixes < together && !owner;
    const all = isNext ? attempt([...sheet.changes, ...rest]) : alone;
    const isDone = isTried(all) && whyNot(all, mine) === undefined && !(isNext && undoes(all.said, sheet));
    if (!isDone) return { none: `${all === 'too much' ? UNTRIED : NOT_TOGETHER}: ${inWords(changes)}` };
    const commands = commandsOf(opened, rest, sheet.changes);
    const after = printedFor(sheet, changes);
    const self = ownerOf(one, changes);
    print(sheet, rest, self, goneAfter(known, all.said));
    return { changes: self.changes, commands, proven: true, ...(after && { after: after.finding }) };
  };
}

const changesOf = ({ problem: { fix } }: RuleProblem): readonly Change[] =>
  'changes' in fix ? fix.changes : [];

const ownerOf = (one: RuleProblem, changes: readonly Change[] = changesOf(one)): Owner => ({
  finding: { rule: one.rule, fingerprint: fingerprint(one.rule, one.problem) },
  changes: changes.map(describeChange),
  isCall: isOfCall(changes),
});

/** Whether the fix of another finding, still to be printed, does more in the same place and repairs this one too. */
function isWithin(
  one: RuleProblem,
  other: RuleProblem,
  attempt: (changes: readonly Change[]) => Attempt,
  { repaired }: Paper,
): boolean {
  const changes = changesOf(other);
  if (one === other || !replaces(changes, changesOf(one))) return false;
  const [mine, its] = [one, other].map(({ rule, problem }) => identity(rule, problem));
  if (mine === undefined || its === undefined || repaired.has(its)) return false;
  const tried = attempt(changes);
  return isTried(tried) && whyNot(tried, its) === undefined && !tried.said.has(mine);
}

/** What only takes routes away is done by what puts others in their place. */
const replaces = (changes: readonly Change[], removals: readonly Change[]): boolean =>
  removals.every(
    (removal) =>
      removal.kind === 'remove-route' &&
      changes.some(
        (change) =>
          change.kind === 'replace-route' &&
          change.table === removal.table &&
          change.destination.first === removal.destination.first &&
          change.destination.length === removal.destination.length,
      ),
  );

const UNTRIED = 'not tried, because much else is wrong';
const NOT_TOGETHER = 'it does not go together with the changes above: make those, and check again';

const refused = ({ refused: why, isFinal }: Refusal, changes: readonly Change[]): FixReport => ({
  none: isFinal ? why : `${why}: ${inWords(changes)}`,
});

/** Edits of a call are pasted nowhere: no change of the network stands for them. */
const isOwnMatter = (one: RuleProblem, owner: Owner): boolean => isOfCall(changesOf(one)) && !owner.isCall;
const isOfCall = (changes: readonly Change[]): boolean =>
  changes.length > 0 && changes.every(({ kind }) => kind === 'edit-call');

const goneAfter = (before: Said, after: Said): readonly string[] =>
  [...before.keys()].filter((one) => !after.has(one));

type Attempt = Tried | 'refused' | 'too much';
const isTried = (attempt: Attempt): attempt is Tried => typeof attempt === 'object';

/** Findings that are judged again, over all fixes: a network with thousands of faults is not proven fix by fix. */
const MOST_WORK = 50_000;
/** Fixes that are tried on top of all before them. Those beyond are proven alone: nobody pastes so many at once. */
const MOST_TOGETHER = 20;

function rememberTries(most: number, attempt: (changes: readonly Change[]) => Tried | undefined) {
  const tried = new Map<string, Attempt>();
  return (changes: readonly Change[]): Attempt => {
    const key = changes.map(changeKey).join('\n');
    const known = tried.get(key) ?? (tried.size >= most ? 'too much' : (attempt(changes) ?? 'refused'));
    if (known !== 'too much') tried.set(key, known);
    return known;
  };
}

const inWords = (changes: readonly Change[]): string => changes.map(describeChange).join('; ');

/** What a network says after a fix. */
interface Tried {
  readonly said: Said;
  /** Rules that say something new, or something worse. */
  readonly fresh: readonly string[];
}

/** What is wrong with a network after a fix; undefined when the fix is proven. */
function whyNot(attempt: Attempt, mine: string): string | undefined {
  if (attempt === 'too much') return UNTRIED;
  return attempt === 'refused' ? 'the obvious change cannot be made here' : shortcoming(attempt, mine);
}

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
