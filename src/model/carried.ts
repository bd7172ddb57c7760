/** What a machine is given that decides its filtering: groups of its own, or labels that a network's rules choose by. */
import type { FilterRule, Network, Resource, Subnet } from './network.ts';

/** One thing that a firewall id of a placement can name. */
export interface Firewall extends Resource {
  /** The networks that it means something in. */
  readonly vpcs: readonly string[];
  /** The rules for what comes to its bearers. */
  readonly ingress: readonly FilterRule[];
  /** The rules for what its bearers send, where they are its own. */
  readonly egress?: readonly FilterRule[];
  /** How rules name its bearers. */
  readonly group: string;
}

const made = new WeakMap<Network, ReadonlyMap<string, Firewall>>();

/** By firewall id; filters at a subnet's border are stateless, and no machine carries them. */
export function firewallsOf(network: Network): ReadonlyMap<string, Firewall> {
  const all = made.get(network) ?? new Map(network.labels ? labelled(network) : groups(network));
  made.set(network, all);
  return all;
}

const groups = ({ filters }: Network): readonly (readonly [string, Firewall])[] =>
  [...filters].filter(([, { stateful }]) => stateful).map(([id, filter]) => [id, { ...filter, group: id }]);

function labelled({ labels, filters }: Network): readonly (readonly [string, Firewall])[] {
  if (!labels) return [];
  const { firewall: kind, word, known } = labels;
  const lines = [...filters.values()].flatMap(({ ingress }) => ingress);
  return [...known]
    .filter(([label]) => label.startsWith(kind))
    .map(([label, vpcs]) => {
      const id = label.slice(kind.length);
      const ingress = lines.filter(({ target }) => target?.labels.includes(label));
      return [id, { id, word, vpcs, ingress, group: label }];
    });
}

/** A firewall id that nothing in the network means yet, where one needs no making. */
export function newFirewall({ labels }: Network, vpc: string): string | undefined {
  if (!labels) return undefined;
  const isTaken = (id: string) => labels.known.get(`${labels.firewall}${id}`)?.includes(vpc) === true;
  for (let number = 1; ; number++) {
    const id = number === 1 ? NEW_ID : `${NEW_ID}-${number}`;
    if (!isTaken(id)) return id;
  }
}

const NEW_ID = 'dask';

interface Carried {
  readonly filters: readonly string[];
  readonly labels?: readonly string[];
  readonly untold?: readonly string[];
}

/** What a planned machine of the subnet has that is given these firewall ids, and runs as this account. */
export function carriedIn(
  { labels }: Network,
  subnet: Subnet,
  firewalls: readonly string[],
  account?: string,
): Carried {
  if (!labels) return { filters: firewalls };
  const own = firewalls.map((id) => `${labels.firewall}${id}`);
  return {
    filters: subnet.machineFilters ?? [],
    labels: account === undefined ? own : [...own, `${labels.account}${account}`],
    ...(account === undefined && { untold: [labels.account] }),
  };
}

/** The id that a person means by a reference, which may be one already. */
export const idIn = ({ idOf }: Network, reference: string): string => idOf?.(reference) ?? reference;
