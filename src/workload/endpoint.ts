/**
 * The one grammar of endpoints, for `--client`, `--from`, `--to`, `--require`: `internet`, an address or CIDR, a
 * resource id, `role:…`, `subnet:…`, `vpc:…`, `vm:subnet=…,groups=a+b,public`, `job:[file#]name`. A text becomes spots that together hold every address of it.
 */
import { type Cidr, cidrSet, INTERNET, parseCidr } from '../ip/address.ts';
import { addressFault } from '../ip/fault.ts';
import { idIn } from '../model/carried.ts';
import type { Interface, Network } from '../model/network.ts';
import { resolveJob } from './job.ts';
import { didYouMean, listed, wordMeant } from './near.ts';
import { hostBits } from './parse.ts';
import { type End, type Placed, placeAddresses, placeRange, placeSubnet } from './place.ts';
import { resolvePlannedVm } from './planned-vm.ts';
import { fail, found, type Resolved } from './resolved.ts';
import { interfaceSpot, unreadRanges } from './spots.ts';
import type { Role } from './workload.ts';

export type { End, Resolved };

export interface EndpointContext {
  readonly network: Network;
  readonly roles: readonly Role[];
  readonly end: End;
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

function resolveSubnet(text: string, { network, end }: EndpointContext): Resolved | undefined {
  const id = idIn(network, text);
  const subnet = network.subnets.get(id);
  return subnet && foundAt(id, placeSubnet(network, subnet, end));
}

function resolveVpc(text: string, { network, end }: EndpointContext): Resolved | undefined {
  const id = idIn(network, text);
  const vpc = network.vpcs.get(id);
  if (!vpc) return undefined;
  const placed = placeRange(network, vpc, vpc.cidrs, end);
  return foundAt(id, { ...placed, spots: [...placed.spots, ...unreadRanges(vpc)] });
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
  if (interfaces.length > 0) return resolveMachine(id, interfaces, context.end);
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

function resolveMachine(id: string, interfaces: readonly Interface[], end: End): Resolved {
  const silent = end === 'source' ? interfaces.filter(({ service }) => service?.starts === false) : [];
  const spots = interfaces.filter((one) => !silent.includes(one)).map(interfaceSpot);
  return foundAt(id, { spots, vacant: [], silent });
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

function resolveCidr(text: string, cidr: Cidr, { network, end }: EndpointContext): Resolved {
  if (cidr.hasHostBits) return hostBits(text, cidr);
  const placed = placeAddresses(network, cidrSet(cidr), end);
  return isEmptyPlace(placed)
    ? fail(`no machine can have an address of ${text}`, 'name addresses of a subnet')
    : foundAt(text, placed);
}

const isEmptyPlace = ({ spots, silent }: Placed): boolean => spots.length === 0 && silent.length === 0;

/** Where only things are that start no connection, nobody can be a client. */
function foundAt(label: string, { spots, vacant, silent }: Placed): Resolved {
  const [only] = silent;
  if (spots.length === 0 && only) {
    const word = only.service?.word ?? only.word;
    return fail(
      `${label} is a ${word} (${only.id}), which starts no connection`,
      'name the machines behind it',
    );
  }
  return found(label, spots, vacant);
}
