/** The host's routes: a connected one for each bridge, and the way out by its uplink, translated. */
import { type Cidr, cidrSet, formatCidr, parseCidr } from '../../../ip/address.ts';
import { overlaps } from '../../../ip/interval.ts';
import { type Health, type Unknown, USABLE } from '../../../model/known.ts';
import type { Gateway, Route, RouteTable, Subnet } from '../../../model/network.ts';
import { tableOf } from './subnets.ts';
import { BRIDGE, bridgeOf, HOST, ISOLATED, NAT, UPLINK } from './words.ts';

/** Private ranges beyond the host: the uplink leads there, and what is there is not in the input. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const LOOPBACK = '127.0.0.0/8';

export function routeTables(subnets: readonly Subnet[]): readonly RouteTable[] {
  const clashing = clashes(subnets);
  return [BRIDGE, ISOLATED, 'custom'].map((kind) => ({
    id: tableOf(kind),
    word: 'routes',
    vpc: HOST,
    unread: [],
    routes: [
      ...subnets.flatMap((subnet) => connected(subnet, kind, clashing)),
      ...blocks([LOOPBACK]).map((block) => route(block, 'lo', { kind: 'local' })),
      ...blocks(PRIVATE).map((block) => route(block, UPLINK, { kind: 'gateway', id: UPLINK }, 1)),
      ...blocks(['0.0.0.0/0']).map((block) => route(block, NAT, { kind: 'gateway', id: NAT }, 1)),
    ],
  }));
}

const blocks = (texts: readonly string[]): readonly Cidr[] => texts.flatMap((text) => parseCidr(text) ?? []);

const route = (destination: Cidr, to: string, target: Route['target'], rank = 0): Route => ({
  id: `${formatCidr(destination)} → ${to}`,
  destination,
  rank,
  state: USABLE,
  target,
});

function connected(subnet: Subnet, kind: string, clashing: ReadonlySet<string>): readonly Route[] {
  const { name = subnet.id, place } = subnet;
  const state = clashing.has(subnet.id) ? shadowed(name) : betweenKinds(kind, name);
  return subnet.blocks.map((block) => ({
    ...route(block, bridgeOf(name), { kind: 'local' }),
    state,
    ...(place && { place }),
  }));
}

const doubtful = (unknown: Unknown): Health => ({ is: 'unknown', unknown });

const shadowed = (name: string): Health =>
  doubtful({
    cause: 'UNKNOWN_DESTINATION',
    why: `the range of ${name} overlaps another: which bridge gets a packet depends on what was made first`,
    settle: 'give each network a range of its own',
  });

/** Joblet isolates a custom bridge from those that exist when it is made, and joblet0 from nothing. */
function betweenKinds(kind: string, name: string): Health {
  const crosses = (kind === BRIDGE) !== (name === BRIDGE) && kind !== ISOLATED && name !== ISOLATED;
  if (!crosses) return USABLE;
  return doubtful({
    cause: 'UNKNOWN_DESTINATION',
    why: 'Joblet isolates a custom network from joblet0 only where joblet0 was there first, as the installer makes it',
    settle: 'on the host: iptables -S FORWARD | grep joblet0',
  });
}

/** Networks whose range another one shares. Sorted by first address, so that a thousand cost no million pairs. */
function clashes(subnets: readonly Subnet[]): ReadonlySet<string> {
  const found = new Set<string>();
  const sorted = subnets.flatMap(({ id, blocks: own }) => own.map((block) => ({ id, block })));
  sorted.sort((a, b) => Number(a.block.first) - Number(b.block.first));
  let widest: (typeof sorted)[number] | undefined;
  for (const one of sorted) {
    if (widest && overlaps(cidrSet(widest.block), cidrSet(one.block))) found.add(widest.id).add(one.id);
    if (!widest || one.block.last > widest.block.last) widest = one;
  }
  return found;
}

export function gateways(): readonly Gateway[] {
  const attached = new Map([[HOST, USABLE]]);
  return [
    { kind: 'internet', id: NAT, word: 'NAT rule', direction: 'out', families: [4], attached },
    {
      kind: 'opaque',
      id: UPLINK,
      word: 'uplink of the host',
      families: [4],
      state: USABLE,
      attached: [HOST],
      unknown: {
        cause: 'UNKNOWN_DESTINATION',
        why: 'what lies beyond the host is not in the input',
        settle: `declare it: --assume reach:<range>@${UPLINK}`,
      },
    },
  ];
}
