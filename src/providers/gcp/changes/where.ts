/** What a change names, in the documents: ids of the network model are no links. */
import type { FilterDirection } from '../../../model/change.ts';
import type { FilterRule, Network } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { type Link, linkOf, linkText } from '../links.ts';
import { classicOf } from '../lower/firewall.ts';
import type { Entry, GcpResources, Table } from '../resources.ts';

/** What a change refers to: the network that it was made for, and the project that this was lowered from. */
export interface Origin {
  readonly resources: GcpResources;
  readonly network: Network;
}

export const networkEntry = (origin: Origin, vpc: string): Entry<compute.Network> | undefined =>
  entryOf(origin.resources.networks, origin.network.vpcs.get(vpc)?.link);

export const subnetEntry = (origin: Origin, id: string): Entry<compute.Subnetwork> | undefined =>
  entryOf(origin.resources.subnetworks, origin.network.subnets.get(id)?.link);

function entryOf<T>(table: Table<T>, selfLink: string | undefined): Entry<T> | undefined {
  const link = selfLink === undefined ? undefined : linkOf(selfLink);
  return link && table.get(linkText(link));
}

/** The network whose firewall a filter is. */
export const networkOfFilter = (origin: Origin, filter: string): Entry<compute.Network> | undefined =>
  networkEntry(origin, origin.network.filters.get(filter)?.vpcs[0] ?? '');

/** A VPC firewall rule by the id that it has in a filter, which is its name; undefined for a rule of a policy. */
export function firewallNamed(
  { resources, network }: Origin,
  filter: string,
  direction: FilterDirection,
  id: string,
): Entry<compute.Firewall> | undefined {
  const rule: FilterRule | undefined = network.filters.get(filter)?.[direction].find((one) => one.id === id);
  const found = [...classicOf(resources)].filter(({ place }) => isSame(place, rule?.place));
  return found.find(({ value }) => value.name === id);
}

const isSame = (a: FilterRule['place'], b: FilterRule['place']): boolean =>
  a?.file === b?.file && a?.pointer === b?.pointer;

export const routeNamed = (
  { resources, network }: Origin,
  table: string,
  id: string,
): Entry<compute.Route> | undefined => {
  const found = network.routeTables.get(table);
  const route = [...(found?.routes ?? []), ...(found?.overruled ?? [])].find((one) => one.id === id);
  return [...resources.routes.values()].find(
    ({ value, place }) => value.name === route?.name && isSame(place, route?.place),
  );
};

/** A resource that is not there yet, beside another one. */
export const beside = (link: Link, collection: string, name: string): Link => ({ ...link, collection, name });
