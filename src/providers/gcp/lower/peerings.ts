/** VPC Network Peering: which routes come over it, and the hop itself (gcp.md 20). */
import {
  type AddressSet,
  type Cidr,
  cidrSet,
  formatCidr,
  NOT_PUBLIC_V4,
  parseCidr,
} from '../../../ip/address.ts';
import { isSubset } from '../../../ip/interval.ts';
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import type { Peering, Route, Unknown } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { type Link, linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { addressesOf, below, type Context, peeringLink, reference, resourceOf } from './context.ts';
import { INTERNET_GATEWAY } from './internet.ts';
import { type Learned, learnedRoutes } from './learned.ts';
import { hopOf } from './next-hops.ts';
import { scopeOf, unreadCall, unreadOf } from './reading.ts';
import { type Led, lowerRoute, rankOf } from './routes.ts';
import { allBlocks } from './subnets.ts';

type Network = Entry<compute.Network>;

/** One side's view of a peering. */
interface View {
  readonly network: Network;
  readonly peering: compute.NetworkPeering;
  readonly id: string;
  readonly other: Link;
  readonly index: number;
}

const viewsOf = (context: Context, network: Network): readonly View[] =>
  (network.value.peerings ?? []).flatMap((peering, index) => {
    const other = reference(peering.network, network.link);
    const id = context.gatewayId(peeringLink(network.link, peering.name ?? ''));
    return other ? [{ network, peering, id, other, index }] : [];
  });

export const lowerPeerings = (context: Context): readonly Peering[] =>
  [...context.resources.networks.values()].flatMap((network) =>
    viewsOf(context, network).map((view) => lowerPeering(context, view)),
  );

function lowerPeering(context: Context, view: View): Peering {
  const { network, other, id, index } = view;
  const { link: _, name: _name, ...resource } = resourceOf(network, id, 'VPC Network Peering');
  const near = addressesOf(blocksOf(context, network.link));
  return {
    ...resource,
    place: below(network.place, `/peerings/${index}`),
    kind: 'peering',
    state: stateOf(view),
    sides: [
      { vpc: context.networkId(network.link), cidrs: near },
      { vpc: context.networkId(other), cidrs: rangesBehind(context, view) },
    ],
    // Tags and service accounts are those of VMs in the same network.
    groupReferences: unusable(
      'FIREWALL_RULE',
      `tags and service accounts of ${other.name} mean nothing across ${id}`,
    ),
  };
}

const stateOf = ({ peering, id }: View): Health =>
  peering.state === undefined || peering.state === 'ACTIVE'
    ? USABLE
    : unusable(
        'NO_ROUTE',
        `${id} is ${peering.state}${peering.stateDetails === undefined ? '' : `: ${peering.stateDetails}`}`,
      );

const blocksOf = (context: Context, network: Link): readonly Cidr[] =>
  (context.subnetsOf.get(linkText(network)) ?? []).flatMap(({ value }) => allBlocks(value));

/** Subnet routes always come, those of public ranges only where both sides say so. */
function exchanged(context: Context, view: View): readonly Cidr[] {
  const far = farView(context, view);
  const withPublic =
    view.peering.importSubnetRoutesWithPublicIp === true &&
    far?.peering.exportSubnetRoutesWithPublicIp !== false;
  const own = blocksOf(context, view.other);
  const found = own.length > 0 ? own : toldRanges(context, view);
  return found.filter((block) => withPublic || block.family === 6 || isSubset(cidrSet(block), NOT_PUBLIC_V4));
}

const rangesBehind = (context: Context, view: View): AddressSet =>
  addressesOf([...exchanged(context, view), ...toldRanges(context, view)]);

/** The same peering as the other network has it, where that one is in the input. */
function farView(context: Context, { network, other }: View): View | undefined {
  const far = context.resources.networks.get(linkText(other));
  return far && viewsOf(context, far).find((one) => linkText(one.other) === linkText(network.link));
}

/** What the network's own answers say that comes over the peering. */
function toldRanges({ resources, routesOf }: Context, { network, peering }: View): readonly Cidr[] {
  const key = linkText(network.link);
  const listed = (routesOf.get(key) ?? [])
    .filter(({ value }) => value.nextHopPeering === peering.name)
    .map(({ value }) => value.destRange);
  const asked = resources.peeringRoutes
    .filter(
      ({ arguments: given }) =>
        given.peeringName === peering.name && (given.network ?? network.link.name) === network.link.name,
    )
    .filter(({ arguments: given }) => given.direction !== 'OUTGOING')
    .flatMap(({ value }) =>
      value.filter(({ imported }) => imported !== false).map(({ destRange }) => destRange),
    );
  return [...new Set([...listed, ...asked])].flatMap((text) => parseCidr(text ?? '') ?? []);
}

/** Routes that a network has by its peerings. An inactive peering exchanges none. */
export const peeringRoutes = (context: Context, network: Network): readonly Led[] =>
  viewsOf(context, network)
    .filter((view) => stateOf(view).is === 'usable')
    .flatMap((view) => [...subnetRoutes(context, view), ...customRoutes(context, view)]);

/** What an inactive peering would bring, as far as the input tells its ranges. */
export const idleRoutes = (context: Context, network: Network): readonly Route[] =>
  viewsOf(context, network)
    .map((view) => ({ view, state: stateOf(view) }))
    .filter(({ state }) => state.is !== 'usable')
    .flatMap(({ view, state }) => exchanged(context, view).map((block) => overPeering(view, block, state)));

function subnetRoutes(context: Context, view: View): readonly Led[] {
  const blocks = [...exchanged(context, view), ...toldRanges(context, view)];
  const distinct = [...new Map(blocks.map((block) => [formatCidr(block), block])).values()];
  if (distinct.length === 0 && !context.resources.networks.has(linkText(view.other))) return notTold(view);
  return distinct.map((destination) => ({ route: overPeering(view, destination, USABLE) }));
}

const overPeering = ({ id }: View, destination: Cidr, state: Health): Route => ({
  id: `${formatCidr(destination)} → ${id}`,
  destination,
  rank: rankOf({ isPeer: true }),
  state,
  target: { kind: 'gateway', id },
});

/** Private ranges may lie behind a peer that is not in the input; which ones is not known. */
function notTold(view: View): readonly Led[] {
  const scope = scopeOf(view.network);
  const unknown = unreadOf(
    ASKED,
    scope,
    `the ranges of ${view.other.name} behind ${view.id} are not in the input`,
    'UNKNOWN_NETWORK',
  );
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
    .flatMap((text) => parseCidr(text) ?? [])
    .map((destination) => ({ route: overPeering(view, destination, { is: 'unknown', unknown }) }));
}

/** Static and learned routes of the other network, where it exports and this one imports them; they never go on. */
function customRoutes(context: Context, view: View): readonly Led[] {
  const far = farView(context, view);
  if (!far || view.peering.importCustomRoutes !== true || far.peering.exportCustomRoutes !== true) return [];
  const statics = (context.routesOf.get(linkText(view.other)) ?? [])
    .filter(({ value }) => (value.tags ?? []).length === 0)
    .flatMap((entry) => {
      const hop = hopOf(context, context.networkId(view.other), entry);
      const destination = parseCidr(entry.value.destRange ?? '');
      return hop && destination
        ? [{ route: lowerRoute(entry, hop, destination), ...(hop.gateway && { gateway: hop.gateway }) }]
        : [];
    });
  return [...statics, ...learnedOf(context, far).flatMap(({ led }) => led)]
    .filter(({ route }) => route.target.kind === 'gateway' && route.target.id !== INTERNET_GATEWAY)
    .map((led) => ({
      ...led,
      route: {
        ...led.route,
        id: `${led.route.id} by ${view.id}`,
        rank: led.route.rank + rankOf({ isPeer: true, priority: 0 }),
      },
    }));
}

function learnedOf(context: Context, { network }: View): readonly Learned[] {
  const subnets = context.subnetsOf.get(linkText(network.link)) ?? [];
  const regions = [...new Set(subnets.map(({ link }) => link.region))];
  return regions.map((region) => learnedRoutes(context, network, region));
}

/** Why more may come over the peerings of a network than its answers, and those of its peers, tell. */
export const unreadPeers = (context: Context, network: Network): readonly Unknown[] =>
  viewsOf(context, network)
    .filter((view) => stateOf(view).is === 'usable' && !isTold(context, view))
    .flatMap((view) => unreadPeer(context, view));

function unreadPeer(context: Context, view: View): readonly Unknown[] {
  const { resources } = context;
  const far = farView(context, view);
  const project = view.other.project;
  // Ranges of a peer that nobody read stand among the routes, as far as they can be.
  if (!far) return view.peering.importCustomRoutes === true ? [customUnread(view)] : [];
  const subnets = unreadCall(resources, 'subnetworks.aggregatedList', { project });
  const imports = view.peering.importCustomRoutes === true && far.peering.exportCustomRoutes === true;
  const statics = imports ? unreadCall(resources, 'routes.list', { project }) : undefined;
  const learned = imports ? learnedOf(context, far).flatMap(({ unread }) => unread) : [];
  return [...(subnets ? [subnets] : []), ...(statics ? [statics] : []), ...learned];
}

/** Which static and learned routes come over a peering the network's own answer about it says. */
const isTold = ({ resources }: Context, { network, peering }: View): boolean =>
  resources.peeringRoutes.some(
    ({ arguments: given }) =>
      given.peeringName === peering.name &&
      (given.network ?? network.link.name) === network.link.name &&
      given.direction !== 'OUTGOING',
  );

const customUnread = ({ network, other, id }: View): Unknown =>
  unreadOf(
    ASKED,
    scopeOf(network),
    `the static and learned routes of ${other.name} that come over ${id} are not in the input`,
    'UNKNOWN_NETWORK',
  );

const ASKED = 'networks.listPeeringRoutes';
