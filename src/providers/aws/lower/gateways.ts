/** Gateways of a VPC, all but NAT gateways, peerings and transit gateways, which have files of their own. */
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type { Gateway, InternetGateway, Middlebox, Opaque, ServiceEndpoint } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources, Entry } from '../resources.ts';
import { type Context, isWorkingAttachment, resourceOf, scopeOf, stateHealth } from './context.ts';
import { policyOf } from './endpoint-policy.ts';
import { hostsOf } from './endpoints.ts';
import { opaque, unseenBehind, unsupported } from './opaque.ts';
import { unreadCall } from './reading.ts';
import type { EdgeTables } from './subnets.ts';

export const lowerGateways = ({ resources }: Context, edges: EdgeTables): readonly Gateway[] => [
  ...[...resources.internetGateways.values()].map((entry) => internetGateway(resources, entry, edges)),
  ...[...resources.egressOnlyInternetGateways.values()].map(egressOnlyGateway),
  ...[...resources.vpnGateways.values()].map(vpnGateway),
  ...[...resources.carrierGateways.values()].map(carrierGateway),
  ...[...resources.vpcEndpoints.values()].flatMap(endpoint),
];

function internetGateway(
  resources: AwsResources,
  entry: Entry<ec2.InternetGateway>,
  edges: EdgeTables,
): InternetGateway {
  const { InternetGatewayId: id, Attachments } = entry.value;
  const edgeTables = edges.get(id);
  const unread = unreadCall(
    resources,
    'DescribeRouteTables',
    scopeOf(entry, Attachments?.[0]?.VpcId),
    `route tables for what enters by ${id}`,
  );
  return {
    ...resourceOf(entry, entry.value, id, 'internet gateway'),
    kind: 'internet',
    direction: 'both',
    families: [4, 6],
    attached: attachments(id, Attachments),
    ...(edgeTables && { edgeTables }),
    ...(unread && { edgesUnread: unread }),
  };
}

const egressOnlyGateway = (entry: Entry<ec2.EgressOnlyInternetGateway>): InternetGateway => ({
  ...resourceOf(entry, entry.value, entry.value.EgressOnlyInternetGatewayId, 'egress-only internet gateway'),
  kind: 'internet',
  direction: 'out',
  families: [6],
  attached: attachments(entry.value.EgressOnlyInternetGatewayId, entry.value.Attachments),
});

interface Attachment {
  readonly VpcId?: string;
  readonly State?: string;
}

function attachments(id: string, list: readonly Attachment[] = []): ReadonlyMap<string, Health> {
  const known = list.flatMap(({ VpcId: vpc, State }) => (vpc === undefined ? [] : [{ vpc, State }]));
  return new Map(
    known
      .sort((a, b) => compare(a.vpc, b.vpc))
      .map(({ vpc, State }) => [
        vpc,
        isWorkingAttachment(State)
          ? USABLE
          : unusable('BAD_STATE_ATTACHMENT', `${id} is ${State}, not attached, at ${vpc}`),
      ]),
  );
}

/** Virtual private gateways carry no IPv6. */
function vpnGateway(entry: Entry<ec2.VpnGateway>): Opaque {
  const { VpnGatewayId: id, VpcAttachments, State } = entry.value;
  const working = [...attachments(id, VpcAttachments)].filter(([, health]) => health.is === 'usable');
  const attached = working.map(([vpc]) => vpc);
  const detached = unusable('BAD_STATE_ATTACHMENT', `virtual private gateway ${id} is attached to no VPC`);
  return opaque(resourceOf(entry, entry.value, id, 'virtual private gateway'), {
    families: [4],
    attached,
    state: VpcAttachments && attached.length === 0 ? detached : stateHealth(id, State),
    unknown: unseenBehind('virtual private gateway', id),
    teaches: true,
  });
}

function carrierGateway(entry: Entry<ec2.CarrierGateway>): Opaque {
  const { CarrierGatewayId: id, VpcId, State } = entry.value;
  return opaque(resourceOf(entry, entry.value, id, 'carrier gateway'), {
    ...(VpcId !== undefined && { attached: [VpcId] }),
    state: stateHealth(id, State),
    unknown: unsupported('a carrier gateway', id),
  });
}

/** Gateway endpoints and those of gateway load balancers are route targets; interface endpoints are interfaces. */
function endpoint(entry: Entry<ec2.VpcEndpoint>): readonly (ServiceEndpoint | Opaque)[] {
  const { VpcEndpointId: id, ServiceName: service = '', VpcEndpointType, VpcId, State } = entry.value;
  const resource = resourceOf(entry, entry.value, id, 'VPC endpoint');
  const state = stateHealth(id, State?.toLowerCase());
  switch (typeOf(VpcEndpointType)) {
    case 'gateway':
      return [
        { ...resource, kind: 'service', service, state, hosts: hostsOf(service), policy: policyOf(entry) },
      ];
    case 'interface':
      return [];
    default: {
      const attached = VpcId !== undefined && { attached: [VpcId] };
      const sight = isOfLoadBalancer(VpcEndpointType)
        ? { unknown: unseenBehind('VPC endpoint', id), middlebox: firewallEndpoint(entry.value) }
        : { unknown: unsupported(`a VPC endpoint of type ${VpcEndpointType}`, id) };
      return [opaque(resource, { state, ...attached, ...sight })];
    }
  }
}

const isOfLoadBalancer = (type: string | undefined): boolean => typeOf(type) === 'gatewayloadbalancer';

/**
 * It has one subnet, no groups, and gives packets back unchanged. Appliances behind it may send some on by another way;
 * AWS Network Firewall never does.
 */
function firewallEndpoint({ SubnetIds = [], Tags = [] }: ec2.VpcEndpoint): Middlebox {
  const [subnet] = SubnetIds;
  const isManaged = Tags.some(({ Key, Value }) => Key === 'AWSNetworkFirewallManaged' && Value === 'true');
  return { ...(subnet !== undefined && { subnet }), returns: isManaged ? 'all' : 'routed' };
}

/** Answers from before there were types are all of gateway endpoints. */
const typeOf = (type = 'Gateway'): string => type.toLowerCase();

export const isGatewayEndpoint = (endpoint: ec2.VpcEndpoint): boolean =>
  typeOf(endpoint.VpcEndpointType) === 'gateway';
