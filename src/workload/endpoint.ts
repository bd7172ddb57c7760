/**
 * The one grammar of endpoints, for `--client`, `--from`, `--to`, `--require`: `internet`, an address or CIDR, a
 * resource id, `role:…`, `subnet:…`, `vpc:…`, `vm:subnet=…,groups=a+b,public`. A text becomes spots that together hold every address of it.
 */
import {
  type AddressSet,
  type Cidr,
  cidrSet,
  describeAddresses,
  INTERNET,
  ofFamily,
  parseCidr,
} from '../ip/address.ts';
import { equals, intersect, isEmpty, isSubset, overlaps, subtract, union } from '../ip/interval.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import type { Interface, Network, Subnet, Vpc } from '../model/network.ts';
import type { Endpoint, Role } from './workload.ts';

export type Resolved = { readonly endpoint: Endpoint } | { readonly error: string; readonly remedy: string };

export interface EndpointContext {
  readonly network: Network;
  readonly roles: readonly Role[];
}

const fail = (error: string, remedy: string): Resolved => ({ error, remedy });
const found = (label: string, spots: readonly Spot[]): Resolved => ({ endpoint: { label, spots } });

const FORMS =
  'internet, an address, a CIDR block, a resource id, role:scheduler, role:worker, subnet:<id>, vpc:<id>, vm:subnet=<id>,groups=<a>+<b>';

export function resolveEndpoint(text: string, context: EndpointContext): Resolved {
  if (text === 'internet') {
    return found('the internet', [{ kind: 'internet', label: 'the internet', addresses: INTERNET }]);
  }
  const cidr = parseCidr(text);
  if (cidr) return resolveCidr(text, cidr, context);
  const [, scheme, rest] = /^(role|subnet|vpc|vm):(.*)$/.exec(text) ?? [];
  switch (scheme) {
    case 'role':
      return resolveRole(rest ?? '', context);
    case 'vm':
      return resolvePlannedVm(rest ?? '', context);
    default:
      return resolveId(rest ?? text, context);
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
    : fail(`there is no role:${name}`, `the roles are ${known}`);
}

function resolveId(id: string, { network }: EndpointContext): Resolved {
  const subnet = network.subnets.get(id);
  if (subnet) return found(id, [anyMachine(subnet, subnet.usable)]);
  const vpc = network.vpcs.get(id);
  if (vpc) return found(id, spotsOfVpc(network, vpc, vpc.cidrs));
  const interfaces = [...network.interfaces.values()].filter((one) => one.id === id || one.instance === id);
  if (interfaces.length > 0) return found(id, interfaces.map(interfaceSpot));
  if (network.filters.has(id) || network.gateways.has(id) || network.routeTables.has(id)) {
    return fail(
      `${id} is no place where packets start or end`,
      `name a machine, a subnet or a network: ${FORMS}`,
    );
  }
  return fail(`${id} is not in the input`, `an endpoint is one of ${FORMS}`);
}

/** Any machine at some addresses of a subnet: its own filters are not part of the question. */
export const anyMachine = (subnet: Subnet, addresses: AddressSet): VmSpot => ({
  kind: 'vm',
  label: isSubset(subnet.usable, addresses) ? subnet.id : describeAddresses(addresses),
  vpc: subnet.vpc,
  subnet: subnet.id,
  addresses,
  filters: undefined,
  publicAddress: true,
});

/** The machine behind an interface, with its filters. */
export const interfaceSpot = (one: Interface): VmSpot => ({
  kind: 'vm',
  label: one.instance ?? one.id,
  vpc: one.vpc,
  subnet: one.subnet,
  addresses: one.addresses,
  filters: one.filters,
  publicAddress: isEmpty(one.publicAddresses) ? false : one.publicAddresses,
});

/** The part of a network's range in each of its subnets, and what is in none. */
export function spotsOfVpc(network: Network, vpc: Vpc, wanted: AddressSet): readonly Spot[] {
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.vpc === vpc.id);
  const inside = subnets.flatMap((subnet) => {
    const addresses = intersect(subnet.usable, wanted);
    return isEmpty(addresses) ? [] : [anyMachine(subnet, addresses)];
  });
  if (inside.length > 0 && isSubset(vpc.cidrs, wanted)) return inside;
  const nowhere = subtract(intersect(wanted, vpc.cidrs), union(...subnets.map((subnet) => subnet.addresses)));
  return isEmpty(nowhere)
    ? inside
    : [...inside, { kind: 'nowhere', label: describeAddresses(nowhere), addresses: nowhere, vpc: vpc.id }];
}

function resolveCidr(text: string, cidr: Cidr, { network }: EndpointContext): Resolved {
  const wanted = cidrSet(cidr);
  const single = cidr.first === cidr.last ? ownersOf(network, wanted) : [];
  if (single.length > 1) {
    return fail(
      `${text} belongs to ${single.map((one) => one.id).join(' and ')}`,
      'name the one that is meant by its id',
    );
  }
  const [owner] = single;
  if (owner) return found(text, [interfaceSpot(owner)]);
  const owning = [...network.vpcs.values()].filter((vpc) => overlaps(vpc.cidrs, wanted));
  const clash = firstClash(owning, wanted);
  if (clash) {
    return fail(
      `${describeAddresses(clash.shared)} of ${text} lies in ${clash.one.id} and in ${clash.two.id}`,
      'name the network that is meant: vpc:<id> or subnet:<id>',
    );
  }
  const inside = owning.flatMap((vpc) => spotsOfVpc(network, vpc, intersect(vpc.cidrs, wanted)));
  const rest = subtract(wanted, union(...owning.map((vpc) => vpc.cidrs)));
  const spots = [...inside, ...outsideSpots(rest)];
  return spots.length > 0
    ? found(text, spots)
    : fail(`no machine can have an address of ${text}`, 'name addresses of a subnet');
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

/** Public addresses are on the internet; private ones that nobody owns are behind something. */
export function outsideSpots(addresses: AddressSet): readonly Spot[] {
  const pub = intersect(addresses, INTERNET);
  const priv = subtract(addresses, INTERNET);
  const label = (set: AddressSet) => (equals(set, INTERNET) ? 'the internet' : describeAddresses(set));
  return [
    ...(isEmpty(pub) ? [] : [{ kind: 'internet' as const, label: label(pub), addresses: pub }]),
    ...(isEmpty(priv) ? [] : [{ kind: 'beyond' as const, label: label(priv), addresses: priv }]),
  ];
}

/** A VM not built yet: `subnet=…,groups=a+b,public`. */
function resolvePlannedVm(text: string, { network }: EndpointContext): Resolved {
  const fields = new Map(
    text.split(',').map((field) => field.split(/=(.*)/s).slice(0, 2) as [string, string | undefined]),
  );
  const unknown = [...fields.keys()].find((key) => !['subnet', 'groups', 'public'].includes(key));
  if (unknown !== undefined)
    return fail(`vm: has no field ${JSON.stringify(unknown)}`, 'write vm:subnet=<id>,groups=<a>+<b>,public');
  const id = fields.get('subnet');
  const subnet = id === undefined ? undefined : network.subnets.get(id);
  if (!subnet)
    return fail(`vm:${text} names no subnet of the input`, 'write vm:subnet=<id>,groups=<a>+<b>,public');
  const groups = fields
    .get('groups')
    ?.split('+')
    .filter((group) => group !== '');
  const missing = groups?.find((group) => !network.filters.has(group));
  if (missing !== undefined)
    return fail(`${missing} is not in the input`, 'name groups that the input describes');
  const publicAddress = fields.has('public');
  const spot = plannedVm(`a VM in ${subnet.id}`, subnet, groups, publicAddress);
  return found(spot.label, [spot]);
}

/** Any address that a VM of this subnet can get; IPv6 only where the subnet has no IPv4 (engine.md). */
export function plannedVm(
  label: string,
  subnet: Subnet,
  filters: readonly string[] | undefined,
  publicAddress: boolean,
): VmSpot {
  const v4 = ofFamily(subnet.usable, 4);
  const addresses = isEmpty(v4) ? subnet.usable : v4;
  return { kind: 'vm', label, vpc: subnet.vpc, subnet: subnet.id, addresses, filters, publicAddress };
}
