/** Policy-based routes: before all others, by priority alone (gcp.md 1, 15). */
import { ALL_V4, ALL_V6, cidrSet, parseCidr } from '../../../ip/address.ts';
import { USABLE } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type { Gateway, PolicyRoute } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { type Context, networkOf } from './context.ts';
import { INTERNET_GATEWAY } from './internet.ts';
import { tagLabel } from './labels.ts';
import { behindAddress } from './next-hops.ts';
import { lineOf } from './traffic.ts';

type PolicyBased = Entry<compute.PolicyBasedRoute>;

/** With the gateways that they lead to, in the order in which they are asked. */
export const policyRoutes = (
  context: Context,
  network: Entry<compute.Network>,
): { readonly routes: readonly PolicyRoute[]; readonly gateways: readonly Gateway[] } => {
  const own = [...context.resources.policyBasedRoutes.values()]
    // One for interconnect attachments is not asked about what VMs send.
    .filter((entry) => networkOf(entry) === linkText(network.link) && !entry.value.interconnectAttachment)
    .sort((a, b) => priorityOf(a) - priorityOf(b) || compare(a.link.name, b.link.name));
  const hops = own.flatMap(({ value }) => value.nextHopIlbIp ?? []);
  return {
    routes: own.flatMap(lowerOne),
    gateways: hops.map((id) =>
      behindAddress(context, context.networkId(network.link), id, 'internal load balancer'),
    ),
  };
};

const DEFAULT_PRIORITY = 100;
const priorityOf = ({ value }: PolicyBased): number => value.priority ?? DEFAULT_PRIORITY;

function lowerOne(entry: PolicyBased): readonly PolicyRoute[] {
  const { value, link, place } = entry;
  const { srcRange, destRange, ipProtocol, protocolVersion } = value.filter ?? {};
  const anywhere = protocolVersion === 'IPV6' ? '::/0' : '0.0.0.0/0';
  const destination = parseCidr(destRange ?? anywhere);
  const source = parseCidr(srcRange ?? anywhere);
  if (!destination) return [];
  const hop = value.nextHopIlbIp ?? INTERNET_GATEWAY;
  const tags = value.virtualMachine?.tags ?? [];
  const words = value.nextHopIlbIp ?? 'the ordinary routes';
  return [
    {
      id: `${destRange ?? anywhere} → ${words} (policy-based ${link.name})`,
      name: link.name,
      destination,
      rank: priorityOf(entry),
      state: USABLE,
      target: { kind: 'gateway', id: hop },
      source: source ? cidrSet(source) : [...ALL_V4, ...ALL_V6],
      protocol: lineOf(ipProtocol?.toLowerCase()).protocol,
      ...(value.nextHopIlbIp === undefined && { exempt: true }),
      ...(tags.length > 0 && { carriers: tags.map(tagLabel) }),
      place,
    },
  ];
}
