/** VPCs: every associated block of both families (aws.md 6). */
import { type Cidr, cidrSet, parseCidr } from '../../../ip/address.ts';
import { union } from '../../../ip/interval.ts';
import { type Known, known } from '../../../model/known.ts';
import { groupBy, sortById } from '../../../model/lists.ts';
import type { Vpc } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, isForeign, isWorkingAttachment, resourceOf, scopeOf, stateHealth } from './context.ts';
import { lowerDns, unreadDns } from './dns.ts';
import { lowerEndpoints } from './endpoints.ts';
import { commandOf, unreadCall } from './reading.ts';

export function lowerVpcs(context: Context): ReadonlyMap<string, Vpc> {
  const gateways = gatewaysByVpc(context);
  const described = [...context.resources.vpcs.values()].map((entry) => lowerVpc(context, gateways, entry));
  return sortById([...described, ...standIns(context, gateways)]);
}

/** A network that a subnet names is there, even where nobody read the networks: its local routes say which ranges it has. */
function standIns(context: Context, gateways: ReadonlyMap<string, string>): readonly Vpc[] {
  const { vpcs, subnets } = context.resources;
  const nameless = [...subnets.values()].filter(({ value }) => !vpcs.has(value.VpcId));
  return [...groupBy(nameless, ({ value }) => value.VpcId).values()].flatMap((entries) => {
    const [first] = entries;
    return first ? standIn(context, gateways, first, entries) : [];
  });
}

function standIn(
  context: Context,
  gateways: ReadonlyMap<string, string>,
  entry: Entry<ec2.Subnet>,
  subnets: readonly Entry<ec2.Subnet>[],
): readonly Vpc[] {
  const { VpcId, OwnerId } = entry.value;
  const unread = unreadCall(
    context.resources,
    'DescribeVpcs',
    scopeOf(entry, VpcId),
    `VPCs such as ${VpcId}`,
  );
  if (!unread) return [];
  const local = [...context.resources.routeTables.values()]
    .filter(({ value }) => value.VpcId === VpcId)
    .flatMap(({ value }) => (value.Routes ?? []).filter(({ GatewayId }) => GatewayId === 'local'))
    .flatMap((route) => route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? []);
  const own = subnets.flatMap(({ value }) => [
    ...(value.CidrBlock ? [value.CidrBlock] : []),
    ...ipv6Blocks(value.Ipv6CidrBlockAssociationSet),
  ]);
  const blocks = parseBlocks([...new Set(local.length > 0 ? local : own)]);
  const { place: _, ...resource } = resourceOf(entry, { OwnerId }, VpcId, 'VPC');
  return [
    {
      ...resource,
      blocks,
      cidrs: union(...blocks.map(cidrSet)),
      state: { is: 'unknown', unknown: unread },
      unread,
      dns: unreadDns(context, VpcId, unread),
      internetGateway: internetGatewayOf(context, gateways, entry),
    },
  ];
}

function lowerVpc(context: Context, gateways: ReadonlyMap<string, string>, entry: Entry<ec2.Vpc>): Vpc {
  const vpc = entry.value;
  const blocks = vpcBlocks(vpc);
  const dns = lowerDns(context, entry);
  return {
    ...resourceOf(entry, vpc, vpc.VpcId, 'VPC'),
    blocks,
    cidrs: union(...blocks.map(cidrSet)),
    state: stateHealth(vpc.VpcId, vpc.State),
    dns,
    internetGateway: internetGatewayOf(context, gateways, entry),
    ...unreadInterfaces(context, entry),
    endpoints: lowerEndpoints(context, entry, dns),
    ...(enforcesEncryption(vpc) && { encryptedOnly: true as const }),
  };
}

const ENI = 'DescribeNetworkInterfaces';

/** The answer about instances shows theirs only: databases, endpoints and load balancers have interfaces too. */
function unreadInterfaces(context: Context, entry: Entry<ec2.Vpc>): Pick<Vpc, 'unreadInterfaces'> {
  const { VpcId, OwnerId } = entry.value;
  const scope = scopeOf(entry, VpcId);
  const unread = unreadCall(context.resources, ENI, scope, `network interfaces of ${VpcId}`);
  if (unread) return { unreadInterfaces: unread };
  if (!isForeign(context, OwnerId)) return {};
  const why = `account ${OwnerId} shares ${VpcId} and alone sees all of its network interfaces`;
  const settle = `with credentials of account ${OwnerId}: ${commandOf(ENI, scope)}`;
  return { unreadInterfaces: { cause: 'UNKNOWN_RESOURCE', why, settle } };
}

const GONE = new Set(['deleting', 'deleted']);

/** What is on its way there refuses other machines already. */
const enforcesEncryption = ({ EncryptionControl: control }: ec2.Vpc): boolean =>
  control?.Mode === 'enforce' && !GONE.has(control.State ?? '');

const IGW = 'DescribeInternetGateways';

/** Ids of internet gateways by the VPC that they are attached to; a VPC has at most one. */
function gatewaysByVpc({ resources }: Context): ReadonlyMap<string, string> {
  const attachments = [...resources.internetGateways.values()].flatMap(({ value }) =>
    (value.Attachments ?? []).flatMap(({ VpcId: vpc, State }) =>
      vpc === undefined ? [] : [{ vpc, id: value.InternetGatewayId, working: isWorkingAttachment(State) }],
    ),
  );
  const workingLast = attachments.sort((a, b) => Number(a.working) - Number(b.working));
  return new Map(workingLast.map(({ vpc, id }) => [vpc, id]));
}

function internetGatewayOf(
  context: Context,
  gateways: ReadonlyMap<string, string>,
  entry: Entry<{ readonly VpcId: string }>,
): Known<string | undefined> {
  const { VpcId } = entry.value;
  const gateway = gateways.get(VpcId);
  if (gateway !== undefined) return known(gateway);
  const what = `internet gateways of ${VpcId}`;
  const unread = unreadCall(context.resources, IGW, scopeOf(entry, VpcId), what);
  return unread ? { unknown: unread } : known(undefined);
}

/** The primary block first. */
export function vpcBlocks(vpc: ec2.Vpc): readonly Cidr[] {
  const associated = (vpc.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => isAssociated(CidrBlockState?.State))
    .map(({ CidrBlock }) => CidrBlock);
  const v4 = associated.includes(vpc.CidrBlock) ? associated : [vpc.CidrBlock, ...associated];
  return parseBlocks([...v4, ...ipv6Blocks(vpc.Ipv6CidrBlockAssociationSet)]);
}

export const ipv6Blocks = (associations: readonly ec2.Ipv6Association[] = []): readonly string[] =>
  associations
    .filter(({ Ipv6CidrBlockState }) => isAssociated(Ipv6CidrBlockState?.State))
    .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock);

export const parseBlocks = (texts: readonly string[]): readonly Cidr[] =>
  texts.flatMap((text) => parseCidr(text) ?? []);

/** An association without a state is one of a plan: it counts. */
export const isAssociated = (state: string | undefined): boolean =>
  state === undefined || state === 'associated';
