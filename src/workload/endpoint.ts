/**
 * The one grammar of endpoints, for `--client`, `--from`, `--to`, `--require`: `internet`, an address or CIDR, a
 * resource id, `role:…`, `subnet:…`, `vpc:…`, `vm:subnet=…,groups=a+b,public`, `job:[file#]name`. A text becomes spots that together hold every address of it.
 */
import {
  type AddressSet,
  type Cidr,
  cidrSet,
  describeAddresses,
  INTERNET,
  parseCidr,
} from '../ip/address.ts';
import { addressFault } from '../ip/fault.ts';
import { intersect, isEmpty, overlaps, subtract, union } from '../ip/interval.ts';
import { idIn } from '../model/carried.ts';
import type { VmSpot } from '../model/endpoint.ts';
import type { Interface, Network, Vpc } from '../model/network.ts';
import { resolveJob } from './job.ts';
import { didYouMean, listed, wordMeant } from './near.ts';
import { hostBits } from './parse.ts';
import { resolvePlannedVm } from './planned-vm.ts';
import { fail, found, type Resolved } from './resolved.ts';
import { anyMachine, interfaceSpot, outsideSpots, spotsOfVpc, unreadRanges } from './spots.ts';
import type { Role } from './workload.ts';

export type { Resolved };

export interface EndpointContext {
  readonly network: Network;
  readonly roles: readonly Role[];
}

const FORMS =
  'internet, an address, a CIDR block, a resource id, role:scheduler, role:worker, subnet:<id>, vpc:<id>, vm:subnet=<id>,groups=<a>+<b>, job:<name>';

export function resolveEndpoint(text: string, context: EndpointContext): Resolved {
  if (text === 'internet') {
    return found('the internet', [{ kind: 'internet', label: 'the internet', addresses: INTERNET }]);
  }
  const cidr = parseCidr(text);
  if (cidr) return resolveCidr(text, cidr, context);
  const [, scheme, rest = ''] = /^(role|subnet|vpc|vm|job):(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case 'role':
      return resolveRole(rest, context);
    case 'vm':
      return resolvePlannedVm(rest, context.network);
    case 'job':
      return resolveJob(rest, context.network);
    case 'subnet':
      return resolveSubnet(rest, context) ?? absent(rest, 'subnet', context.network.subnets);
    case 'vpc':
      return resolveVpc(rest, context) ?? absent(rest, 'network', context.network.vpcs);
    default:
      return resolveId(text, context);
  }
}

function resolveRole(name: string, { roles }: EndpointContext): Resolved {
  const role = roles.find((one) => one.name === name);
  if (role) return found(`the ${name}`, [role.spot]);
  const known = roles.map((one) => `role:${one.name}`).join(', ');
  return roles.length === 0
    ? fail(
        `role:${name} has no place`,
        'name its subnet and group: --scheduler-subnet-id, --worker-subnet-id, --firewall-id',
      )
    : fail(
        `there is no role:${name}`,
        wordMeant(
          `role:${name}`,
          roles.map((one) => `role:${one.name}`),
          `the roles are ${known}`,
        ),
      );
}

function resolveSubnet(text: string, { network }: EndpointContext): Resolved | undefined {
  const id = idIn(network, text);
  const subnet = network.subnets.get(id);
  return subnet && found(id, [anyMachine(subnet, subnet.usable)]);
}

function resolveVpc(text: string, { network }: EndpointContext): Resolved | undefined {
  const id = idIn(network, text);
  const vpc = network.vpcs.get(id);
  return vpc && found(id, [...spotsOfVpc(network, vpc, vpc.cidrs), ...unreadRanges(vpc)]);
}

/** A thing of a named kind that is not there: what was meant, or all that there is. */
function absent(id: string, kind: 'subnet' | 'network', things: ReadonlyMap<string, unknown>): Resolved {
  const known = [...things.keys()].sort();
  const otherwise = known.length === 0 ? `the input has no ${kind}` : `the input has ${listed(known)}`;
  return fail(`there is no ${kind} ${id} in the input`, didYouMean(id, known) ?? otherwise);
}

function resolveId(text: string, context: EndpointContext): Resolved {
  const { network } = context;
  const id = idIn(network, text);
  const placed = resolveSubnet(id, context) ?? resolveVpc(id, context);
  if (placed) return placed;
  const interfaces = [...network.interfaces.values()].filter((one) => one.id === id || one.instance === id);
  if (interfaces.length > 0) return found(id, interfaces.map(interfaceSpot));
  if (network.filters.has(id) || network.gateways.has(id) || network.routeTables.has(id)) {
    return fail(
      `${id} is no place where packets start or end`,
      `name a machine, a subnet or a network: ${FORMS}`,
    );
  }
  const fault = addressFault(id);
  if (fault !== undefined)
    return fail(fault, 'write an address like 10.20.0.5, or a block like 10.20.0.0/16');
  const meant = didYouMean(id, endpointIds(network));
  return fail(`${id} is not in the input`, meant ?? schemeMeant(id));
}

const SCHEMES = ['role:', 'subnet:', 'vpc:', 'vm:', 'internet'];

/** `rol:worker`: the word before the colon is misspelt. */
const schemeMeant = (text: string): string =>
  wordMeant(text.replace(/:.*$/s, ':'), SCHEMES, `an endpoint is one of ${FORMS}`);

const endpointIds = ({ vpcs, subnets, interfaces }: Network): readonly string[] => [
  ...vpcs.keys(),
  ...subnets.keys(),
  ...interfaces.keys(),
  ...[...interfaces.values()].flatMap(({ instance }) => instance ?? []),
];

function resolveCidr(text: string, cidr: Cidr, { network }: EndpointContext): Resolved {
  if (cidr.hasHostBits) return hostBits(text, cidr);
  const wanted = cidrSet(cidr);
  const single = cidr.first === cidr.last ? ownersOf(network, wanted) : [];
  if (single.length > 1) {
    return fail(
      `${text} belongs to ${single.map((one) => `${one.id} of ${one.vpc}`).join(' and to ')}`,
      'name the one that is meant by its id',
    );
  }
  const [owner] = single;
  if (owner) return found(text, [atAddress(owner, wanted)]);
  const owning = [...network.vpcs.values()].filter((vpc) => overlaps(vpc.cidrs, wanted));
  const clash = firstClash(owning, wanted);
  if (clash) {
    return fail(
      `${describeAddresses(clash.shared)} of ${text} lies in ${clash.one.id} and in ${clash.two.id}`,
      'name the network that is meant: vpc:<id> or subnet:<id>',
    );
  }
  const inside = owning
    .flatMap((vpc) => spotsOfVpc(network, vpc, intersect(vpc.cidrs, wanted)))
    .map((spot) => (spot.kind === 'vm' ? ({ ...spot, privately: true } as const) : spot));
  const rest = subtract(wanted, union(...owning.map((vpc) => vpc.cidrs)));
  const spots = [...inside, ...outsideSpots(rest)];
  return spots.length > 0
    ? found(text, spots)
    : fail(`no machine can have an address of ${text}`, 'name addresses of a subnet');
}

/** The machine that is asked for by one of its addresses; which private one a public one stands for is not told. */
function atAddress(owner: Interface, address: AddressSet): VmSpot {
  const spot = interfaceSpot(owner);
  const own = intersect(owner.addresses, address);
  return isEmpty(own) ? spot : { ...spot, addresses: own, privately: true };
}

const ownersOf = (network: Network, address: AddressSet): readonly Interface[] =>
  [...network.interfaces.values()].filter(
    (one) => overlaps(one.addresses, address) || overlaps(one.publicAddresses, address),
  );

function firstClash(vpcs: readonly Vpc[], wanted: AddressSet) {
  for (const [i, one] of vpcs.entries()) {
    for (const two of vpcs.slice(i + 1)) {
      const shared = intersect(intersect(one.cidrs, two.cidrs), wanted);
      if (!isEmpty(shared)) return { one, two, shared };
    }
  }
  return undefined;
}
