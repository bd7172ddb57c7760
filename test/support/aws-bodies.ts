/**
 * Small AWS networks for tests, as the bodies that the EC2 API prints. A network is plain data: `change`, `add`,
 * `drop` and `unread` make another one of it; `answersOf` says which call each body answers; `resourcesOf` decodes.
 */
import { decode } from '../../src/providers/aws/decode.ts';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import type { AwsResources } from '../../src/providers/aws/resources.ts';
import type { LoadedDocument, SnapshotGap } from '../../src/snapshot/snapshot.ts';

/** What each list in a body holds, by the body's key. `ManagedPrefixLists` is printed under `PrefixLists`. */
export interface AwsLists {
  readonly Vpcs: ec2.Vpc;
  readonly Subnets: ec2.Subnet;
  readonly RouteTables: ec2.RouteTable;
  readonly SecurityGroups: ec2.SecurityGroup;
  readonly SecurityGroupVpcAssociations: ec2.SecurityGroupVpcAssociation;
  readonly NetworkAcls: ec2.NetworkAcl;
  readonly InternetGateways: ec2.InternetGateway;
  readonly EgressOnlyInternetGateways: ec2.EgressOnlyInternetGateway;
  readonly NatGateways: ec2.NatGateway;
  readonly VpnGateways: ec2.VpnGateway;
  readonly CarrierGateways: ec2.CarrierGateway;
  readonly VpcPeeringConnections: ec2.VpcPeeringConnection;
  readonly TransitGateways: ec2.TransitGateway;
  readonly TransitGatewayVpcAttachments: ec2.TransitGatewayVpcAttachment;
  readonly TransitGatewayAttachments: ec2.TransitGatewayAttachment;
  readonly TransitGatewayRouteTables: ec2.TransitGatewayRouteTable;
  readonly VpcEndpoints: ec2.VpcEndpoint;
  readonly NetworkInterfaces: ec2.NetworkInterface;
  readonly Reservations: { readonly Instances: readonly ec2.Instance[] };
  readonly DhcpOptions: ec2.DhcpOptions;
  readonly AvailabilityZones: ec2.AvailabilityZone;
  readonly PrefixLists: ec2.PrefixList;
  readonly ManagedPrefixLists: ec2.ManagedPrefixList;
  readonly VpcBlockPublicAccessExclusions: ec2.VpcBlockPublicAccessExclusion;
  readonly StaleSecurityGroupSet: ec2.StaleSecurityGroup;
}
export type ListKey = keyof AwsLists;

type ListBodies = { readonly [K in ListKey]?: readonly AwsLists[K][] };

/** A network: every list that was read (`[]`: there is nothing), and the answers that are no list. */
export type AwsBodies = ListBodies & {
  readonly VpcBlockPublicAccessOptions?: ec2.VpcBlockPublicAccessOptions;
  /** One `describe-vpc-attribute` answer each. */
  readonly VpcAttributes?: readonly ec2.VpcAttribute[];
  /** Answers of `get-managed-prefix-list-entries`, by prefix list id. */
  readonly Entries?: Readonly<Record<string, readonly ec2.PrefixListEntry[]>>;
  /** Answers of `search-transit-gateway-routes`, by route table id. */
  readonly Routes?: Readonly<
    Record<
      string,
      { readonly Routes: readonly ec2.TransitGatewayRoute[]; readonly AdditionalRoutesAvailable?: boolean }
    >
  >;
  /** Answers of `get-transit-gateway-route-table-associations`, by route table id. */
  readonly Associations?: Readonly<Record<string, readonly ec2.TransitGatewayRouteTableAssociation[]>>;
};

/** A call, what it was asked with where its answer does not say, and the body it answered. */
export interface AwsAnswer {
  readonly call: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const CALL_OF: { readonly [K in ListKey]?: string } = {
  Reservations: 'DescribeInstances',
  StaleSecurityGroupSet: 'DescribeStaleSecurityGroups',
};
const ID_OF: { readonly [K in ListKey]: string } = {
  Vpcs: 'VpcId',
  Subnets: 'SubnetId',
  RouteTables: 'RouteTableId',
  SecurityGroups: 'GroupId',
  SecurityGroupVpcAssociations: 'GroupId',
  NetworkAcls: 'NetworkAclId',
  InternetGateways: 'InternetGatewayId',
  EgressOnlyInternetGateways: 'EgressOnlyInternetGatewayId',
  NatGateways: 'NatGatewayId',
  VpnGateways: 'VpnGatewayId',
  CarrierGateways: 'CarrierGatewayId',
  VpcPeeringConnections: 'VpcPeeringConnectionId',
  TransitGateways: 'TransitGatewayId',
  TransitGatewayVpcAttachments: 'TransitGatewayAttachmentId',
  TransitGatewayAttachments: 'TransitGatewayAttachmentId',
  TransitGatewayRouteTables: 'TransitGatewayRouteTableId',
  VpcEndpoints: 'VpcEndpointId',
  NetworkInterfaces: 'NetworkInterfaceId',
  Reservations: 'ReservationId',
  DhcpOptions: 'DhcpOptionsId',
  AvailabilityZones: 'ZoneName',
  PrefixLists: 'PrefixListId',
  ManagedPrefixLists: 'PrefixListId',
  VpcBlockPublicAccessExclusions: 'ExclusionId',
  StaleSecurityGroupSet: 'GroupId',
};
const LIST_KEYS = Object.keys(ID_OF) as readonly ListKey[];

const idOf = (key: ListKey, item: object): unknown => Reflect.get(item, ID_OF[key]);

/** What one list holds; empty where it was not read. */
export const listOf = <K extends ListKey>(bodies: ListBodies, key: K): readonly AwsLists[K][] =>
  bodies[key] ?? [];

/** The same network with one resource patched, field by field. */
export function change<K extends ListKey>(
  bodies: AwsBodies,
  key: K,
  id: string,
  patch: Partial<AwsLists[K]>,
): AwsBodies {
  const items = listOf(bodies, key);
  if (!items.some((item) => idOf(key, item) === id)) throw new Error(`${key} has no ${id}`);
  return { ...bodies, [key]: items.map((item) => (idOf(key, item) === id ? { ...item, ...patch } : item)) };
}

/** The same network with more resources in one list. */
export function add<K extends ListKey>(
  bodies: AwsBodies,
  key: K,
  ...items: readonly AwsLists[K][]
): AwsBodies {
  return { ...bodies, [key]: [...listOf(bodies, key), ...items] };
}

/** The same network without these resources; the list itself stays read. */
export function drop(bodies: AwsBodies, key: ListKey, ...ids: readonly string[]): AwsBodies {
  const items: readonly object[] = bodies[key] ?? [];
  return { ...bodies, [key]: items.filter((item) => !ids.includes(String(idOf(key, item)))) };
}

/** The same network as somebody sees it who did not make these calls. */
export function unread(bodies: AwsBodies, ...keys: readonly (keyof AwsBodies)[]): AwsBodies {
  return Object.fromEntries(Object.entries(bodies).filter(([key]) => !keys.some((gone) => gone === key)));
}

/** The same network as EC2 printed it before subnets stated their Block Public Access. */
export const withoutStates = (bodies: AwsBodies): AwsBodies => ({
  ...bodies,
  Subnets: listOf(bodies, 'Subnets').map(({ BlockPublicAccessStates: _, ...subnet }) => subnet),
});

/** Two networks in one snapshot. */
export function merge(a: AwsBodies, b: AwsBodies): AwsBodies {
  const lists = LIST_KEYS.filter((key) => a[key] || b[key]).map((key) => {
    const items: readonly object[] = [...(a[key] ?? []), ...(b[key] ?? [])];
    return [key, [...new Map(items.map((item) => [idOf(key, item), item])).values()]] as const;
  });
  return {
    ...a,
    ...b,
    ...Object.fromEntries(lists),
    VpcAttributes: [...(a.VpcAttributes ?? []), ...(b.VpcAttributes ?? [])],
    Entries: { ...a.Entries, ...b.Entries },
    Routes: { ...a.Routes, ...b.Routes },
    Associations: { ...a.Associations, ...b.Associations },
  };
}

/** Every body with the call that it answers, as files of a snapshot folder hold them. */
export function answersOf(bodies: AwsBodies): readonly AwsAnswer[] {
  const { VpcBlockPublicAccessOptions: options, VpcAttributes: attributes = [] } = bodies;
  return [
    ...LIST_KEYS.flatMap((key) => {
      const items = bodies[key];
      const printed = key === 'ManagedPrefixLists' ? 'PrefixLists' : key;
      return items ? [{ call: CALL_OF[key] ?? `Describe${key}`, body: { [printed]: items } }] : [];
    }),
    ...(options
      ? [{ call: 'DescribeVpcBlockPublicAccessOptions', body: { VpcBlockPublicAccessOptions: options } }]
      : []),
    ...attributes.map((attribute) => ({
      call: 'DescribeVpcAttribute',
      arguments: { VpcId: attribute.VpcId },
      body: { ...attribute },
    })),
    ...Object.entries(bodies.Entries ?? {}).map(([id, entries]) => ({
      call: 'GetManagedPrefixListEntries',
      arguments: { PrefixListId: id },
      body: { Entries: entries },
    })),
    ...Object.entries(bodies.Routes ?? {}).map(([id, body]) => ({
      call: 'SearchTransitGatewayRoutes',
      arguments: { TransitGatewayRouteTableId: id },
      body: { ...body },
    })),
    ...Object.entries(bodies.Associations ?? {}).map(([id, associations]) => ({
      call: 'GetTransitGatewayRouteTableAssociations',
      arguments: { TransitGatewayRouteTableId: id },
      body: { Associations: associations },
    })),
  ];
}

/** Who reads, and what is refused. */
export interface Reader {
  readonly account?: string;
  readonly region?: string;
  readonly refused?: readonly Omit<SnapshotGap, 'provider'>[];
}

/** The answers as documents that stand in one file each, named after their call. */
export const documentsOf = (bodies: AwsBodies, reader: Reader = {}): readonly LoadedDocument[] =>
  answersOf(bodies).map((answer) => ({
    provider: 'aws',
    account: reader.account ?? ACCOUNT,
    region: reader.region ?? REGION,
    ...answer,
    origin: { file: `${answer.call.replace('Describe', '')}.json`, pointer: '' },
  }));

/** The bodies decoded, as read by one account in one region. */
export const resourcesOf = (bodies: AwsBodies, reader: Reader = {}): AwsResources =>
  decode({
    documents: documentsOf(bodies, reader),
    gaps: (reader.refused ?? []).map((gap) => ({ provider: 'aws', ...gap })),
    ignored: [],
  });

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
