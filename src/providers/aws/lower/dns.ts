/** Name resolution of a VPC: its two attributes and the servers of its DHCP options (aws.md 33, 33a). */
import { type Address, parseAddress, parseCidr } from '../../../ip/address.ts';
import { type Known, known, type Unknown } from '../../../model/known.ts';
import type { Dns, NameServer } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeOf } from './context.ts';
import { isAbsent, missing, refusalOf, refusedCall, type Scope, unreadCall } from './reading.ts';

const ATTRIBUTE = 'DescribeVpcAttribute';
const OPTIONS = 'DescribeDhcpOptions';

/** The Amazon resolver by its fixed addresses. */
const RESOLVER = new Set(['AmazonProvidedDNS', '169.254.169.253', 'fd00:ec2::253']);
/** `DhcpOptionsId` of a VPC without any option set: its VMs are told of no name server. */
const NO_OPTIONS = 'default';

export function lowerDns(context: Context, entry: Entry<ec2.Vpc>): Dns {
  const vpc = entry.value;
  const attributes = context.resources.vpcAttributes.get(vpc.VpcId)?.value;
  const scope = scopeOf(entry, vpc.VpcId);
  const options = context.resources.dhcpOptions.get(vpc.DhcpOptionsId ?? '');
  return {
    support: attribute(context, scope, attributes?.EnableDnsSupport?.Value),
    hostnames: attribute(context, scope, attributes?.EnableDnsHostnames?.Value),
    servers: servers(context, entry, scope),
    ...(options && {
      options: resourceOf(options, options.value, options.value.DhcpOptionsId, OPTIONS_WORD),
    }),
  };
}

const OPTIONS_WORD = 'DHCP options set';
/** Of a network that nobody read: its attributes have an answer of their own; which option set it has does not. */
export function unreadDns({ resources }: Context, vpc: string, unknown: Unknown): Dns {
  const attributes = resources.vpcAttributes.get(vpc)?.value;
  const read = (value: boolean | undefined) => (value === undefined ? { unknown } : known(value));
  return {
    support: read(attributes?.EnableDnsSupport?.Value),
    hostnames: read(attributes?.EnableDnsHostnames?.Value),
    servers: { unknown },
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

function servers(context: Context, entry: Entry<ec2.Vpc>, scope: Scope): Known<readonly NameServer[]> {
  const { VpcId, DhcpOptionsId: id } = entry.value;
  if (id === NO_OPTIONS) return known([]);
  if (isResolverAssumed(context, entry)) return known(['provider']);
  const options = id === undefined ? undefined : context.resources.dhcpOptions.get(id)?.value;
  if (options) return known(serversOf(options, entry.value));
  const what = `the DHCP options of ${VpcId}`;
  const unread = unreadCall(context.resources, OPTIONS, scope, what);
  return {
    unknown: unread ?? missing(OPTIONS, scope, `${what}, ${id}, are not in the answer of ${OPTIONS}`),
  };
}

/** In the order of the answer, which is that of the VMs; the Amazon resolver has several names. */
function serversOf(options: ec2.DhcpOptions, vpc: ec2.Vpc): readonly NameServer[] {
  const named = (options.DhcpConfigurations ?? [])
    .filter(({ Key }) => Key === 'domain-name-servers')
    .flatMap(({ Values = [] }) => Values.flatMap(({ Value }) => Value?.split(',') ?? []))
    .map((server) => server.trim())
    .flatMap((server) => (isAmazon(server, vpc) ? 'provider' : (parseAddress(server) ?? [])));
  return [...new Set(named)];
}

function isAmazon(server: string, vpc: ec2.Vpc): boolean {
  const address = parseAddress(server);
  return RESOLVER.has(server) || (address !== undefined && address === resolverAddress(vpc));
}

/** The resolver's address inside the VPC: the third of the primary block. */
function resolverAddress(vpc: ec2.Vpc): Address | undefined {
  const first = parseCidr(vpc.CidrBlock)?.first;
  return typeof first === 'number' ? first + 2 : undefined;
}
