/** Interface endpoints, and what they take over by private DNS (aws.md 32). */
import { isKnown, type Known, known, type Unknown, unknown } from '../../../model/known.ts';
import type { Dns, PrivateEndpoint } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeOf } from './context.ts';
import { policyOf } from './endpoint-policy.ts';
import { missing, unreadCall } from './reading.ts';

const CALL = 'DescribeVpcEndpoints';

/** Those of a VPC that may take names over; `dns`: how its VMs find names. */
export function lowerEndpoints(
  context: Context,
  vpc: Entry<ec2.Vpc>,
  dns: Dns,
): Known<readonly PrivateEndpoint[]> {
  const { VpcId } = vpc.value;
  const own = [...context.resources.vpcEndpoints.values()].filter(
    ({ value }) => value.VpcId === VpcId && value.VpcEndpointType?.toLowerCase() === 'interface',
  );
  const unread =
    own.length === 0
      ? unreadCall(context.resources, CALL, scopeOf(vpc, VpcId), `VPC endpoints of ${VpcId}`)
      : undefined;
  return unread ? { unknown: unread } : known(own.map((entry) => lowerEndpoint(context, entry, dns)));
}

function lowerEndpoint(context: Context, entry: Entry<ec2.VpcEndpoint>, dns: Dns): PrivateEndpoint {
  const { value } = entry;
  const { VpcEndpointId: id, ServiceName: service = '', SubnetIds: subnets = [] } = value;
  const { NetworkInterfaceIds: interfaces = [] } = value;
  const seen = interfaces.filter((one) => context.resources.networkInterfaces.has(one));
  const unseen = unseenOf(context, entry, seen);
  return {
    ...resourceOf(entry, value, id, 'VPC endpoint'),
    service,
    hosts: hostsOf(service),
    takesOver: takesOver(entry, dns),
    subnets,
    interfaces: seen,
    ...(unseen && { unseen }),
    policy: policyOf(entry),
  };
}

const INTERFACES = 'DescribeNetworkInterfaces';

/** An endpoint has an interface in each of its subnets: an answer that names none is not the whole answer. */
function unseenOf(
  { resources }: Context,
  entry: Entry<ec2.VpcEndpoint>,
  seen: readonly string[],
): Unknown | undefined {
  const { VpcEndpointId: id, VpcId, NetworkInterfaceIds: all = [] } = entry.value;
  const scope = scopeOf(entry, VpcId);
  if (all.length === 0) return missing(CALL, scope, `the answer names no interface of ${id}`);
  if (seen.length === all.length) return undefined;
  const rest = all.filter((one) => !seen.includes(one)).join(', ');
  const what = `the network interfaces ${rest} of ${id}`;
  const lacks = missing(INTERFACES, scope, `${what} are not in the answer of ${INTERFACES}`);
  return unreadCall(resources, INTERFACES, scope, what) ?? lacks;
}

/** Endpoints in other states are not there yet, or no more. */
const WORKING = 'available';
const BETWEEN = new Set(['pending', 'deleting', 'partial']);

/** Private DNS answers where it is on, where the VPC has both DNS attributes, and where VMs ask Amazon's resolver. */
function takesOver({ value }: Entry<ec2.VpcEndpoint>, dns: Dns): Known<boolean> {
  const { VpcEndpointId: id, State, PrivateDnsEnabled, DnsOptions } = value;
  const state = State?.toLowerCase() ?? WORKING;
  if (state !== WORKING && !BETWEEN.has(state)) return known(false);
  // What comes from the VPC itself then goes by the gateway endpoint.
  if (DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint) return known(false);
  const conditions: readonly Known<boolean>[] = [
    PrivateDnsEnabled === undefined
      ? unknown('UNKNOWN_RESOURCE', `whether ${id} has private DNS on is not in the answer`, describe(id))
      : known(PrivateDnsEnabled),
    dns.support,
    dns.hostnames,
    asksProvider(id, dns),
    state === WORKING ? known(true) : unknown('BAD_STATE', `${id} is ${State}`, describe(id)),
  ];
  if (conditions.some((one) => isKnown(one) && !one.value)) return known(false);
  return conditions.find((one) => !isKnown(one)) ?? known(true);
}

const describe = (id: string): string => `aws ec2 describe-vpc-endpoints --vpc-endpoint-ids ${id}`;

function asksProvider(id: string, { servers }: Dns): Known<boolean> {
  if (!isKnown(servers)) return servers;
  const [first] = servers.value;
  if (first === undefined || first === 'provider') return known(first === 'provider');
  const own: Unknown = {
    cause: 'UNKNOWN_DESTINATION',
    why: `whether the VMs' own name server answers with the addresses of ${id} is in no answer of AWS`,
    settle: 'ask it for the name of the service from a VM of this network',
  };
  return { unknown: own };
}

const NAME = /^(?:cn\.)?com\.amazonaws\.([a-z\d-]+)\.([a-z\d.-]+)$/;

/** The public names of a service; the registry's and S3's do not follow from the service's own. */
export function hostsOf(service: string): readonly string[] {
  const [, region, name] = NAME.exec(service) ?? [];
  if (region === undefined || name === undefined) return [];
  const tail = `${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  switch (name) {
    case 'ecr.api':
      return [`api.ecr.${tail}`];
    case 'ecr.dkr':
      return [`*.dkr.ecr.${tail}`];
    case 's3':
      return [`s3.${tail}`, `*.s3.${tail}`];
    default:
      return [`${name}.${tail}`];
  }
}
