/** The raw world that the oracle walks: EC2's answers, unread and undecoded, and the questions asked of it. */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import type { Snapshot, SnapshotDocument, SnapshotGap } from '../../src/snapshot/snapshot.ts';

/** Under EC2's own keys. What hangs on one table or prefix list is kept by that parent's id. */
export interface RawWorld {
  readonly Vpcs: readonly ec2.Vpc[];
  readonly Subnets: readonly ec2.Subnet[];
  readonly RouteTables: readonly ec2.RouteTable[];
  readonly SecurityGroups: readonly ec2.SecurityGroup[];
  readonly NetworkAcls: readonly ec2.NetworkAcl[];
  readonly NatGateways: readonly ec2.NatGateway[];
  readonly InternetGateways: readonly ec2.InternetGateway[];
  readonly VpcPeeringConnections: readonly ec2.VpcPeeringConnection[];
  readonly EgressOnlyInternetGateways?: readonly ec2.EgressOnlyInternetGateway[];
  readonly VpnGateways?: readonly ec2.VpnGateway[];
  readonly NetworkInterfaces?: readonly ec2.NetworkInterface[];
  readonly TransitGateways?: readonly ec2.TransitGateway[];
  readonly TransitGatewayVpcAttachments?: readonly ec2.TransitGatewayVpcAttachment[];
  readonly TransitGatewayRouteTables?: readonly ec2.TransitGatewayRouteTable[];
  readonly TransitGatewayRoutes?: Readonly<Record<string, readonly ec2.TransitGatewayRoute[]>>;
  readonly TransitGatewayAssociations?: Readonly<
    Record<string, readonly ec2.TransitGatewayRouteTableAssociation[]>
  >;
  readonly PrefixListEntries?: Readonly<Record<string, readonly ec2.PrefixListEntry[]>>;
  readonly VpcBlockPublicAccessOptions?: ec2.VpcBlockPublicAccessOptions;
  readonly VpcBlockPublicAccessExclusions?: readonly ec2.VpcBlockPublicAccessExclusion[];
  readonly VpcEndpoints?: readonly ec2.VpcEndpoint[];
  /** Of lists that AWS manages (those of gateway endpoints): their CIDRs. */
  readonly PrefixLists?: readonly ec2.PrefixList[];
  /** Where the network interfaces could not be read to their end, or at all. */
  readonly interfaces?: 'unread' | 'refused' | 'cut short';
  /** Prefix lists of which the answer was cut short: they may have more entries. */
  readonly cutShort?: readonly string[];
  /** What a person declared, as `--assume` takes it. */
  readonly assume?: readonly string[];
}

/** A VM, existing or planned. Addresses are dotted text, as everywhere in these worlds. */
export interface VmEnd {
  readonly kind: 'vm';
  readonly subnet: string;
  readonly address: string;
  readonly groups: readonly string[];
  readonly publicAddress?: string;
  /** A machine to come, or an address that nobody has: what it will carry is not known and not asked. */
  readonly toCome?: true;
}
/** An address of no network that was read: on the internet, or private and behind something. */
export interface InternetEnd {
  readonly kind: 'internet';
  readonly address: string;
  /** Set where it is private: behind the hop that a person declared. */
  readonly beyond?: string;
}
export type End = VmEnd | InternetEnd;

/** One TCP connection attempt. */
export interface PacketQuery {
  readonly from: End;
  readonly to: End;
  /** Destination port. */
  readonly port: number;
  /** The client's own port. */
  readonly ephemeralPort: number;
  /** The port that a NAT gateway on the way gives the connection, 1024-65535; the client's own where not said. */
  readonly natPort?: number;
}

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** Keys of lists that these worlds never fill: there is nothing of the kind, which is not the same as unread. */
const NEVER_THERE = [
  'CarrierGateways',
  'SecurityGroupVpcAssociations',
  'DhcpOptions',
  'AvailabilityZones',
] as const;

const LISTS = [
  'Vpcs',
  'Subnets',
  'RouteTables',
  'SecurityGroups',
  'NetworkAcls',
  'NatGateways',
  'InternetGateways',
  'VpcPeeringConnections',
  'EgressOnlyInternetGateways',
  'VpnGateways',
  'NetworkInterfaces',
  'TransitGateways',
  'TransitGatewayVpcAttachments',
  'TransitGatewayRouteTables',
  'VpcEndpoints',
  'VpcBlockPublicAccessExclusions',
] as const satisfies readonly (keyof RawWorld)[];

/** The world as a snapshot, and what of it could not be read. */
export const worldSnapshot = (world: RawWorld): Snapshot => ({
  documents: worldDocuments(world).map((document) => ({
    ...document,
    origin: { file: `${document.call}.json`, pointer: '' },
  })),
  gaps: [
    ...(world.interfaces === 'refused' ? [gap('DescribeNetworkInterfaces', REFUSED)] : []),
    ...(world.interfaces === 'cut short' ? [gap('DescribeNetworkInterfaces', CUT_SHORT)] : []),
    ...(world.cutShort ?? []).map((id) =>
      gap('GetManagedPrefixListEntries', CUT_SHORT, { PrefixListId: id }),
    ),
  ],
  ignored: [],
});

const REFUSED = 'UnauthorizedOperation: You are not authorized to perform this operation.';
/** As the reader of files says it of an answer with a token for its next page. */
const CUT_SHORT = 'the answer has a NextToken: its later pages were not read';

const gap = (call: string, why: string, args?: Readonly<Record<string, string>>): SnapshotGap => ({
  provider: 'aws',
  account: ACCOUNT,
  region: REGION,
  call,
  ...(args ? { arguments: args } : {}),
  why,
});

/** The world as the documents of a snapshot: each call that was answered. */
export function worldDocuments(world: RawWorld): readonly SnapshotDocument[] {
  return [
    ...LISTS.flatMap((key) => listAnswer(world, key)),
    ...NEVER_THERE.map((key) => answer(`Describe${key}`, { [key]: [] })),
    answer('DescribeVpcBlockPublicAccessOptions', {
      VpcBlockPublicAccessOptions: world.VpcBlockPublicAccessOptions ?? { InternetGatewayBlockMode: 'off' },
    }),
    answer('DescribeTransitGatewayAttachments', {
      TransitGatewayAttachments: (world.TransitGatewayVpcAttachments ?? []).map((attachment) =>
        generalAttachment(world, attachment),
      ),
    }),
    ...transitGatewayTables(world),
    ...prefixLists(world),
  ];
}

function listAnswer(world: RawWorld, key: (typeof LISTS)[number]): readonly SnapshotDocument[] {
  const { interfaces: state } = world;
  if (key !== 'NetworkInterfaces' || state === undefined)
    return [answer(`Describe${key}`, { [key]: world[key] ?? [] })];
  if (state !== 'cut short') return [];
  const body = { NetworkInterfaces: world.NetworkInterfaces ?? [], NextToken: 'eyJ2IjoiMiJ9' };
  return [answer('DescribeNetworkInterfaces', body)];
}

const answer = (
  call: string,
  body: SnapshotDocument['body'],
  args?: Readonly<Record<string, string>>,
): SnapshotDocument => ({
  provider: 'aws',
  account: ACCOUNT,
  region: REGION,
  call,
  ...(args ? { arguments: args } : {}),
  body,
});

/** The same attachment as `DescribeTransitGatewayAttachments` tells of it. */
function generalAttachment(
  world: RawWorld,
  attachment: ec2.TransitGatewayVpcAttachment,
): ec2.TransitGatewayAttachment {
  const association = Object.entries(world.TransitGatewayAssociations ?? {}).flatMap(([table, list]) =>
    list
      .filter((one) => one.TransitGatewayAttachmentId === attachment.TransitGatewayAttachmentId)
      .map((one) => ({ TransitGatewayRouteTableId: table, ...(one.State ? { State: one.State } : {}) })),
  )[0];
  return {
    TransitGatewayAttachmentId: attachment.TransitGatewayAttachmentId,
    TransitGatewayId: attachment.TransitGatewayId,
    ResourceType: 'vpc',
    ResourceId: attachment.VpcId,
    ResourceOwnerId: ACCOUNT,
    TransitGatewayOwnerId: ACCOUNT,
    ...(attachment.State ? { State: attachment.State } : {}),
    ...(association ? { Association: association } : {}),
  };
}

function transitGatewayTables(world: RawWorld): readonly SnapshotDocument[] {
  return (world.TransitGatewayRouteTables ?? []).flatMap(({ TransitGatewayRouteTableId: id }) => {
    const args = { TransitGatewayRouteTableId: id };
    return [
      answer(
        'SearchTransitGatewayRoutes',
        { Routes: world.TransitGatewayRoutes?.[id] ?? [], AdditionalRoutesAvailable: false },
        args,
      ),
      answer(
        'GetTransitGatewayRouteTableAssociations',
        { Associations: world.TransitGatewayAssociations?.[id] ?? [] },
        args,
      ),
    ];
  });
}

function prefixLists(world: RawWorld): readonly SnapshotDocument[] {
  const lists = Object.entries(world.PrefixListEntries ?? {});
  return [
    answer('DescribePrefixLists', { PrefixLists: world.PrefixLists ?? [] }),
    answer('DescribeManagedPrefixLists', {
      PrefixLists: lists.map(([id, entries]) => ({
        PrefixListId: id,
        PrefixListArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:prefix-list/${id}`,
        PrefixListName: id,
        OwnerId: ACCOUNT,
        MaxEntries: Math.max(1, entries.length),
        State: 'create-complete',
      })),
    }),
    ...lists.map(([id, entries]) =>
      answer(
        'GetManagedPrefixListEntries',
        { Entries: entries, ...(world.cutShort?.includes(id) ? { NextToken: 'eyJ2IjoiMiJ9' } : {}) },
        { PrefixListId: id },
      ),
    ),
  ];
}
