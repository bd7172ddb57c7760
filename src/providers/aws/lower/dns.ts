/** Name resolution of a VPC: its two attributes and the servers of its DHCP options (aws.md 33). */
import { type Address, type AddressSet, addressSet, parseAddress, parseCidr } from '../../../ip/address.ts';
import { EMPTY } from '../../../ip/interval.ts';
import { type Known, known, type Unknown } from '../../../model/known.ts';
import type { Dns } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, scopeOf } from './context.ts';
import { isAbsent, missing, refusalOf, refusedCall, type Scope, unreadCall } from './reading.ts';

const ATTRIBUTE = 'DescribeVpcAttribute';
const OPTIONS = 'DescribeDhcpOptions';

/** The Amazon resolver by its fixed addresses. */
const RESOLVER = new Set(['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253']);
/** `DhcpOptionsId` of a VPC without any option set: its VMs get 169.254.169.253. */
const NO_OPTIONS = 'default';

export function lowerDns(context: Context, entry: Entry<ec2.Vpc>): Dns {
  const vpc = entry.value;
  const attributes = context.resources.vpcAttributes.get(vpc.VpcId)?.value;
  const scope = scopeOf(entry, vpc.VpcId);
  return {
    support: attribute(context, scope, attributes?.EnableDnsSupport?.Value),
    hostnames: attribute(context, scope, attributes?.EnableDnsHostnames?.Value),
    ownServers: ownServers(context, entry, scope),
  };
}

/** Of a network that nobody read: its attributes have an answer of their own; which option set it has does not. */
export function unreadDns({ resources }: Context, vpc: string, unknown: Unknown): Dns {
  const attributes = resources.vpcAttributes.get(vpc)?.value;
  const read = (value: boolean | undefined) => (value === undefined ? { unknown } : known(value));
  return {
    support: read(attributes?.EnableDnsSupport?.Value),
    hostnames: read(attributes?.EnableDnsHostnames?.Value),
    ownServers: { unknown },
  };
}

/** An attribute that nobody read is taken to be on (`assumptions` says so); one that was refused is not. */
function attribute(context: Context, scope: Scope, value: boolean | undefined): Known<boolean> {
  if (value !== undefined) return known(value);
  const refusal = refusalOf(context.resources, ATTRIBUTE, scope);
  return refusal ? { unknown: refusedCall(refusal, scope) } : known(true);
}

/** The attributes of a VPC that are taken to be on because nobody read them. */
export function assumedAttributes(context: Context, entry: Entry<ec2.Vpc>): readonly string[] {
  if (refusalOf(context.resources, ATTRIBUTE, scopeOf(entry, entry.value.VpcId))) return [];
  const attributes = context.resources.vpcAttributes.get(entry.value.VpcId)?.value;
  return [
    ...(attributes?.EnableDnsSupport?.Value === undefined ? ['enableDnsSupport'] : []),
    ...(attributes?.EnableDnsHostnames?.Value === undefined ? ['enableDnsHostnames'] : []),
  ];
}

/** Whether the resolver of a VPC is taken to be Amazon's because nobody read its DHCP options. */
export function isResolverAssumed(context: Context, entry: Entry<ec2.Vpc>): boolean {
  const { VpcId, DhcpOptionsId: id } = entry.value;
  if (id === NO_OPTIONS || (id !== undefined && context.resources.dhcpOptions.has(id))) return false;
  if (id === undefined) return !refusalOf(context.resources, OPTIONS, scopeOf(entry, VpcId));
  return isAbsent(context.resources, OPTIONS, scopeOf(entry, VpcId));
}

function ownServers(context: Context, entry: Entry<ec2.Vpc>, scope: Scope): Known<AddressSet> {
  const { VpcId, DhcpOptionsId: id } = entry.value;
  if (id === NO_OPTIONS || isResolverAssumed(context, entry)) return known(EMPTY);
  const options = id === undefined ? undefined : context.resources.dhcpOptions.get(id)?.value;
  if (options) return serversOf(options, entry.value);
  const what = `the DHCP options of ${VpcId}`;
  const unread = unreadCall(context.resources, OPTIONS, scope, what);
  return {
    unknown: unread ?? missing(OPTIONS, scope, `${what}, ${id}, are not in the answer of ${OPTIONS}`),
  };
}

/** A VM asks its servers in order, so the first one decides whose resolver it uses. */
function serversOf(options: ec2.DhcpOptions, vpc: ec2.Vpc): Known<AddressSet> {
  const servers = (options.DhcpConfigurations ?? [])
    .filter(({ Key }) => Key === 'domain-name-servers')
    .flatMap(({ Values = [] }) => Values.flatMap(({ Value }) => Value?.split(',') ?? []))
    .map((server) => server.trim());
  const [first] = servers;
  if (first === undefined) return { unknown: noServers(options.DhcpOptionsId, vpc.VpcId) };
  if (isAmazon(first, vpc)) return known(EMPTY);
  return known(addressSet(servers.filter((server) => !isAmazon(server, vpc))));
}

const noServers = (options: string, vpc: string) => ({
  cause: 'UNKNOWN_DESTINATION' as const,
  why: `the DHCP options ${options} of ${vpc} name no domain-name-servers; where VMs ask for names is up to their image`,
  settle: `aws ec2 associate-dhcp-options --dhcp-options-id default --vpc-id ${vpc}`,
});

function isAmazon(server: string, vpc: ec2.Vpc): boolean {
  const address = parseAddress(server);
  return RESOLVER.has(server) || (address !== undefined && address === resolverAddress(vpc));
}

/** The resolver's address inside the VPC: the third of the primary block. */
function resolverAddress(vpc: ec2.Vpc): Address | undefined {
  const first = parseCidr(vpc.CidrBlock)?.first;
  return typeof first === 'number' ? first + 2 : undefined;
}
