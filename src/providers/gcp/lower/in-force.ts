/** The firewall policies that apply to a network, in a region of it, as far as anybody read them (gcp.md 1, 3, 7). */
import type { Unknown } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type * as compute from '../documents.ts';
import { linkOf, linkText } from '../links.ts';
import type { About, Entry } from '../resources.ts';
import { below, type Context, keyOf, reference } from './context.ts';
import type { Policy } from './policies.ts';
import { commandOf, refusalOf, type Scope, scopeOf, unreadOf } from './reading.ts';

type Network = Entry<compute.Network>;

/** Something stands here that nobody read. */
export interface UnreadPolicy {
  readonly name: string;
  readonly unread: Unknown;
}

/** A policy that applies, and which kind of layer it is. */
export interface Placed {
  readonly kind: 'hierarchical' | 'system' | 'network';
  readonly layer: Policy | UnreadPolicy;
}

const ABOUT_NETWORK = 'networks.getEffectiveFirewalls';
const ABOUT_REGION = 'regionNetworkFirewallPolicies.getEffectiveFirewalls';

/** Hierarchical policies and those of the whole network: the answer about it, else what lists of policies show. */
export function globalPolicies(context: Context, network: Network): readonly Placed[] {
  const scope = scopeOf(network);
  // The answer about a region tells the network's own policies too.
  const answers = context.resources.effectiveFirewalls.filter((one) => isAbout(one, network));
  const answer = answers.find(({ region }) => region === undefined) ?? answers[0];
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
    ...(hidden ? [] : listedHierarchy(context, network)),
    ...(hidden ? [] : listedPolicies(context, network, undefined)),
  ];
}

/** Policies of the organisation or its folders that apply somewhere; whether they do here, the list does not say. */
export const hierarchyOf = ({ resources }: Context): readonly Entry<compute.FirewallPolicy>[] =>
  [...resources.hierarchicalPolicies.values()].filter(({ value }) => (value.associations ?? []).length > 0);

const listedHierarchy = (context: Context, network: Network): readonly Placed[] =>
  hierarchyOf(context).map(({ value, link, place }) => {
    const name = value.displayName ?? value.shortName ?? link.name;
    const unread = unreadOf(
      ABOUT_NETWORK,
      scopeOf(network),
      `whether the hierarchical firewall policy ${name} applies to ${context.networkId(network.link)} was not read`,
      'UNKNOWN_RESOURCE',
    );
    const layer = value.rules ? { name, rules: value.rules, place, perhaps: unread } : { name, unread };
    return { kind: 'hierarchical', layer };
  });

export function regionalLayers(
  context: Context,
  network: Network,
  region: string | undefined,
): readonly Placed[] {
  const scope: Scope = { ...scopeOf(network), region };
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

/** Whether an answer is the one about this network. */
export function isAbout({ project, arguments: given }: About<unknown>, { link }: Network): boolean {
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

const rulesUnread = (name: string, network: Network): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `the rules of the firewall policy ${name} are not in the input`,
  settle: commandOf(ABOUT_NETWORK, scopeOf(network)),
});
