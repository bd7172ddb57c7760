/** The engine asked as the oracle is: one packet of a raw world, answered from the set that it is in. */
import { type Address, type AddressSet, INTERNET, parseAddress } from '../../src/ip/address.ts';
import { contains, interval } from '../../src/ip/interval.ts';
import { TCP } from '../../src/ip/traffic.ts';
import type { Spot } from '../../src/model/endpoint.ts';
import type { Network } from '../../src/model/network.ts';
import { decode } from '../../src/providers/aws/decode.ts';
import { lower } from '../../src/providers/aws/lower.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import type { Part, Trace, Verdict } from '../../src/reach/trace.ts';
import { type End, type PacketQuery, type RawWorld, worldDocuments } from '../oracle/world.ts';

function networkOf(world: RawWorld): Network {
  const documents = worldDocuments(world).map((document) => ({
    ...document,
    origin: { file: `${document.call}.json`, pointer: '' },
  }));
  return lower(decode({ documents, gaps: [], ignored: [] }));
}

const address = (text: string): Address => parseAddress(text) ?? Number.NaN;

/** The whole subnet, or the whole internet, around the concrete end: the engine answers for the set. */
function spotOf(network: Network, end: End, role: 'from' | 'to', other: End): Spot {
  if (end.kind === 'internet') return outside(network, address(end.address));
  const subnet = network.subnets.get(end.subnet);
  if (!subnet) throw new Error(`${end.subnet} was not lowered`);
  const given: boolean | AddressSet =
    end.publicAddress === undefined ? false : interval(address(end.publicAddress));
  return {
    kind: 'vm',
    label: role,
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: subnet.usable,
    filters: end.groups,
    // The oracle sends to the private address; without a public one the engine does too.
    publicAddress: role === 'to' && other.kind === 'vm' ? false : given,
  };
}

/** The internet, or an address of a network that is in none of its subnets. */
function outside(network: Network, where: Address): Spot {
  const home = [...network.vpcs.values()].find((vpc) => contains(vpc.cidrs, where));
  return home
    ? { kind: 'nowhere', label: 'nowhere', vpc: home.id, addresses: interval(where) }
    : { kind: 'internet', label: 'internet', addresses: INTERNET };
}

/** The trace of the whole subnets, or the whole internet, around the packet. */
export function engine(world: RawWorld, query: PacketQuery): Trace {
  const network = networkOf(world);
  const from = spotOf(network, query.from, 'from', query.to);
  const to = spotOf(network, query.to, 'to', query.from);
  return traceFlow(worldOf(network), {
    from: [from],
    to: [to],
    protocol: TCP,
    ports: query.port > 15 ? interval(query.port) : interval(0, 15),
  });
}

const holds = (part: Part, query: PacketQuery): boolean =>
  contains(part.sources, address(query.from.address)) &&
  contains(part.destinations, address(query.to.address)) &&
  contains(part.ports, query.port) &&
  contains(part.sourcePorts, query.ephemeralPort);

/** The one part that holds the packet; none or two would be a lie about the set. */
export function verdictFor(trace: Trace, query: PacketQuery): Verdict | string {
  const found = trace.parts.filter((part) => holds(part, query));
  return found.length === 1 && found[0] ? found[0].verdict : `${found.length} parts`;
}
