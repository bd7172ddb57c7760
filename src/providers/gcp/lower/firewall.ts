/**
 * All that filters a VM's packets, as one ordered filter a network, or a network and region where they differ:
 * hierarchical policies, regional system policies, VPC rules, the network's policies, the implied rules (gcp.md 5, 7).
 */
import { ALL_ADDRESSES, addressSet } from '../../../ip/address.ts';
import { EMPTY } from '../../../ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS } from '../../../ip/traffic.ts';
import type { Unknown } from '../../../model/known.ts';
import { groupBy } from '../../../model/lists.ts';
import type { Filter, FilterRule } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkOf, linkText } from '../links.ts';
import type { Entry, GcpResources } from '../resources.ts';
import { CLASSIC, classicRules } from './classic.ts';
import { addressesOf, below, type Context, keyOf, networkOf, resourceOf } from './context.ts';
import { globalPolicies, isAbout, regionalLayers, type UnreadPolicy } from './in-force.ts';
import { type Direction, type Policy, policyRules, type Surroundings } from './policies.ts';
import { isForRdma } from './profile.ts';
import { unreadCall } from './reading.ts';
import { allBlocks } from './subnets.ts';

type Network = Entry<compute.Network>;

/** A layer is a policy, the VPC rules, or the knowledge that something stands here which nobody read. */
type Layer = Policy | typeof CLASSIC | UnreadPolicy;

export interface Firewalls {
  readonly filters: readonly Filter[];
  /** The filter of a network's VMs in a region, by the network's link. */
  idOf(network: string, region: string | undefined): string | undefined;
}

export function lowerFirewalls(context: Context): Firewalls {
  const classic = groupBy([...classicOf(context.resources)], networkOf);
  const made = [...context.resources.networks.values()].flatMap((network) =>
    partsOf(context, network).map((region) => lowerFirewall(context, network, region, classic)),
  );
  const ids = new Map(made.map(({ key, filter }) => [key, filter.id]));
  return {
    filters: made.map(({ filter }) => filter),
    idOf: (network, region) => ids.get(`${network} ${region}`) ?? ids.get(`${network} undefined`),
  };
}

/** The regions in which a network's firewall has something of its own; else the whole network alike. */
function partsOf(context: Context, network: Network): readonly (string | undefined)[] {
  const subnets = context.subnetsOf.get(linkText(network.link)) ?? [];
  const regions = [...new Set(subnets.map(({ link }) => link.region))].sort();
  const own = regions.filter((region) => regionalLayers(context, network, region).length > 0);
  return own.length === 0 ? [undefined] : regions;
}

/** The rules' own list, and what the answers about effective firewalls repeat of it. */
export function* classicOf(resources: GcpResources): Generator<Entry<compute.Firewall>> {
  yield* resources.firewalls.values();
  const seen = new Set(resources.firewalls.keys());
  for (const { value, project, place } of resources.effectiveFirewalls) {
    for (const [i, rule] of (value.firewalls ?? []).entries()) {
      const link = linkOf(rule.selfLink ?? '') ?? {
        ...(project !== undefined && { project }),
        collection: 'firewalls',
        name: rule.name ?? '',
      };
      if (seen.has(linkText(link))) continue;
      seen.add(linkText(link));
      yield { value: rule, link, place: below(place, `/firewalls/${i}`) };
    }
  }
}

function lowerFirewall(
  context: Context,
  network: Network,
  region: string | undefined,
  classic: ReadonlyMap<string, readonly Entry<compute.Firewall>[]>,
): { readonly key: string; readonly filter: Filter } {
  const key = linkText(network.link);
  const id = context.networkId(network.link);
  const first = isForRdma(network.value) ? [rdmaPolicies(id)] : [];
  const layers = [...first, ...layersOf(context, network, region)];
  const around = surroundings(context, network);
  const side = (direction: Direction): readonly FilterRule[] => [
    ...METADATA[direction],
    ...layers.flatMap((layer) =>
      layerRules(context, network, layer, direction, classic.get(key) ?? [], around),
    ),
    IMPLIED[direction],
  ];
  // Its place is the network's: a firewall is made with its network, and is no resource of its own.
  const { link: _link, name: _name, ...resource } = resourceOf(network, `${id}/firewall`, 'firewall');
  return {
    key: `${key} ${region}`,
    filter: {
      ...resource,
      id: region === undefined ? `${id}/firewall` : `${id}/firewall/${region}`,
      ...(region !== undefined && { region }),
      vpcs: [id],
      own: CLASSIC,
      foreign: layers.slice(0, layers.indexOf(CLASSIC)).map(layerName),
      reading: 'first-match',
      stateful: true,
      ingress: side('INGRESS'),
      egress: side('EGRESS'),
    },
  };
}

const layerName = (layer: Layer): string => (layer === CLASSIC ? CLASSIC : layer.name);

const EVERYTHING = { protocol: ALL_PROTOCOLS, ports: ALL_PORTS, implicit: true } as const;

/** The metadata server, the resolver too, answers whatever the rules say. */
const METADATA: Readonly<Record<Direction, readonly FilterRule[]>> = {
  INGRESS: [],
  EGRESS: [
    {
      ...EVERYTHING,
      id: 'metadata server',
      action: 'allow',
      layer: 'always allowed',
      peer: { addresses: addressSet(['169.254.169.254']), groups: [] },
      text: 'allow all traffic to 169.254.169.254: Google always allows it',
    },
  ],
};

const implied = (action: 'allow' | 'deny'): FilterRule => ({
  ...EVERYTHING,
  id: 'implied rule',
  action,
  layer: 'implied rules',
  peer: { addresses: ALL_ADDRESSES, groups: [] },
  text: `${action} all traffic`,
});

const IMPLIED: Readonly<Record<Direction, FilterRule>> = {
  INGRESS: implied('deny'),
  EGRESS: implied('allow'),
};

function layerRules(
  context: Context,
  network: Network,
  layer: Layer,
  direction: Direction,
  classic: readonly Entry<compute.Firewall>[],
  around: Surroundings,
): readonly FilterRule[] {
  if (layer !== CLASSIC)
    return 'unread' in layer ? unreadLayer(layer.name, layer.unread) : policyRules(layer, direction, around);
  const unread = unreadClassic(context, network);
  return [...(unread ? unreadLayer(CLASSIC, unread) : []), ...classicRules(classic, direction)];
}

/** The answers about effective firewalls repeat the VPC rules. */
function unreadClassic({ resources }: Context, network: Network): Unknown | undefined {
  if (resources.effectiveFirewalls.some((answer) => isAbout(answer, network))) return undefined;
  return unreadCall(resources, 'firewalls.list', { project: network.link.project });
}

/** What nobody read may allow anything, and deny anything. */
const unreadLayer = (name: string, unread: Unknown): readonly FilterRule[] =>
  (['allow', 'deny'] as const).map((action) => ({
    ...EVERYTHING,
    id: name,
    action,
    layer: name,
    peer: { addresses: EMPTY, groups: [], unread },
    text: `${name}: not read`,
  }));

/** They are stateless, and asked of no other kind of network: nothing here says what they let through. */
const rdmaPolicies = (network: string): UnreadPolicy => ({
  name: 'RDMA firewall policies',
  unread: {
    cause: 'UNSUPPORTED',
    why: `${network} is a network for RDMA, whose firewall this tool does not follow`,
    settle: 'name another network',
  },
});

function layersOf(context: Context, network: Network, region: string | undefined): readonly Layer[] {
  const regional = region === undefined ? [] : regionalLayers(context, network, region);
  const system = regional.filter(({ kind }) => kind === 'system');
  const global = globalPolicies(context, network);
  const policies = [
    ...global.filter(({ kind }) => kind === 'network'),
    ...regional.filter(({ kind }) => kind === 'network'),
  ];
  const isBefore = network.value.networkFirewallPolicyEnforcementOrder === 'BEFORE_CLASSIC_FIREWALL';
  const inOrder = [
    ...global.filter(({ kind }) => kind === 'hierarchical'),
    ...global.filter(({ kind }) => kind === 'system'),
    ...system,
  ];
  const own = [...policies].map(({ layer }) => layer);
  const first = inOrder.map(({ layer }) => layer);
  return distinct(isBefore ? [...first, ...own, CLASSIC] : [...first, CLASSIC, ...own]);
}

/** Two policies of one name are two layers. */
function distinct(layers: readonly Layer[]): readonly Layer[] {
  const seen = new Map<string, number>();
  return layers.map((layer) => {
    if (layer === CLASSIC) return layer;
    const times = (seen.get(layer.name) ?? 0) + 1;
    seen.set(layer.name, times);
    return times === 1 ? layer : { ...layer, name: `${layer.name} (${times})` };
  });
}

function surroundings(context: Context, network: Network): Surroundings {
  const rangesOf = (key: string) => {
    const subnets = context.subnetsOf.get(key);
    return subnets && addressesOf(subnets.flatMap(({ value }) => allBlocks(value)));
  };
  const key = linkText(network.link);
  return {
    network: key,
    own: rangesOf(key) ?? EMPTY,
    rangesOf: (text) => {
      const other = keyOf(text, network.link);
      return other === undefined ? undefined : rangesOf(other);
    },
  };
}
