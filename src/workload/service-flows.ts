/** Flows to the endpoints that take the names of a cluster's hosts over: whoever calls such a host talks to them. */
import { isEmpty, union } from '../ip/interval.ts';
import { type PortSet, TCP } from '../ip/traffic.ts';
import type { Spot } from '../model/endpoint.ts';
import { isKnown, type Unknown } from '../model/known.ts';
import type { Network, PrivateEndpoint } from '../model/network.ts';
import { hostsCalled } from './egress-hosts.ts';
import { interfaceSpot } from './spots.ts';
import type { RequiredFlow, Role } from './workload.ts';

const HTTPS: PortSet = [443, 443];

/** The endpoints of the role's network for hosts that a cluster calls, whether or not they take them over. */
export function endpointsFor(network: Network, { subnet }: Role): readonly PrivateEndpoint[] {
  const vpc = network.vpcs.get(subnet.vpc);
  const all = vpc?.endpoints && isKnown(vpc.endpoints) ? vpc.endpoints.value : [];
  return all.filter(
    ({ hosts, takesOver }) =>
      hostsCalled(hosts, vpc?.region).length > 0 && !(isKnown(takesOver) && !takesOver.value),
  );
}

/** One for each endpoint of which it is known that it takes names over. */
export const serviceFlows = (network: Network, from: Role): readonly RequiredFlow[] =>
  endpointsFor(network, from)
    .filter(({ takesOver }) => isKnown(takesOver))
    .map((endpoint) => serviceFlow(network, from, endpoint));

/** Its names lead to any of its interfaces. */
export function serviceFlow(network: Network, from: Role, endpoint: PrivateEndpoint): RequiredFlow {
  const { id, word, service } = endpoint;
  const [called] = hostsCalled(endpoint.hosts, network.vpcs.get(from.subnet.vpc)?.region);
  return {
    kind: 'service',
    name: `${from.name} → ${id}`,
    from: from.name === 'worker' ? 'workers' : 'the scheduler',
    to: `${word} ${id} (${service})`,
    flow: { from: [from.spot], to: interfacesOf(network, from, endpoint), protocol: TCP, ports: HTTPS },
    holds: 'every',
    symptom: `${called?.use ?? 'calls'} time out, although the way to the internet works`,
  };
}

function interfacesOf(network: Network, from: Role, endpoint: PrivateEndpoint): readonly Spot[] {
  const { id, interfaces, unseen } = endpoint;
  const seen = interfaces.flatMap((one) => network.interfaces.get(one) ?? []);
  const spots = seen.map((one) => ({ ...interfaceSpot(one), label: id, privately: true as const }));
  return unseen ? [...spots, somewhere(network, from, endpoint, unseen)] : spots;
}

/** In its subnets, as far as they are known. */
function somewhere(
  { subnets, vpcs }: Network,
  { subnet }: Role,
  endpoint: PrivateEndpoint,
  unknown: Unknown,
): Spot {
  const home = union(...endpoint.subnets.map((id) => subnets.get(id)?.usable ?? []));
  const addresses = isEmpty(home) ? (vpcs.get(subnet.vpc)?.cidrs ?? []) : home;
  return { kind: 'nowhere', label: endpoint.id, addresses, vpc: subnet.vpc, unknown };
}
