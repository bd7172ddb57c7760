/** What every part of the lowering looks at, and the small things that all of them say alike. */
import { type AddressSet, type Cidr, cidrSet, parseCidr } from '../../../ip/address.ts';
import { union } from '../../../ip/interval.ts';
import { groupBy } from '../../../model/lists.ts';
import type { Place, Resource } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { type Link, linkOf, linkText } from '../links.ts';
import type { Entry, GcpResources, Table } from '../resources.ts';
import { type Names, namesOf } from './names.ts';

export interface Context {
  readonly resources: GcpResources;
  /** Ids of networks, subnets and gateways, VMs among them; each is unique among its own. */
  readonly networkId: Names;
  readonly subnetId: Names;
  readonly gatewayId: Names;
  /** By the network's link: what stands in it, in order of link. */
  readonly subnetsOf: ReadonlyMap<string, readonly Entry<compute.Subnetwork>[]>;
  readonly routesOf: ReadonlyMap<string, readonly Entry<compute.Route>[]>;
  readonly routersOf: ReadonlyMap<string, readonly Entry<compute.Router>[]>;
  /** By the network's id and an address in it, a blank between them. */
  readonly instanceAt: ReadonlyMap<string, Entry<compute.Instance>>;
}

export function contextOf(resources: GcpResources): Context {
  const networkLinks = [
    ...linksOf(resources.networks),
    ...[...resources.subnetworks.values()].flatMap(({ value, link }) => reference(value.network, link) ?? []),
  ];
  const networkId = namesOf(networkLinks);
  return {
    resources,
    networkId,
    subnetId: namesOf(linksOf(resources.subnetworks)),
    gatewayId: namesOf(gatewayLinks(resources)),
    subnetsOf: groupBy([...resources.subnetworks.values()], networkOf),
    routesOf: groupBy([...resources.routes.values()], networkOf),
    routersOf: groupBy([...resources.routers.values()], networkOf),
    instanceAt: new Map([...resources.instances.values()].flatMap((entry) => placesOf(entry, networkId))),
  };
}

const placesOf = (
  entry: Entry<compute.Instance>,
  networkId: Names,
): readonly (readonly [string, Entry<compute.Instance>])[] =>
  (entry.value.networkInterfaces ?? []).flatMap(({ network, networkIP }) => {
    const link = reference(network, entry.link);
    return link && networkIP !== undefined ? [[`${networkId(link)} ${networkIP}`, entry] as const] : [];
  });

const linksOf = (table: Table<unknown>): readonly Link[] => [...table.values()].map(({ link }) => link);

function gatewayLinks(resources: GcpResources): readonly Link[] {
  const { routers, networks, vpnTunnels, interconnectAttachments, forwardingRules, instances } = resources;
  return [
    ...[vpnTunnels, interconnectAttachments, forwardingRules, instances].flatMap(linksOf),
    ...nextHopLinks(resources),
    ...[...routers.values()].flatMap(({ value, link }) =>
      (value.nats ?? []).map(({ name = '' }) => natLink(link, name)),
    ),
    ...[...networks.values()].flatMap(({ value, link }) =>
      (value.peerings ?? []).map(({ name = '' }) => peeringLink(link, name)),
    ),
  ];
}

/** What routes lead to, described or not. */
export const nextHopLinks = ({ routes }: GcpResources): readonly Link[] =>
  [...routes.values()].flatMap(({ value, link }) =>
    [value.nextHopVpnTunnel, value.nextHopInterconnectAttachment, value.nextHopInstance].flatMap(
      (text) => reference(text, link) ?? [],
    ),
  );

/** A NAT has no link of its own: it is a part of its router. */
export const natLink = (router: Link, name: string): Link => ({
  ...router,
  collection: `${router.name}/nats`,
  name,
});
/** A peering is a part of its network. */
export const peeringLink = (network: Link, name: string): Link => ({
  ...network,
  collection: `${network.name}/peerings`,
  name,
});

/** The key of the network that a resource is in; a reference without a project is one into its own. */
export const networkOf = ({ value, link }: Entry<{ readonly network?: string }>): string => {
  const network = reference(value.network, link);
  return network ? linkText(network) : '';
};

/** A reference that stands in a resource. A bare name is taken to name something of the same project and region. */
export function reference(text: string | undefined, from: Link): Link | undefined {
  const link = text === undefined ? undefined : linkOf(text);
  if (!link || link.project !== undefined || from.project === undefined) return link;
  return { ...link, project: from.project };
}

export const keyOf = (text: string | undefined, from: Link): string | undefined => {
  const link = reference(text, from);
  return link && linkText(link);
};

/** The identity of a resource; the name stands beside an id that is not the name alone. */
export function resourceOf({ link, place }: Entry<unknown>, id: string, word: string): Resource {
  const { project, region, name } = link;
  return {
    id,
    word,
    ...(name !== id && { name }),
    ...(project !== undefined && { account: project }),
    ...(region !== undefined && { region }),
    place,
    link: fullLink(link),
  };
}

/** As the API writes it in `selfLink`. */
export const fullLink = (link: Link): string => `https://www.googleapis.com/compute/v1/${linkText(link)}`;

export const below = (place: Place, tail: string): Place => ({ ...place, pointer: place.pointer + tail });

export const blocksOf = (texts: readonly (string | undefined)[]): readonly Cidr[] =>
  texts.flatMap((text) => (text === undefined ? [] : (parseCidr(text) ?? [])));

export const addressesOf = (blocks: readonly Cidr[]): AddressSet => union(...blocks.map(cidrSet));
