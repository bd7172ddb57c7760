/** Where a route leads: each kind of next hop as a gateway (gcp.md 15, 19). */
import { parseAddress } from '../../../ip/address.ts';
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import type { Gateway, Middlebox, Opaque } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { type Link, linkOf, linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { type Context, keyOf, reference, resourceOf } from './context.ts';
import { interfaceId } from './interfaces.ts';
import { INTERNET_GATEWAY } from './internet.ts';
import { unreadCall } from './reading.ts';
import { allBlocks } from './subnets.ts';

export interface Hop {
  /** Id of the gateway. */
  readonly id: string;
  /** Absent for a gateway that is lowered elsewhere. */
  readonly gateway?: Gateway;
  readonly state: Health;
}

/** Undefined for a route of the network's own: its subnets say the same. */
export function hopOf(
  context: Context,
  network: string,
  { value, link }: Entry<compute.Route>,
): Hop | undefined {
  const linked = HOPS.map(([field, word]) => ({ to: reference(value[field], link), word })).find(
    ({ to }) => to,
  );
  if (value.nextHopGateway !== undefined) return { id: INTERNET_GATEWAY, state: USABLE };
  if (value.nextHopInstance !== undefined)
    return instanceHop(context, network, keyOf(value.nextHopInstance, link) ?? value.nextHopInstance);
  if (linked?.to) return linkedHop(context, network, linked.to, linked.word);
  const address = value.nextHopIp ?? value.nextHopIlb;
  if (address !== undefined) return addressHop(context, network, address);
  return value.nextHopNetwork === undefined && value.nextHopPeering === undefined
    ? nowhere(value.name ?? '')
    : undefined;
}

const HOPS = [
  ['nextHopVpnTunnel', 'VPN tunnel'],
  ['nextHopInterconnectAttachment', 'VLAN attachment'],
  ['nextHopIlb', 'internal load balancer'],
  ['nextHopHub', 'Network Connectivity Center hub'],
] as const;

const nowhere = (name: string): Hop => ({
  id: `nowhere (${name})`,
  gateway: opaque(`nowhere (${name})`, 'next hop', [], USABLE),
  state: unusable('ROUTE_BLACKHOLE', `the next hop of ${name} is gone`),
});

function linkedHop(context: Context, network: string, to: Link, word: string): Hop {
  const { vpnTunnels, interconnectAttachments, forwardingRules } = context.resources;
  const found = [vpnTunnels, interconnectAttachments, forwardingRules]
    .map((table) => table.get(linkText(to)))
    .find((one) => one);
  const id = context.gatewayId(to);
  const resource = found ? resourceOf(found, id, word) : {};
  const state = tunnelState(context, to, id);
  const balancer = to.collection === 'forwardingRules' ? { middlebox: balancerBox(context, to) } : {};
  return { id, gateway: { ...opaque(id, word, [network], state), ...resource, ...balancer }, state };
}

/** Which machines stand behind an internal load balancer is in no answer that is read; their firewall is the network's. */
function balancerBox(context: Context, to: Link): Middlebox {
  const rule = context.resources.forwardingRules.get(linkText(to));
  const subnet = rule && reference(rule.value.subnetwork, rule.link);
  return subnet ? { subnet: context.subnetId(subnet) } : {};
}

function tunnelState({ resources }: Context, to: Link, id: string): Health {
  const tunnel = resources.vpnTunnels.get(linkText(to));
  const isTunnel = to.collection === 'vpnTunnels';
  const unread = isTunnel && !tunnel ? unreadCall(resources, 'vpnTunnels.aggregatedList', to) : undefined;
  if (unread) return { is: 'unknown', unknown: unread };
  const status = tunnel?.value.status;
  return status === undefined || status === 'ESTABLISHED'
    ? USABLE
    : unusable('ROUTE_BLACKHOLE', `${id} is ${status}`);
}

function addressHop(context: Context, network: string, address: string): Hop {
  const owner = context.instanceAt.get(`${network} ${address}`);
  if (owner) return instanceHop(context, network, linkText(owner.link));
  const gateway = behindAddress(context, network, address, 'next hop address');
  return { id: address, gateway, state: USABLE };
}

/** An address that machines answer which no answer shows: the subnet that holds it tells of their firewall. */
export function behindAddress(context: Context, network: string, address: string, word: string): Opaque {
  const point = parseAddress(address);
  const home = [...context.resources.subnetworks.values()].find(
    (subnet) =>
      idOfNetwork(context, subnet.value.network, subnet.link) === network &&
      point !== undefined &&
      allBlocks(subnet.value).some((block) => block.first <= point && point <= block.last),
  );
  const middlebox = home ? { subnet: context.subnetId(home.link) } : {};
  return { ...opaque(address, word, [network], USABLE), middlebox };
}

/** Tunnels and attachments that no route leads to: a person may name one all the same. */
export const unroutedHops = (context: Context): readonly Gateway[] =>
  (
    [
      [context.resources.vpnTunnels, 'VPN tunnel'],
      [context.resources.interconnectAttachments, 'VLAN attachment'],
    ] as const
  ).flatMap(([table, word]) =>
    [...table.values()].map((entry) => {
      const router = context.resources.routers.get(keyOf(entry.value.router, entry.link) ?? '');
      const network = router && idOfNetwork(context, router.value.network, router.link);
      const id = context.gatewayId(entry.link);
      const state = tunnelState(context, entry.link, id);
      return {
        ...opaque(id, word, network === undefined ? [] : [network], state),
        ...resourceOf(entry, id, word),
      };
    }),
  );

const idOfNetwork = (context: Context, text: string | undefined, from: Link): string | undefined => {
  const link = reference(text, from);
  return link && context.networkId(link);
};

/** An instance forwards what is not its own only where it may, and only in a network that it stands in. */
function instanceHop(context: Context, network: string, key: string): Hop {
  const entry = context.resources.instances.get(key);
  if (!entry) return missingInstance(context, network, key);
  const id = context.gatewayId(entry.link);
  const gateway: Gateway = {
    ...opaque(id, 'VM instance', [network], USABLE),
    ...resourceOf(entry, id, 'VM instance'),
    middlebox: instanceBox(context, network, entry, id),
  };
  return { id, gateway, state: instanceState(context, network, entry, id) };
}

function instanceBox(
  context: Context,
  network: string,
  { value, link }: Entry<compute.Instance>,
  id: string,
): Middlebox {
  const nics = value.networkInterfaces ?? [];
  const index = nics.findIndex((nic) => idOfNetwork(context, nic.network, link) === network);
  const subnet = reference(nics[index]?.subnetwork, link);
  if (!subnet) return {};
  return {
    subnet: context.subnetId(subnet),
    interface: interfaceId(id, nics[index], index),
    isAlone: nics.length === 1,
  };
}

function instanceState(
  context: Context,
  network: string,
  { value, link }: Entry<compute.Instance>,
  id: string,
): Health {
  const networks = (value.networkInterfaces ?? []).map((nic) => idOfNetwork(context, nic.network, link));
  if (!networks.includes(network))
    return unusable('ROUTE_NEXT_HOP_INSTANCE_WRONG_NETWORK', `${id} has no interface in ${network}`);
  if (value.status !== undefined && value.status !== 'RUNNING')
    return unusable('ROUTE_BLACKHOLE', `${id} is ${value.status}`);
  return value.canIpForward === true
    ? USABLE
    : unusable('FOREIGN_IP_DISALLOWED', `${id} forwards no packets of others: canIpForward is off`);
}

function missingInstance(context: Context, network: string, key: string): Hop {
  const link = linkOf(key);
  const id = link ? context.gatewayId(link) : key;
  const { project, region } = link ?? {};
  const unread = unreadCall(context.resources, 'instances.aggregatedList', { project, region });
  const state: Health = unread
    ? { is: 'unknown', unknown: unread }
    : unusable('ROUTE_NEXT_HOP_RESOURCE_NOT_FOUND', `the instance ${id} does not exist`);
  return { id, gateway: { ...opaque(id, 'VM instance', [network], USABLE), middlebox: {} }, state };
}

export const opaque = (id: string, word: string, attached: readonly string[], state: Health): Opaque => ({
  id,
  word,
  kind: 'opaque',
  families: [4, 6],
  state,
  attached,
  unknown: {
    cause: 'UNKNOWN_NETWORK',
    why: `nothing shows what lies behind the ${word} ${id}`,
    settle: `declare it: --assume reach:<range>@${id}, or --assume egress:${id}`,
  },
});
