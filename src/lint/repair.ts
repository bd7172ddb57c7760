/**
 * From blockers to changes: what would let a flow through, and never more than was asked for. A blocker that no
 * change can remove makes the whole fix one sentence that says why.
 */
import { union } from '../ip/interval.ts';
import { type Change, changeKey } from '../model/change.ts';
import type { Blocker, Ref } from '../reach/trace.ts';
import { ordinaryPaths } from './judge.ts';
import { openBorder, openGroup } from './repair-filters.ts';
import { joinHalves, openHost } from './repair-hops.ts';
import { openByLabel } from './repair-labels.ts';
import { repairTransitTable } from './repair-private.ts';
import { attach, repairRoute, withoutPublicAddress, withPublicAddress } from './repair-routes.ts';
import { cannotChange, change, type Step } from './repair-step.ts';
import type { Context, Fix, TracedFlow } from './rule-types.ts';

/** What repairs a traced flow: one list of changes for all its blockers. */
export function repairFlow(context: Context, traced: TracedFlow): Fix {
  const { trace, required } = traced;
  const ordinary = required.holds === 'default-door' ? ordinaryPaths(trace) : undefined;
  const blockers = [...trace.forward.blockers, ...trace.reply.blockers].filter(
    (blocker) => !ordinary || ordinary.has(blocker.path),
  );
  return repairBlockers(context, traced, blockers);
}

/** What removes some of a flow's blockers, for rules that speak of a part of it. */
export function repairBlockers(context: Context, traced: TracedFlow, blockers: readonly Blocker[]): Fix {
  if (traced.required.holds === 'somebody') {
    return { none: 'nobody is named as the client: with --client <cidr> the fix opens exactly that range' };
  }
  const steps = blockers.map((blocker) => repairBlocker(context, traced, blocker));
  const [why] = steps.flatMap((step) => ('none' in step ? [step.none] : []));
  const made = steps.flatMap((step) => ('changes' in step ? step.changes : []));
  const [first, ...rest] = distinctChanges([...made, ...untold(traced, blockers)]);
  if (why !== undefined || !first) return { none: why ?? 'nothing on the path can be changed' };
  return { changes: [first, ...rest] };
}

/** What a person has to say of the same paths: without it, no change decides the flow. */
function untold({ trace }: TracedFlow, blockers: readonly Blocker[]): readonly Change[] {
  const paths = [...new Set(blockers.map(({ path }) => path))].flatMap((path) => trace.paths[path] ?? []);
  const hops = paths.flatMap(({ forward, reply }) => [...forward, ...reply]);
  const open = hops.flatMap(({ undecided, unknown }) => (undecided && unknown?.declare) ?? []);
  return open.map((text) => ({ kind: 'declare', text }));
}

/** What several fixes are together: one list of changes, or the first reason why there is none. */
export function together(fixes: readonly Fix[]): Fix {
  const refusal = fixes.find((fix) => 'none' in fix);
  const changes: readonly Change[] = fixes.flatMap((fix) => ('changes' in fix ? fix.changes : []));
  const [first, ...rest] = withOnePeer(distinctChanges(changes));
  return refusal ?? (first ? { changes: [first, ...rest] } : { none: 'nothing on the path can be changed' });
}

/** Lines that open the same for several blocks are one: neighbours among them then are one block. */
function withOnePeer(changes: readonly Change[]): readonly Change[] {
  const merged = new Map<string, Change>();
  for (const one of changes) {
    if (one.kind !== 'allow' || !('addresses' in one.peer)) {
      merged.set(changeKey(one), one);
      continue;
    }
    const key = changeKey({ ...one, peer: { addresses: [] } });
    const other = merged.get(key);
    const known = other?.kind === 'allow' && 'addresses' in other.peer ? other.peer.addresses : [];
    merged.set(key, { ...one, peer: { addresses: union(known, one.peer.addresses) } });
  }
  return [...merged.values()];
}

/** Each change once, in the order given. */
export function distinctChanges(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((one) => [changeKey(one), one])).values()];
}

function repairBlocker(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  switch (blocker.cause) {
    case 'FIREWALL_RULE':
    case 'ENI_SG_RULES_MISMATCH':
    case 'SG_HAS_NO_RULES':
    case 'SG_REFERENCES_NOT_PRESERVED':
    case 'SG_REFERENCING_SUPPORT':
      return openFirewall(context, traced, blocker);
    case 'SUBNET_ACL_RESTRICTION':
      return openBorder(context, traced, blocker);
    case 'NO_ROUTE':
    case 'ROUTE_BLACKHOLE':
    case 'ROUTE_NEXT_HOP_RESOURCE_NOT_FOUND':
    case 'ROUTE_NEXT_HOP_INSTANCE_WRONG_NETWORK':
    case 'FOREIGN_IP_DISALLOWED':
    case 'PRIVATE_TRAFFIC_TO_INTERNET':
    case 'NO_ROUTE_TO_DESTINATION':
    case 'BAD_STATE_ROUTE':
    case 'BAD_STATE':
    case 'ROUTING_LOOP':
    case 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS':
      return repairRoute(context, traced, blocker);
    case 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT':
    case 'TGW_RTB_BAD_STATE_ROUTE':
      return repairTransitTable(context, blocker);
    case 'ASYMMETRIC_PATH':
      return joinHalves(context, traced, blocker);
    case 'NO_EXTERNAL_ADDRESS':
    case 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS':
      return withoutPublicAddress(context, traced, blocker);
    case 'NO_ROUTE_FROM_INTERNET_TO_PRIVATE_IPV4_ADDRESS':
    case 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS':
      return withPublicAddress(context, traced, blocker);
    case 'BAD_STATE_ATTACHMENT':
      return attach(context, traced, blocker);
    case 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED':
      return exclude(context, blocker);
    default:
      return cannotChange(blocker);
  }
}

/** Groups of the machine's own, or one firewall whose rules choose machines by what they carry. */
function openFirewall(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  if (blocker.host !== undefined) return openHost(context, traced, blocker, blocker.host);
  const { labels } = context.network;
  return labels ? openByLabel(context, traced, blocker, labels) : openGroup(context, traced, blocker);
}

/**
 * A subnet has one exclusion. What leaves by NAT is content with one that lets nobody in; as soon as any flow of a
 * machine with a public address is stopped here, it is both ways for all.
 */
function exclude(context: Context, { resource }: Blocker): Step {
  const stopped = context.flows.flatMap(({ trace }) =>
    trace.forward.blockers
      .filter(
        ({ cause, resource: { id } }) => cause === 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED' && id === resource.id,
      )
      .map(({ side, path }) => ({ side, hops: trace.paths[path]?.forward ?? [] })),
  );
  const isNat = ({ id }: Ref) => context.network.gateways.get(id)?.kind === 'nat';
  const byNat = stopped.every(({ side, hops }) => side === 'out' && hops.some((hop) => isNat(hop.resource)));
  const mode = byNat ? 'egress' : 'bidirectional';
  return change({ kind: 'exclude-from-public-access-block', subnet: resource.id, mode });
}
