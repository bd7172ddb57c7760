/** Interfaces behind which AWS runs a service, no VM: what they take and what they start (aws.md 18, 32). */
import type { Cause } from '../../../model/cause.ts';
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import type { ManagedService } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';

/** What takes no connection that others start. */
const takingNothing = (
  word: string,
  starts: boolean,
  cause: Cause = 'NO_ROUTE_TO_DESTINATION',
): ManagedService => ({
  word,
  takes: unusable(cause, `a ${word} takes no connection that starts elsewhere`),
  starts,
});

/** Its groups let packets in; what its listeners do with them no call of EC2 says. */
const listening = (word: string): ManagedService => ({ word, takes: unreadListeners(word), starts: false });

const unreadListeners = (word: string): Health => ({
  is: 'unknown',
  unknown: {
    cause: 'UNSUPPORTED_COMPONENT',
    why: `the ports that the ${word} listens on, and the targets behind it, were not read`,
    settle: `name the machines behind the ${word}`,
  },
});

/** Answers on the ports that its groups open; it never calls anybody. */
const answering = (word: string): ManagedService => ({ word, takes: USABLE, starts: false });

const NAT = takingNothing('NAT gateway', false, 'NGW_REQUIRES_SOURCE_IN_VPC');
const TRANSIT = takingNothing('transit gateway attachment', false);

/** By the interface's type, lower case without separators: the API has both `natGateway` and `nat_gateway`. */
const BY_TYPE: ReadonlyMap<string, ManagedService> = new Map([
  ['natgateway', NAT],
  ['transitgateway', TRANSIT],
  ['lambda', takingNothing('Lambda function', true)],
  ['quicksight', takingNothing('QuickSight connection', true)],
  ['loadbalancer', listening('load balancer')],
  ['networkloadbalancer', listening('load balancer')],
  ['gatewayloadbalancer', listening('gateway load balancer')],
  ['gatewayloadbalancerendpoint', takingNothing('Gateway Load Balancer endpoint', false)],
  ['globalacceleratormanaged', takingNothing('Global Accelerator', true)],
  ['vpcendpoint', answering('VPC endpoint')],
  ['apigatewaymanaged', takingNothing('API Gateway link', true)],
]);

/** Of an ordinary interface that a service made: the service signs the description. */
const BY_DESCRIPTION: readonly (readonly [RegExp, ManagedService])[] = [
  [/^Interface for NAT Gateway /, NAT],
  [/^Network Interface for Transit Gateway Attachment /, TRANSIT],
  [/^ELB /, listening('load balancer')],
  [/^VPC Endpoint Interface /, answering('VPC endpoint')],
  [/^RDSNetworkInterface/, answering('database')],
  [/^RedshiftNetworkInterface/, answering('Redshift cluster')],
  [/^ElastiCache /, answering('cache')],
  [/^EFS mount target /, answering('file system')],
];

const BY_REQUESTER: ReadonlyMap<string, ManagedService> = new Map([
  ['amazon-elb', listening('load balancer')],
  ['amazon-rds', answering('database')],
  ['amazon-redshift', answering('Redshift cluster')],
  ['amazon-elasticache', answering('cache')],
]);

/** What AWS runs behind the interface; undefined for a machine of somebody's own. */
export function managedService(value: ec2.NetworkInterface): ManagedService | undefined {
  if (value.Attachment?.InstanceId !== undefined) return undefined;
  const type = (value.InterfaceType ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  const { Description = '', RequesterId = '' } = value;
  return (
    BY_TYPE.get(type) ??
    BY_DESCRIPTION.find(([signature]) => signature.test(Description))?.[1] ??
    BY_REQUESTER.get(RequesterId)
  );
}
