/**
 * Small provider-neutral networks by hand, for tests of rules: `guide()` is the network of Coiled's guide;
 * `withSubnets`, `withGateways` and the like put things in the place of those with the same id, or beside them.
 */
import { analyse } from '../../src/analyse.ts';
import { type Cidr, cidrSet, parseCidr } from '../../src/ip/address.ts';
import { interval } from '../../src/ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS, TCP } from '../../src/ip/traffic.ts';
import type { Problem, Rule, Undecided } from '../../src/lint/rule-types.ts';
import { known, USABLE } from '../../src/model/known.ts';
import type {
  Filter,
  FilterRule,
  Gateway,
  InternetGateway,
  NatGateway,
  Network,
  Peer,
  Peering,
  Route,
  RouteTable,
  Subnet,
  Vpc,
} from '../../src/model/network.ts';
import type { Parsed } from '../../src/workload/parse.ts';
import { requirementsNamed } from '../../src/workload/requirements.ts';
import type { Placement } from '../../src/workload/workload.ts';

export function block(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`${text} is no block`);
  return cidr;
}
const addressesOf = (text: string) => cidrSet(block(text));

export const vpc = (id: string, cidr: string, more: Partial<Vpc> = {}): Vpc => ({
  id,
  word: 'VPC',
  cidrs: addressesOf(cidr),
  blocks: [block(cidr)],
  state: USABLE,
  dns: { support: known(true), hostnames: known(true), servers: known(['provider']) },
  internetGateway: known(undefined),
  ...more,
});

/** An IPv4 subnet of which the first four addresses and the last are kept. */
export function subnet(id: string, vpcId: string, cidr: string, more: Partial<Subnet> = {}): Subnet {
  const { first, last } = block(cidr);
  const usable = interval(Number(first) + 4, Number(last) - 1);
  return {
    id,
    word: 'subnet',
    vpc: vpcId,
    blocks: [block(cidr)],
    addresses: addressesOf(cidr),
    usable,
    free: { count: Number(last) - Number(first) - 4, exact: true },
    zone: 'zone-a',
    state: USABLE,
    routeTable: known('rtb-2'),
    filters: known(['acl-1']),
    publicAccess: known('open'),
    ...more,
  };
}

export function route(destination: string, target: string, more: Partial<Route> = {}): Route {
  return {
    id: `${destination} → ${target}`,
    destination: block(destination),
    rank: 0,
    state: USABLE,
    target: target === 'local' ? { kind: 'local' } : { kind: 'gateway', id: target },
    ...more,
  };
}

export const table = (id: string, vpcId: string, ...routes: readonly Route[]): RouteTable => ({
  id,
  word: 'route table',
  vpc: vpcId,
  routes,
  unread: [],
});

/** "tcp 8786-8787 from" is all but the peer: a block, or a group's id. */
export function line(
  peer: string,
  ports: readonly [number, number] | 'all',
  action: FilterRule['action'] = 'allow',
): FilterRule {
  const cidr = parseCidr(peer);
  const side: Peer = cidr
    ? { addresses: cidrSet(cidr), groups: [] }
    : { addresses: [], groups: [{ group: peer }] };
  const open = ports === 'all';
  return {
    id: `${action} ${open ? 'all' : ports.join('-')} ${peer}`,
    action,
    protocol: open ? ALL_PROTOCOLS : interval(TCP),
    ports: open ? ALL_PORTS : interval(...ports),
    peer: side,
    text: `${action} ${open ? 'all' : `tcp ${ports.join('-')}`} ${peer}`,
  };
}

const ANYBODY = line('0.0.0.0/0', 'all');

export const group = (
  id: string,
  vpcs: readonly string[],
  ingress: readonly FilterRule[],
  egress = [ANYBODY],
): Filter => ({
  id,
  word: 'security group',
  vpcs,
  reading: 'union',
  stateful: true,
  ingress,
  egress,
});

export const acl = (id: string, ingress: readonly FilterRule[], egress: readonly FilterRule[]): Filter => ({
  id,
  word: 'network ACL',
  vpcs: ['vpc-1'],
  reading: 'first-match',
  stateful: false,
  ingress,
  egress,
});

/** An active peering of vpc-1. */
export const peering = (id: string, farVpc: string, cidr: string, more: Partial<Peering> = {}): Peering => ({
  id,
  word: 'peering connection',
  kind: 'peering',
  state: USABLE,
  sides: [
    { vpc: 'vpc-1', cidrs: addressesOf('10.0.0.0/16') },
    { vpc: farVpc, cidrs: addressesOf(cidr) },
  ],
  groupReferences: USABLE,
  ...more,
});

const byId = <T extends { readonly id: string }>(...items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]));

const internetGateway: InternetGateway = {
  id: 'igw-1',
  word: 'internet gateway',
  kind: 'internet',
  direction: 'both',
  families: [4, 6],
  attached: new Map([['vpc-1', USABLE]]),
};

const natGateway: NatGateway = {
  id: 'nat-1',
  word: 'NAT gateway',
  kind: 'nat',
  vpc: 'vpc-1',
  state: USABLE,
  connectivity: 'public',
  subnet: known('subnet-1'),
  privateAddresses: addressesOf('10.0.1.10'),
  publicAddresses: addressesOf('198.51.100.10'),
};

const LOCAL = route('10.0.0.0/16', 'local');

/** subnet-1 public with the NAT gateway, subnet-2 private, sg-1 open to clients on 8786-8787 and to itself. */
export const guide = (): Network => ({
  provider: 'aws',
  vpcs: byId(vpc('vpc-1', '10.0.0.0/16', { internetGateway: known('igw-1') })),
  subnets: byId(
    subnet('subnet-1', 'vpc-1', '10.0.1.0/24', { routeTable: known('rtb-1') }),
    subnet('subnet-2', 'vpc-1', '10.0.2.0/24'),
  ),
  filters: byId(
    acl('acl-1', [ANYBODY], [ANYBODY]),
    group('sg-1', ['vpc-1'], [line('0.0.0.0/0', [8786, 8787]), line('sg-1', 'all')]),
  ),
  routeTables: byId(
    table('rtb-1', 'vpc-1', LOCAL, route('0.0.0.0/0', 'igw-1')),
    table('rtb-2', 'vpc-1', LOCAL, route('0.0.0.0/0', 'nat-1')),
  ),
  gateways: byId<Gateway>(internetGateway, natGateway),
  interfaces: new Map(),
  gaps: [],
  assumed: [],
});

/** The things of a map, and these, each in the place of the one with its id. */
const put = <T extends { readonly id: string }>(
  things: ReadonlyMap<string, T>,
  items: readonly T[],
): ReadonlyMap<string, T> => new Map([...things, ...byId(...items)].sort(([a], [b]) => (a < b ? -1 : 1)));

export const withVpcs = (network: Network, ...vpcs: readonly Vpc[]): Network => ({
  ...network,
  vpcs: put(network.vpcs, vpcs),
});
export const withSubnets = (network: Network, ...subnets: readonly Subnet[]): Network => ({
  ...network,
  subnets: put(network.subnets, subnets),
});
export const withFilters = (network: Network, ...filters: readonly Filter[]): Network => ({
  ...network,
  filters: put(network.filters, filters),
});
export const withTables = (network: Network, ...tables: readonly RouteTable[]): Network => ({
  ...network,
  routeTables: put(network.routeTables, tables),
});
export const withGateways = (network: Network, ...gateways: readonly Gateway[]): Network => ({
  ...network,
  gateways: put(network.gateways, gateways),
});

/** The network with routes added to one of its tables. */
export function withRoutes(network: Network, tableId: string, ...routes: readonly Route[]): Network {
  const old = network.routeTables.get(tableId);
  if (!old) throw new Error(`${tableId} is not in the network`);
  return withTables(network, { ...old, routes: [...old.routes, ...routes] });
}

export interface Asked {
  /** Beside the guide's answers, or in their place. */
  readonly placement?: Partial<Placement>;
  /** `false`: the network is not named, only its parts. */
  readonly namesNetwork?: boolean;
  readonly requirements?: string;
  readonly client?: readonly string[];
  readonly require?: readonly string[];
  readonly assume?: readonly string[];
  readonly onPremises?: readonly string[];
}

const PLACED: Placement = {
  schedulerSubnetId: 'subnet-1',
  workerSubnetId: 'subnet-2',
  firewallId: 'sg-1',
  schedulerPublicIp: true,
  workersPublicIp: false,
};

const inputOf = (network: Network, asked: Asked) => {
  const requirements = requirementsNamed(asked.requirements ?? 'guide');
  if (!requirements) throw new Error(`${asked.requirements} is no requirement set`);
  const { client = [], require = [], assume = [], onPremises = [] } = asked;
  return {
    network,
    placement: { ...(asked.namesNetwork !== false && { networkId: 'vpc-1' }), ...PLACED, ...asked.placement },
    requirements,
    client,
    require,
    assume,
    onPremises,
  };
};

function valid<T>(parsed: Parsed<T>): T {
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.value;
}

export interface Said {
  readonly outcome: string;
  readonly problems: readonly (Problem & { readonly severity: string })[];
  readonly undecided: readonly Undecided[];
}

/** What a rule says of a network, under the settings that it would meet in a check. */
export function say(rule: Rule, network: Network, asked: Asked = {}): Said {
  const analysis = valid(analyse(inputOf(network, asked), [rule]));
  return {
    outcome: analysis.outcomes[0]?.outcome ?? 'none',
    problems: analysis.problems.map(({ problem, severity }) => ({ ...problem, severity })),
    undecided: analysis.undecided.map(({ undecided }) => undecided),
  };
}
