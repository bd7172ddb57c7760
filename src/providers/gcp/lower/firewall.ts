/**
 * All that filters a VM's packets, as one ordered filter a network, or a network and region where they differ:
 * hierarchical policies, regional system policies, VPC rules, the network's policies, the implied rules (gcp.md 5, 7).
 */
import { ALL_ADDRESSES, addressSet } from '../../../ip/address.ts';
import { EMPTY } from '../../../ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS } from '../../../ip/traffic.ts';
import type { Unknown } from '../../../model/known.ts';
import type { Filter, FilterRule } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkOf, linkText } from '../links.ts';
import type { About, Entry } from '../resources.ts';
import { CLASSIC, classicRules } from './classic.ts';
import {
  addressesOf,
  below,
  type Context,
  compare,
  groupBy,
  keyOf,
  networkOf,
  reference,
  resourceOf,
} from './context.ts';
import { type Direction, type Policy, policyRules, type Surroundings } from './policies.ts';
import { commandOf, refusalOf, type Scope, scopeOf, unreadCall, unreadOf } from './reading.ts';
import { allBlocks } from './subnets.ts';

type Network = Entry<compute.Network>;

/** A layer is a policy, the VPC rules, or the knowledge that something stands here which nobody read. */
type Layer = Policy | typeof CLASSIC | { readonly name: string; readonly unread: Unknown };

export interface Firewalls {
  readonly filters: readonly Filter[];
  /** The filter of a network's VMs in a region, by the network's link. */
  idOf(network: string, region: string | undefined): string;
}

export function lowerFirewalls(context: Context): Firewalls {
  const classic = groupBy([...classicOf(context)], networkOf);
  const made = [...context.resources.networks.values()].flatMap((network) =>
    partsOf(context, network).map((region) => lowerFirewall(context, network, region, classic)),
  );
  const ids = new Map(made.map(({ key, filter }) => [key, filter.id]));
  return {
    filters: made.map(({ filter }) => filter),
    idOf: (network, region) => ids.get(`${network} ${region}`) ?? ids.get(`${network} undefined`) ?? '',
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
function* classicOf({ resources }: Context): Generator<Entry<compute.Firewall>> {
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
  const layers = layersOf(context, network, region);
  const around = surroundings(context, network);
  const side = (direction: Direction): readonly FilterRule[] => [
    ...METADATA[direction],
    ...layers.flatMap((layer) =>
      layerRules(context, network, layer, direction, classic.get(key) ?? [], around),
    ),
    IMPLIED[direction],
  ];
  const {
    place: _,
    link: _link,
    name: _name,
    ...resource
  } = resourceOf(network, `${id}/firewall`, 'firewall');
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
  const unread =
    classic.length === 0
      ? unreadCall(context.resources, 'firewalls.list', { project: network.link.project })
      : undefined;
  return unread ? unreadLayer(CLASSIC, unread) : classicRules(classic, direction);
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
  const layers = (some: readonly Placed[]) => some.map(({ layer }) => layer);
  return isBefore
    ? [...layers(inOrder), ...layers(policies), CLASSIC]
    : [...layers(inOrder), CLASSIC, ...layers(policies)];
}

interface Placed {
  readonly kind: 'hierarchical' | 'system' | 'network';
  readonly layer: Exclude<Layer, typeof CLASSIC>;
}

const ABOUT_NETWORK = 'networks.getEffectiveFirewalls';
const ABOUT_REGION = 'regionNetworkFirewallPolicies.getEffectiveFirewalls';

/** Hierarchical policies and those of the whole network: the answer about it, else what lists of policies show. */
function globalPolicies(context: Context, network: Network): readonly Placed[] {
  const scope = scopeOf(network.link);
  const answer = context.resources.effectiveFirewalls.find(
    (one) => one.region === undefined && isAbout(one, network),
  );
  if (answer) return inForce(answer).filter(({ isRegional }) => !isRegional);
  const refusal = refusalOf(context.resources, ABOUT_NETWORK, scope);
  const hidden =
    refusal &&
    unreadOf(
      ABOUT_NETWORK,
      scope,
      `the firewall policies of the network were not read: ${refusal.why}`,
      'PERMISSION_DENIED',
    );
  return [
    ...(hidden
      ? [{ kind: 'hierarchical' as const, layer: { name: 'hierarchical firewall policies', unread: hidden } }]
      : []),
    ...(hidden ? [] : listedPolicies(context, network, undefined)),
  ];
}

function regionalLayers(context: Context, network: Network, region: string | undefined): readonly Placed[] {
  const scope: Scope = { ...scopeOf(network.link), region };
  const answer = context.resources.effectiveFirewalls.find(
    (one) => one.region === region && isAbout(one, network),
  );
  if (answer && region !== undefined) return inForce(answer).filter(({ isRegional }) => isRegional);
  const refusal = refusalOf(context.resources, ABOUT_REGION, scope);
  if (!refusal) return listedPolicies(context, network, region);
  const unread = unreadOf(
    ABOUT_REGION,
    scope,
    `the firewall policies of ${region} were not read: ${refusal.why}`,
    'PERMISSION_DENIED',
  );
  return [{ kind: 'system', layer: { name: `firewall policies of ${region}`, unread } }];
}

function isAbout({ project, arguments: given }: About<unknown>, { link }: Network): boolean {
  const network = given.network;
  const named = network === undefined ? undefined : (linkOf(network)?.name ?? network);
  return named === link.name && (project === undefined || project === link.project);
}

/** The policies of an answer, in the order of their type, and within it of their association. */
function inForce({
  value,
  place,
}: About<compute.EffectiveFirewalls>): readonly (Placed & { readonly isRegional: boolean })[] {
  return (value.firewallPolicys ?? [])
    .map((policy, i) => ({ policy, place: below(place, `/firewallPolicys/${i}`) }))
    .map((one) => ({
      ...one,
      order: one.policy.type === 'HIERARCHY' ? 0 : (one.policy.priority ?? DEFAULT_ASSOCIATION),
    }))
    .sort(
      (a, b) =>
        a.order - b.order ||
        (a.policy.type === 'HIERARCHY' ? 0 : compare(nameOf(a.policy), nameOf(b.policy))),
    )
    .map(({ policy, place: at }) => ({
      kind: kindOf(policy.type),
      isRegional: policy.type?.endsWith('_REGIONAL') === true,
      layer: { name: nameOf(policy), rules: policy.rules ?? [], place: at },
    }));
}

const DEFAULT_ASSOCIATION = 1000;

const nameOf = ({ displayName, shortName, name }: compute.EffectivePolicy): string =>
  displayName ?? shortName ?? name ?? 'firewall policy';

function kindOf(type = ''): Placed['kind'] {
  if (type === 'HIERARCHY') return 'hierarchical';
  return type.startsWith('SYSTEM') ? 'system' : 'network';
}

/** Policies whose own list says that they are associated with the network. */
function listedPolicies(context: Context, network: Network, region: string | undefined): readonly Placed[] {
  const key = linkText(network.link);
  const found = [...context.resources.firewallPolicies.values()]
    .filter(({ link }) => link.region === region)
    .flatMap((policy) => {
      const association = policy.value.associations?.find(
        ({ attachmentTarget }) => keyOf(attachmentTarget, policy.link) === key,
      );
      return association ? [{ policy, priority: association.priority ?? DEFAULT_ASSOCIATION }] : [];
    })
    .sort((a, b) => a.priority - b.priority || compare(a.policy.link.name, b.policy.link.name))
    .map(({ policy }): Placed => ({ kind: 'network', layer: listedLayer(policy, network) }));
  if (found.length > 0 || region !== undefined || network.value.firewallPolicy === undefined) return found;
  const name = reference(network.value.firewallPolicy, network.link)?.name ?? network.value.firewallPolicy;
  return [{ kind: 'network', layer: { name, unread: rulesUnread(name, network) } }];
}

const listedLayer = (
  { value, link, place }: Entry<compute.FirewallPolicy>,
  network: Network,
): Placed['layer'] =>
  value.rules
    ? { name: link.name, rules: value.rules, place }
    : { name: link.name, unread: rulesUnread(link.name, network) };

const rulesUnread = (name: string, { link }: Network): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `the rules of the firewall policy ${name} are not in the input`,
  settle: commandOf(ABOUT_NETWORK, scopeOf(link)),
});

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
