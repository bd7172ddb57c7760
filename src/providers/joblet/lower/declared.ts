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
  if (!complete && !networks.some(({ name }) => name === BRIDGE)) builtIn.push(inherent(BRIDGE, BRIDGE_CIDR));
  if (version.profile === 'S') builtIn.push(inherent(ISOLATED, ISOLATED_CIDR));
  const firsts = new Map<string, NetworkEntry>();
  const written = networks.map((network): Declared => {
    const first = firsts.get(network.name) ?? network;
    firsts.set(network.name, first);
    const id = first.cidr === network.cidr ? network.name : `${network.name}@${network.cidr}`;
    return asWritten(network, id);
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

const asWritten = ({ name, cidr, bridge, source, place }: NetworkEntry, id: string): Declared => ({
  ...ranged(cidr, id),
  id,
  word: 'network',
  name,
  cidr,
  bridge: bridge || bridgeOf(name),
  source,
  builtin: BUILT_IN.includes(name),
  place,
});

/** Joblet has IPv4 only: an IPv6 block gives no gateway, and no subnet. */
function ranged(cidr: string | undefined, id: string): Pick<Declared, 'block' | 'subnet'> {
  const block = cidr?.includes('/') ? parseCidr(cidr) : undefined;
  if (!block) return {};
  return { block, ...(block.family === 4 && { subnet: id }) };
}
