/**
 * Labels that no rule targets: a cluster that carries them is let in by nothing of its own. Where the network's rules
 * target another label with which the same cluster works, that one is what was meant.
 */
import type { Change, PlaceChange } from '../model/change.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import { absent, type Unknown } from '../model/known.ts';
import type { Labels } from '../model/network.ts';
import type { Blocker } from '../reach/trace.ts';
import { nearMisses } from '../workload/near.ts';
import { filtersAt } from './cluster.ts';
import { replaceId, type WrittenId, writtenId } from './ids.ts';
import { type Judgement, judge } from './judge.ts';
import { roleOf } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** A firewall id that no rule for what comes in targets, and the machine that carries it. */
export interface Untargeted {
  readonly tag: WrittenId;
  readonly label: string;
  readonly bearer: VmSpot;
}

/** Each id of the placement as it was given, also where two keys have the same one. */
export function untargetedLabels(context: Context): readonly Untargeted[] {
  const { labels } = context.network;
  if (!labels) return [];
  return (['firewallId', 'schedulerFirewallId'] as const).flatMap((key) => {
    const tag = writtenId(context, key, labels.word);
    const label = `${labels.firewall}${tag?.id}`;
    const bearer = context.workload.roles.find(({ spot }) => spot.labels?.includes(label))?.spot;
    const isOpen = !tag || !bearer || !MEANT.test(tag.id) || isTargeted(context, bearer, label);
    return isOpen ? [] : [{ tag, label, bearer }];
  });
}

/** What no label can be called is another rule's subject. */
const MEANT = /^[-a-z0-9]+$/;

/** Whether a rule lets something in to whoever carries the label. */
const isTargeted = (context: Context, machine: VmSpot, label: string): boolean =>
  filtersAt(context, machine)
    .flatMap(({ ingress }) => ingress)
    .some(({ action, target }) => action === 'allow' && target?.labels.includes(label) === true);

/** Why a label may be targeted all the same: nobody read the network's own rules, or its firewall. */
export function unreadFirewall(context: Context, machine: VmSpot): Unknown | undefined {
  const own = filtersAt(context, machine).flatMap(({ ingress, own }) =>
    ingress.filter(({ layer }) => layer !== undefined && layer === own),
  );
  const unread = own.find(({ implicit, peer }) => implicit && peer.unread !== undefined)?.peer.unread;
  const unseen = machine.filters?.find((id) => !context.network.filters.has(id));
  return unread ?? (unseen === undefined ? undefined : absent(unseen));
}

/** The labels that rules target and the machine does not carry, without their kind. */
export function targetedLabels(
  context: Context,
  { firewall, known }: Labels,
  machine: VmSpot,
): readonly string[] {
  return [...known]
    .filter(([label, vpcs]) => label.startsWith(firewall) && vpcs.includes(machine.vpc))
    .filter(([label]) => !machine.labels?.includes(label) && isTargeted(context, machine, label))
    .map(([label]) => label.slice(firewall.length));
}

/** What stops packets on their way in to a machine, at its firewall. */
export const inwardBlockers = ({ trace }: Pick<TracedFlow, 'trace'>, { label, filters }: VmSpot) =>
  trace.forward.blockers.filter(
    ({ side, resource, path }: Blocker) =>
      side === 'in' && filters?.includes(resource.id) === true && trace.paths[path]?.to.label === label,
  );

type Changes = readonly [Change, ...Change[]];

/** Other ids for those that no rule targets. */
interface Instead {
  readonly wrong: readonly Untargeted[];
  readonly changes: Changes | undefined;
}

const found = new WeakMap<Context, Instead>();

/** What a cluster is given in the place of labels that let nothing in to this machine, where it works with that. */
export function labelInstead(context: Context, { labels = [] }: VmSpot): Changes | undefined {
  const { wrong, changes } = found.get(context) ?? findInstead(context);
  return wrong.some(({ label }) => labels.includes(label)) ? changes : undefined;
}

/** One label after another is tried for all of them: the nearest in spelling first. */
const MOST_TRIED = 4;

function findInstead(context: Context): Instead {
  const { labels } = context.network;
  const wrong = untargetedLabels(context);
  const [first] = wrong;
  const isStopped = wrong.some(({ bearer }) =>
    context.flows.some((flow) => inwardBlockers(flow, bearer).length > 0),
  );
  const changes = labels && first && isStopped ? changesFor(context, labels, wrong, first.bearer) : undefined;
  const result = { wrong, changes };
  found.set(context, result);
  return result;
}

function changesFor(
  context: Context,
  labels: Labels,
  wrong: readonly Untargeted[],
  bearer: VmSpot,
): Changes | undefined {
  const targeted = targetedLabels(context, labels, bearer);
  const near = wrong.flatMap(({ tag }) => nearMisses(tag.id, targeted, 1));
  const singles = [...new Set([...near, ...targeted])].slice(0, MOST_TRIED);
  const tries = [
    ...(near.length === wrong.length ? [near] : []),
    ...singles.map((one) => wrong.map(() => one)),
  ];
  const ids = tries.find((some) => works(context, labels, wrong, some)) ?? [];
  const changes = wrong.flatMap(({ tag }, i) => {
    const id = ids[i];
    return id === undefined ? [] : [replaceId(tag, id)];
  });
  const [change, ...more] = asOnePlacement(changes);
  return change && [change, ...more];
}

/** Answers that are given with flags are given at once. */
function asOnePlacement(changes: readonly Change[]): readonly Change[] {
  const placed = changes.filter((change) => change.kind === 'place');
  const set = Object.assign({}, ...placed.map((change) => change.set)) as PlaceChange['set'];
  const others = changes.filter((change) => change.kind !== 'place');
  return placed.length === 0 ? others : [{ kind: 'place', set }, ...others];
}

/** Whether no flow of the cluster is worse with the other labels, and none is stopped on its way in. */
function works(
  context: Context,
  { firewall }: Labels,
  wrong: readonly Untargeted[],
  ids: readonly string[],
): boolean {
  const renamed = new Map(wrong.map(({ label }, i) => [label, `${firewall}${ids[i]}`]));
  const machines = context.workload.roles.map(({ spot }) => spot);
  const swap = (spot: Spot): Spot => (roleOf(context, spot.label) ? relabelled(spot, renamed) : spot);
  return context.flows.every(({ required, judgement }) => {
    const flow = {
      ...required.flow,
      from: required.flow.from.map(swap),
      to: required.flow.to.map(swap),
    };
    const trace = context.trace(flow);
    const after = judge({ ...required, flow }, trace);
    const isStopped = machines.some((spot) => inwardBlockers({ trace }, spot).length > 0);
    return RANKS[after.holds] >= RANKS[judgement.holds] && !(isStopped && after.holds === 'no');
  });
}

const RANKS: Readonly<Record<Judgement['holds'], number>> = { no: 0, undecided: 1, yes: 2 };

function relabelled(spot: Spot, names: ReadonlyMap<string, string>): Spot {
  if (spot.kind !== 'vm' || !spot.labels?.some((label) => names.has(label))) return spot;
  return { ...spot, labels: [...new Set(spot.labels.map((label) => names.get(label) ?? label))] };
}
