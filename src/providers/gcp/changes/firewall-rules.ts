/** New VPC firewall rules: whom they concern, whom they let in, and which priority makes them count. */
import { type Cidr, formatCidr, toCidrs } from '../../../ip/address.ts';
import { intervals, isSubset } from '../../../ip/interval.ts';
import { ALL_PORTS, ICMP, TCP, UDP } from '../../../ip/traffic.ts';
import type { AllowChange, FilterDirection } from '../../../model/change.ts';
import type * as compute from '../documents.ts';
import { fullLink } from '../lower/context.ts';
import { freeName } from './names.ts';
import { firewallNamed, networkOfFilter, type Origin } from './where.ts';

/** A rule that is to be made. */
export interface NewRule extends Required<Pick<compute.Firewall, 'direction' | 'priority' | 'targetTags'>> {
  readonly name: string;
  readonly network: string;
  readonly allowed: readonly { readonly IPProtocol: string; readonly ports?: readonly string[] }[];
  readonly sourceRanges?: readonly string[];
  readonly destinationRanges?: readonly string[];
  readonly sourceTags?: readonly string[];
}

/**
 * The rules that let a change's packets pass, one a family of addresses: no rule takes both. Undefined where the change
 * has no form as a rule: no tag to target, or no priority that comes before what denies.
 */
export function rulesFor(
  origin: Origin,
  change: AllowChange,
  taken: ReadonlySet<string>,
): readonly NewRule[] | undefined {
  const entry = networkOfFilter(origin, change.filter);
  const targets = change.target ?? [];
  const targetTags = targets.flatMap((label) => tagOf(label) ?? []);
  const peers = peersOf(change);
  const priority = priorityOf(origin, change);
  const [first] = targetTags;
  if (!entry || priority === undefined || !peers || first === undefined) return undefined;
  if (targetTags.length < targets.length) return undefined;
  const names = new Set(taken);
  return peers.map((peer) => {
    const name = freeName(nameFor(change, first), names);
    names.add(name);
    return {
      name,
      network: fullLink(entry.link),
      direction: change.direction === 'ingress' ? 'INGRESS' : 'EGRESS',
      priority,
      allowed: [{ IPProtocol: protocolOf(change), ...portsOf(change) }],
      targetTags,
      ...peer,
    };
  });
}

/** "tag:byo-firewall" → "byo-firewall"; only tags can be named beside tags, and Compute takes no other words for them. */
const tagOf = (label: string): string | undefined =>
  /^tag:([a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)$/.exec(label)?.[1];

const nameFor = (change: AllowChange, tag: string): string =>
  [tag, change.direction, protocolOf(change), ...(portsOf(change).ports ?? []).slice(0, 2)].join('-');

const DEFAULT_PRIORITY = 1000;

function priorityOf(origin: Origin, { filter, direction, before }: AllowChange): number | undefined {
  if (before === undefined) return DEFAULT_PRIORITY;
  const priority = priorityBefore(origin, filter, direction, before);
  return priority === undefined ? undefined : Math.min(priority, DEFAULT_PRIORITY);
}

/**
 * The priority of what is to be asked before the rule that denies: a number lower, for at the same one deny wins.
 * Undefined for a rule of a policy, and where there is no lower number.
 */
export function priorityBefore(
  origin: Origin,
  filter: string,
  direction: FilterDirection,
  denying: string,
): number | undefined {
  const rule = firewallNamed(origin, filter, direction, denying);
  const priority = rule && (rule.value.priority ?? DEFAULT_PRIORITY) - 1;
  return priority === undefined || priority < 0 ? undefined : priority;
}

type PeerFields = Pick<NewRule, 'sourceRanges' | 'destinationRanges' | 'sourceTags'>;

function peersOf({ peer, direction }: AllowChange): readonly PeerFields[] | undefined {
  if ('group' in peer) {
    const groups = [peer.group, ...(peer.others ?? [])];
    const sourceTags = groups.flatMap((group) => tagOf(group) ?? []);
    return sourceTags.length < groups.length || direction === 'egress' ? undefined : [{ sourceTags }];
  }
  const cidrs = toCidrs(peer.addresses);
  const byFamily = ([4, 6] as const).map((family) => cidrs.filter((cidr) => cidr.family === family));
  return byFamily
    .filter((some) => some.length > 0)
    .map((some) =>
      direction === 'ingress' ? { sourceRanges: texts(some) } : { destinationRanges: texts(some) },
    );
}

const texts = (cidrs: readonly Cidr[]): readonly string[] => cidrs.map(formatCidr);

const NAMES: Readonly<Record<number, string>> = { [TCP]: 'tcp', [UDP]: 'udp', [ICMP]: 'icmp' };

const protocolOf = ({ protocol }: AllowChange): string =>
  protocol === undefined ? 'all' : (NAMES[protocol] ?? String(protocol));

function portsOf({ protocol, ports }: AllowChange): { readonly ports?: readonly string[] } {
  const hasPorts = protocol === TCP || protocol === UDP;
  if (!hasPorts || isSubset(ALL_PORTS, ports)) return {};
  return {
    ports: [...intervals(ports)].map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)),
  };
}
