/** Networks as they were written, and those that nobody has to write. */
import { parseCidr } from '../../../ip/address.ts';
import type { DeclaredNetwork } from '../../../model/plan.ts';
import type { JobletResources, NetworkEntry } from '../resources.ts';
import { BRIDGE, BRIDGE_CIDR, BUILT_IN, bridgeOf, ISOLATED, ISOLATED_CIDR } from './words.ts';

export type Declared = DeclaredNetwork;

/** In the order of the input, the built-in ones first. */
export function declared({ networks, complete, version }: JobletResources): readonly Declared[] {
  const builtIn: Declared[] = [];
  // A list of Joblet's own shows the bridge unless its configuration has lost it.
  const isListed = networks.some(({ name, source }) => name === BRIDGE && source === 'listed');
  if (!complete && !isListed) builtIn.push(inherent(BRIDGE, BRIDGE_CIDR));
  if (version.profile === 'S') builtIn.push(inherent(ISOLATED, ISOLATED_CIDR));
  const firsts = new Map<string, NetworkEntry>();
  const written = networks.map((network): Declared => {
    const first = firsts.get(network.name) ?? network;
    firsts.set(network.name, first);
    const isFirst = first.cidr === network.cidr && !isRefused(network);
    return asWritten(network, isFirst ? network.name : `${network.name}@${network.cidr}`);
  });
  return [...builtIn, ...written];
}

const inherent = (name: string, cidr: string): Declared => ({
  ...ranged(cidr, name),
  id: name,
  word: 'network',
  name,
  cidr,
  bridge: bridgeOf(name),
  source: 'built-in',
  builtin: true,
});

/** rnx creates none with the name of a mode: such a command changes nothing. */
const isRefused = ({ name, source }: NetworkEntry): boolean =>
  source === 'created' && BUILT_IN.includes(name);

const asWritten = (network: NetworkEntry, id: string): Declared => ({
  ...described(network, id),
  ...(!isRefused(network) && ranged(network.cidr, id)),
});

const described = ({ name, cidr, bridge, source, place, comment }: NetworkEntry, id: string): Declared => ({
  id,
  word: 'network',
  name,
  cidr,
  bridge: bridge || bridgeOf(name),
  source,
  builtin: BUILT_IN.includes(name),
  place,
  ...(comment && { comment }),
});

/** Joblet has IPv4 only: an IPv6 block gives no gateway, and no subnet. */
function ranged(cidr: string | undefined, id: string): Pick<Declared, 'block' | 'subnet'> {
  const block = cidr?.includes('/') ? parseCidr(cidr) : undefined;
  if (!block) return {};
  return { block, ...(block.family === 4 && { subnet: id }) };
}
