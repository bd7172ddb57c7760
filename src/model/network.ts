/**
 * The provider-neutral network: what every cloud is lowered into and all that `reach` and the rules ever see.
 * Plain readonly data, built once. Ids are the provider's own; `word` is the provider's own name for a kind of
 * thing ("security group"), so that reports speak its language while the engine does not.
 */
import type { AddressSet, Cidr, Family } from '../ip/address.ts';
import type { PortSet, ProtocolSet } from '../ip/traffic.ts';
import type { Cause } from './cause.ts';
import type { Health, Known, Unknown } from './known.ts';
import type { Plan } from './plan.ts';

/** Where in the input a thing was read: a JSON pointer (RFC 6901) into a file, or a line of a file that is no JSON. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
  /** From 1; known at once where the file is no JSON. */
  readonly line?: number;
  readonly column?: number;
}

export interface Resource {
  readonly id: string;
  /** The provider's word for this kind of thing, lower case: "subnet", "security group". */
  readonly word: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly place?: Place;
}

export interface Network {
  readonly provider: string;
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly filters: ReadonlyMap<string, Filter>;
  readonly routeTables: ReadonlyMap<string, RouteTable>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly interfaces: ReadonlyMap<string, Interface>;
  /** What could not be read. */
  readonly gaps: readonly Gap[];
  /** What was taken for granted because nobody read it (DESIGN.md's short table), one sentence each. */
  readonly assumed: readonly string[];
  /** What was written down about jobs and the networks they ask for; absent where the provider knows neither. */
  readonly plan?: Plan;
}

/** Something that was not read, and the permission and the command that would read it. */
export interface Gap {
  /** The provider's call, "DescribeNatGateways". */
  readonly call: string;
  readonly account?: string;
  readonly region?: string;
  /** What is missing for it, for people: "NAT gateways". */
  readonly what: string;
  readonly why: string;
  readonly permission: string;
  /** A command to paste that reads it. */
  readonly settle: string;
  /** What may exist unseen because of it: these kinds of things cannot be called missing. */
  readonly hides: readonly ('vpc' | 'subnet' | 'filter' | 'route-table' | 'gateway' | 'interface')[];
}

export interface Vpc extends Resource {
  readonly cidrs: AddressSet;
  readonly blocks: readonly Cidr[];
  readonly state: Health;
  readonly dns: Dns;
  /** The two-way internet gateway attached to it; `undefined` inside: it is known that there is none. */
  readonly internetGateway: Known<string | undefined>;
}

export interface Dns {
  /** The provider's resolver answers in this network. */
  readonly support: Known<boolean>;
  readonly hostnames: Known<boolean>;
  /** Name servers of one's own; empty where the provider's resolver is used. */
  readonly ownServers: Known<AddressSet>;
}

/** How far public traffic may pass between a subnet and an internet gateway (AWS: Block Public Access). */
export type PublicAccess = 'open' | 'block-ingress' | 'block-bidirectional';

export interface Subnet extends Resource {
  readonly vpc: string;
  readonly blocks: readonly Cidr[];
  /** All addresses of the subnet's ranges. */
  readonly addresses: AddressSet;
  /** What a VM can get: without the addresses that the provider keeps. */
  readonly usable: AddressSet;
  /** Addresses left for new VMs; `exact` is false where only the size of the range is known. */
  readonly free: { readonly count: number; readonly exact: boolean };
  readonly zone?: string;
  /** Set for a zone where ordinary services may be missing: "local zone", "wavelength zone", "Outpost". */
  readonly specialZone?: string;
  readonly state: Health;
  readonly routeTable: Known<string>;
  /** Filters at the subnet's border, in the order that a packet leaving meets them. */
  readonly filters: Known<readonly string[]>;
  readonly publicAccess: Known<PublicAccess>;
}

/**
 * An ordered list of rules with a default. `union`: all allow rules of all such filters on an interface count
 * together (security groups). `first-match`: the first rule that matches decides (network ACLs). A stateful filter
 * lets the reply of what it let through pass.
 */
export interface Filter extends Resource {
  readonly vpcs: readonly string[];
  readonly reading: 'union' | 'first-match';
  readonly stateful: boolean;
  readonly ingress: readonly FilterRule[];
  readonly egress: readonly FilterRule[];
}

export interface FilterRule {
  /** The line's own id: "sgr-01", "rule 100". */
  readonly id: string;
  readonly action: 'allow' | 'deny';
  readonly protocol: ProtocolSet;
  /** Destination ports. */
  readonly ports: PortSet;
  readonly peer: Peer;
  /** The line in the provider's words: "allow tcp 8786 from 10.0.0.0/16". */
  readonly text: string;
  /** The closing rule that the provider adds itself (a network ACL's `*`). */
  readonly implicit?: boolean;
  readonly place?: Place;
}

/** The far side of a rule: addresses, or members of groups (by id), or partly unread. */
export interface Peer {
  readonly addresses: AddressSet;
  readonly groups: readonly GroupReference[];
  /** Set where a part of the peer could not be read: a prefix list without entries. */
  readonly unread?: Unknown;
}

export interface GroupReference {
  readonly group: string;
  /** Why the reference matches nothing: its group or its peering is gone. */
  readonly stale?: string;
}

export interface RouteTable extends Resource {
  readonly vpc: string;
  readonly routes: readonly Route[];
  /** What in this table could not be read: an unread prefix list takes unknown destinations away. */
  readonly unread: readonly Unknown[];
  /** Routes that never win, whatever their prefix (AWS: propagated ones inside a local route); the state says why. */
  readonly overruled?: readonly Route[];
}

export interface Route {
  /** "0.0.0.0/0 → igw-1", unique in its table. */
  readonly id: string;
  readonly destination: Cidr;
  /** Among routes of equal prefix the lowest rank wins. */
  readonly rank: number;
  readonly state: Health;
  readonly target: RouteTarget;
  /** The list that the destination came from: "pl-63a5400a". */
  readonly prefixList?: string;
  readonly place?: Place;
}

export type RouteTarget = { readonly kind: 'local' } | { readonly kind: 'gateway'; readonly id: string };

export type Gateway = InternetGateway | NatGateway | Peering | TransitGateway | ServiceEndpoint | Opaque;

/** Translates one to one between a VM's public and private IPv4 address; `out` only: IPv6 egress-only gateways. */
export interface InternetGateway extends Resource {
  readonly kind: 'internet';
  readonly direction: 'both' | 'out';
  readonly families: readonly Family[];
  /** The networks it is attached to. */
  readonly attached: ReadonlyMap<string, Health>;
  /** By network: the route table asked for traffic that enters by this gateway (ingress routing to an appliance). */
  readonly edgeTables?: ReadonlyMap<string, string>;
}

export interface NatGateway extends Resource {
  readonly kind: 'nat';
  readonly vpc: string;
  readonly state: Health;
  /** A private NAT gateway has no public address. */
  readonly connectivity: 'public' | 'private';
  readonly subnet: Known<string>;
  readonly privateAddresses: AddressSet;
  readonly publicAddresses: AddressSet;
}

export interface Peering extends Resource {
  readonly kind: 'peering';
  readonly state: Health;
  readonly sides: readonly [PeeringSide, PeeringSide];
  /** Whether rules may name groups of the other side. */
  readonly groupReferences: Health;
}

export interface PeeringSide {
  readonly vpc: string;
  readonly cidrs: AddressSet;
  readonly account?: string;
  readonly region?: string;
}

export interface TransitGateway extends Resource {
  readonly kind: 'transit';
  readonly attachments: readonly TransitAttachment[];
  readonly tables: ReadonlyMap<string, TransitTable>;
  /** What is unread about it as a whole. */
  readonly unread?: Unknown;
  readonly groupReferences: Health;
}

export interface TransitAttachment extends Resource {
  /** The network behind it; undefined for VPN, Direct Connect, Connect and peering attachments. */
  readonly vpc?: string;
  readonly subnets: readonly string[];
  readonly state: Health;
  /** The table that routes what comes in by this attachment. */
  readonly table: Known<string | undefined>;
  readonly groupReferences: Health;
}

export interface TransitTable extends Resource {
  readonly routes: readonly TransitRoute[];
  readonly unread?: Unknown;
}

export interface TransitRoute {
  readonly id: string;
  readonly destination: Cidr;
  readonly rank: number;
  readonly state: Health;
  readonly attachment?: string;
  readonly place?: Place;
}

/** A door to a service of the provider (gateway endpoint): what its routes send there arrives. */
export interface ServiceEndpoint extends Resource {
  readonly kind: 'service';
  readonly service: string;
  readonly state: Health;
}

/** Something behind which nothing can be seen, or which this tool does not understand. */
export interface Opaque extends Resource {
  readonly kind: 'opaque';
  readonly families: readonly Family[];
  readonly state: Health;
  /** The networks it is attached to, where that is known. */
  readonly attached: readonly string[];
  readonly unknown: Unknown;
}

export interface Interface extends Resource {
  readonly vpc: string;
  readonly subnet: string;
  readonly addresses: AddressSet;
  readonly publicAddresses: AddressSet;
  readonly filters: readonly string[];
  /** The VM that it belongs to. */
  readonly instance?: string;
}

/** Used by the words of causes that only some clouds know; re-exported for one import. */
export type { Cause, Health, Known, Unknown };
