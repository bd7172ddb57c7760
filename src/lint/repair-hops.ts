/** Fixes at appliances and firewall endpoints on the way: their own filters, and the half of a connection they miss. */
import { type AddressSet, type Cidr, cidrSet, formatCidr, INTERNET, toCidrs } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, overlaps, union } from '../ip/interval.ts';
import type { Change } from '../model/change.ts';
import { isKnown } from '../model/known.ts';
import type { Middlebox, Network, RouteTable } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import type { Blocker, Hop } from '../reach/trace.ts';
import { farOf, wholeBlocks } from './repair-filters.ts';
import { change, declaredBehind, none, routeTo, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** Opens the filter of a machine on the way for exactly what it stops. */
export function openHost(context: Context, traced: TracedFlow, blocker: Blocker, host: string): Step {
  const { network } = context;
  const [filter] = blocker.resource.id.split(' + ');
  if (filter === undefined || !network.filters.has(filter))
    return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  const target = labelAt(network, host);
  if (network.labels && !target)
    return none(
      `nothing shows which ${network.labels.word}s the machines behind ${host} carry: open ${filter} for them`,
    );
  return change({
    kind: 'allow',
    filter,
    direction: blocker.side === 'in' ? 'ingress' : 'egress',
    ...(target && { target: [target] }),
    protocol: traced.required.flow.protocol,
    ports: blocker.packets.ports,
    peer: { addresses: wholeBlocks(network, farOf(blocker)) },
  });
}

/** By which rules can choose it, where they do. */
function labelAt(network: Network, host: string): string | undefined {
  const box = boxAt(network, host);
  const labels = network.interfaces.get(box?.interface ?? '')?.labels ?? [];
  return labels.find((label) => network.labels && label.startsWith(network.labels.firewall));
}

function boxAt(network: Network, id: string): Middlebox | undefined {
  const gateway = network.gateways.get(id);
  return gateway?.kind === 'opaque' ? gateway.middlebox : undefined;
}

/** Leads both halves of a connection past the same middlebox, or both around it. */
export function joinHalves(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const { network } = context;
  const path = traced.trace.paths[blocker.path];
  const [request, reply] = [boxesOf(network, path?.forward ?? []), boxesOf(network, path?.reply ?? [])];
  const missed = request.find((id) => !reply.includes(id));
  const table = network.routeTables.get(blocker.resource.id);
  if (missed !== undefined) return lead(context, table, blocker.packets.destinations, missed, blocker);
  const extra = reply.find((id) => !request.includes(id));
  if (extra === undefined) return none(blocker.note);
  return path?.from.kind === 'vm'
    ? lead(context, tableOf(network, path.from.subnet), blocker.packets.sources, extra, blocker)
    : around(network, table, blocker, extra);
}

const boxesOf = (network: Network, hops: readonly Hop[]): readonly string[] => [
  ...new Set(hops.map(({ resource }) => resource.id).filter((id) => boxAt(network, id))),
];

/** Routes to the subnets at the far end through the box; what it lets pass a person has to say. */
function lead(
  context: Context,
  table: RouteTable | undefined,
  far: AddressSet,
  box: string,
  blocker: Blocker,
): Step {
  const { network } = context;
  const home = network.subnets.get(boxAt(network, box)?.subnet ?? '')?.vpc;
  if (!table || table.vpc !== home)
    return none(`${blocker.note}: lead both directions through ${box}, or neither`);
  const blocks = subnetBlocks(network, table.vpc, far);
  const [first, ...others] = blocks.map((block) => routeTo(table, block, box));
  if (!first) return none(`${blocker.note}: lead both directions through ${box}, or neither`);
  return change(first, ...others, ...(blocker.packets.sources === far ? said(context, box, blocks) : []));
}

/** A route that is longer than the network's own is to a whole subnet. */
function subnetBlocks({ subnets }: Network, vpc: string, far: AddressSet): readonly Cidr[] {
  const inside = [...subnets.values()]
    .filter((subnet) => subnet.vpc === vpc)
    .flatMap(({ blocks }) => blocks)
    .filter((block) => overlaps(cidrSet(block), far));
  const covered = union(...inside.map(cidrSet));
  return isSubset(far, covered) ? inside : toCidrs(far);
}

function said(context: Context, box: string, blocks: readonly Cidr[]): readonly Change[] {
  const known = declaredBehind(context, box);
  return blocks
    .filter((block) => !isSubset(cidrSet(block), known))
    .map((block) => ({ kind: 'declare', text: `reach:${formatCidr(block)}@${box}` }));
}

/** The request came in by the internet gateway: so does the reply go out, for these clients alone. */
function around(network: Network, table: RouteTable | undefined, blocker: Blocker, box: string): Step {
  const vpc = network.vpcs.get(table?.vpc ?? '');
  const gateway = vpc && isKnown(vpc.internetGateway) ? vpc.internetGateway.value : undefined;
  const clients = toCidrs(blocker.packets.destinations);
  const isPublic = isSubset(blocker.packets.destinations, INTERNET);
  const isFew = clients.length <= MOST_ROUTES && isPublic;
  const [first, ...others] =
    table && gateway !== undefined && isFew ? clients.map((one) => routeTo(table, one, gateway)) : [];
  if (first && !isEmpty(intersect(blocker.packets.destinations, INTERNET))) return change(first, ...others);
  return none(
    `${blocker.note}: send what enters by the internet gateway through ${box} too (an edge route table), or the replies around it`,
  );
}

const MOST_ROUTES = 4;
