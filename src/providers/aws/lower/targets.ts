/** Route targets: what a route's fields name, and a stand-in for each target that no answer describes (aws.md 15). */
import type { Family } from '../../../ip/address.ts';
import { type Health, type Unknown, unusable } from '../../../model/known.ts';
import type { Opaque, Resource } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, isForeign, scopeAgain, scopeOf, tagName } from './context.ts';
import type { Sighting, Sightings } from './interfaces.ts';
import { BOTH, opaque, unseenBehind, unsupported } from './opaque.ts';
import { commandAs, commandOf, unreadCall } from './reading.ts';

export type TargetKind =
  | 'internet'
  | 'egressOnly'
  | 'nat'
  | 'peering'
  | 'transit'
  | 'vpn'
  | 'endpoint'
  | 'interface'
  | 'instance'
  | 'carrier'
  | 'localGateway'
  | 'coreNetwork'
  | 'unheardOf';
export interface Target {
  readonly id: string;
  readonly kind: TargetKind;
}

interface Kind {
  readonly word: string;
  readonly families: readonly Family[];
  /** The call that describes such targets; a kind without one cannot be followed whatever was read. */
  readonly call?: string;
  /** What it is in the model. */
  readonly kind?: Opaque['unreadKind'];
}

/** Every kind of target that a route can name. */
export const KINDS: Readonly<Record<TargetKind, Kind>> = {
  internet: { word: 'internet gateway', families: BOTH, call: 'DescribeInternetGateways', kind: 'internet' },
  egressOnly: {
    word: 'egress-only internet gateway',
    families: [6],
    call: 'DescribeEgressOnlyInternetGateways',
    kind: 'internet',
  },
  nat: { word: 'NAT gateway', families: BOTH, call: 'DescribeNatGateways', kind: 'nat' },
  peering: {
    word: 'VPC peering connection',
    families: BOTH,
    call: 'DescribeVpcPeeringConnections',
    kind: 'peering',
  },
  transit: { word: 'transit gateway', families: BOTH, call: 'DescribeTransitGateways', kind: 'transit' },
  vpn: { word: 'virtual private gateway', families: [4], call: 'DescribeVpnGateways' },
  endpoint: { word: 'VPC endpoint', families: BOTH, call: 'DescribeVpcEndpoints', kind: 'service' },
  interface: { word: 'network interface', families: BOTH, call: 'DescribeNetworkInterfaces' },
  instance: { word: 'instance', families: BOTH, call: 'DescribeInstances' },
  carrier: { word: 'carrier gateway', families: BOTH },
  localGateway: { word: 'local gateway', families: BOTH },
  coreNetwork: { word: 'core network', families: BOTH },
  unheardOf: { word: 'route target', families: BOTH },
};

const FIELDS: readonly (readonly [keyof ec2.Route, TargetKind])[] = [
  ['NatGatewayId', 'nat'],
  ['EgressOnlyInternetGatewayId', 'egressOnly'],
  ['VpcPeeringConnectionId', 'peering'],
  ['TransitGatewayId', 'transit'],
  ['NetworkInterfaceId', 'interface'],
  ['InstanceId', 'instance'],
  ['CarrierGatewayId', 'carrier'],
  ['LocalGatewayId', 'localGateway'],
  ['CoreNetworkArn', 'coreNetwork'],
];

/** `GatewayId` holds three kinds, told apart by the id. */
const PREFIXES: ReadonlyMap<string, TargetKind> = new Map([
  ['igw', 'internet'],
  ['vgw', 'vpn'],
  ['vpce', 'endpoint'],
]);

/** What a route sends its packets to. A field of next year, or none at all, is a target like any other. */
export function targetOf(route: ec2.Route): Target | 'local' {
  const { GatewayId: gateway } = route;
  if (gateway === 'local') return 'local';
  if (gateway) return { id: gateway, kind: PREFIXES.get(gateway.split('-')[0] ?? '') ?? 'unheardOf' };
  for (const [field, kind] of FIELDS) if (route[field]) return { id: route[field], kind };
  return { id: unheardOf(route) ?? 'a target without an id', kind: 'unheardOf' };
}

const NO_TARGET = ['DestinationPrefixListId', 'InstanceOwnerId', 'GatewayId'];

const unheardOf = (route: ec2.Route): string | undefined =>
  Object.entries(route)
    .filter(
      ([field, value]) => /(Id|Arn)$/.test(field) && !NO_TARGET.includes(field) && typeof value === 'string',
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))[0]?.[1];

/** The gateway for a target that no list holds, as seen from the table that names it. */
export function standIn(
  context: Context,
  seen: Sightings,
  { id, kind }: Target,
  table: Entry<ec2.RouteTable>,
): Opaque {
  const { word, families, call } = KINDS[kind];
  const resource: Resource = { id, word, ...(table.region !== undefined && { region: table.region }) };
  if (call === undefined) return opaque(resource, { unknown: unsupported(withArticle(word), id), families });
  const view = machineOf(seen, kind, id);
  if (view) return appliance(resource, view, seen);
  const unread = unreadTarget(context, call, { id, word }, table);
  const middlebox = STATEFUL.has(kind) && { middlebox: {} };
  if (unread)
    return opaque(resource, {
      unknown: unread,
      state: { is: 'unknown', unknown: unread },
      families,
      ...middlebox,
      ...(KINDS[kind].kind && { unreadKind: KINDS[kind].kind }),
    });
  const why = `${word} ${id} does not exist: it is not in the answer of ${call}`;
  return opaque(resource, {
    unknown: { cause: 'UNKNOWN_RESOURCE', why, settle: commandOf(call, scopeOf(table, table.value.VpcId)) },
    state: unusable('BAD_STATE', why),
    families,
  });
}

/** What nobody read and is a machine, or stands before some: it remembers connections. */
const STATEFUL: ReadonlySet<TargetKind> = new Set(['interface', 'instance', 'endpoint']);

/** The interface behind a target; EC2 names it beside the instance, documents written by hand may not. */
function machineOf(seen: Sightings, kind: TargetKind, id: string): Sighting | undefined {
  if (kind === 'interface') return seen.get(id)?.[0];
  if (kind !== 'instance') return undefined;
  return [...seen.values()].flat().find(({ instance }) => instance === id);
}

const withArticle = (word: string): string => `a ${word}`;

/** Why nothing is known of a target, or undefined where its list was read and lacks it. */
function unreadTarget(
  context: Context,
  call: string,
  { id, word }: { readonly id: string; readonly word: string },
  table: Entry<ec2.RouteTable>,
): Unknown | undefined {
  const { VpcId, OwnerId } = table.value;
  const scope = scopeOf(table, VpcId);
  const unread = unreadCall(context.resources, call, scope, `${word}s such as ${id}`);
  if (unread || OwnerId === undefined || !isForeign(context, OwnerId)) return unread;
  return {
    cause: 'UNKNOWN_RESOURCE',
    why: `${word} ${id} belongs to account ${OwnerId}, which shares ${VpcId} and does not show it: ask with its credentials`,
    settle: commandAs(OwnerId, call, scope),
  };
}

/** A NAT instance or a firewall: it drops what is not addressed to it unless the check is off. */
function appliance(resource: Resource, { entry, instance }: Sighting, seen: Sightings): Opaque {
  const { value, place } = entry;
  const name = tagName(value.TagSet);
  const self = { ...resource, ...(name !== undefined && { name }), place };
  const { NetworkInterfaceId, SubnetId } = value;
  return opaque(self, {
    unknown: unseenBehind(resource.word, resource.id),
    state: forwarding(entry),
    middlebox: {
      interface: NetworkInterfaceId,
      ...(SubnetId !== undefined && { subnet: SubnetId }),
      isAlone: interfacesOf(seen, instance) === 1,
    },
  });
}

/** Appliances that no route leads to: a person may name one all the same. What AWS itself runs is none. */
export const forwarders = (seen: Sightings): readonly Opaque[] =>
  [...seen.values()].flatMap(([first]) => {
    const { NetworkInterfaceId: id, SourceDestCheck, InterfaceType = 'interface' } = first?.entry.value ?? {};
    if (!first || id === undefined || SourceDestCheck !== false || InterfaceType !== 'interface') return [];
    const { region } = first.entry;
    const resource = { id, word: KINDS.interface.word, ...(region !== undefined && { region }) };
    return [appliance(resource, first, seen)];
  });

/** How many interfaces an instance is seen with. */
const interfacesOf = (seen: Sightings, instance: string | undefined): number =>
  instance === undefined
    ? 0
    : [...seen.values()].filter((views) => views.some((view) => view.instance === instance)).length;

function forwarding(view: Entry<ec2.NetworkInterface>): Health {
  const { SourceDestCheck: check, NetworkInterfaceId: id } = view.value;
  if (check === false) return { is: 'usable' };
  if (check) {
    const why = `${id} has its source/destination check on: it forwards nothing that is not addressed to it`;
    return unusable('ENI_SOURCE_DEST_CHECK_RESTRICTION', why);
  }
  const settle = commandOf('DescribeNetworkInterfaces', scopeAgain(view, 'NetworkInterfaces'));
  const why = `whether ${id} has its source/destination check off is not in the answer`;
  return { is: 'unknown', unknown: { cause: 'UNKNOWN_RESOURCE', why, settle } };
}
