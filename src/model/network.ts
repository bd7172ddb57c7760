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
  /** Of a notebook: the cell from 1, and the line and column in it. */
  readonly cell?: { readonly number: number; readonly line: number; readonly column: number };
}

export interface Resource {
  readonly id: string;
  /** The provider's word for this kind of thing, lower case: "subnet", "security group". */
  readonly word: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly place?: Place;
  /** The reference that the provider's own tools take everywhere, where the id is only a part of it: a selfLink. */
  readonly link?: string;
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
  /** Set where rules recognise machines by what they carry, and every filter belongs to the network. */
  readonly labels?: Labels;
  /** The id that a reference means: a link, full or partial, a bare name; undefined where it means nothing here. */
  readonly idOf?: (reference: string) => string | undefined;
  /** The provider's own words for causes that the engine finds. */
  readonly causes?: ReadonlyMap<Cause, Cause>;
  /** What was written down about jobs and the networks they ask for; absent where the provider knows neither. */
  readonly plan?: Plan;
}

/**
 * A label is a kind and a name: "tag:byo-cluster", "sa:worker@p.iam.gserviceaccount.com". A firewall id of a placement
 * is the name of one.
 */
export interface Labels {
  /** The kind that a firewall id is of: "tag:". */
  readonly firewall: string;
  /** The kind that says as whom a machine runs: "sa:". */
  readonly account: string;
  /** The provider's word for the first: "network tag". */
  readonly word: string;
  /** The labels that rules, routes or machines of the input name, each with the networks that it is named in. */
  readonly known: ReadonlyMap<string, readonly string[]>;
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
  /** Where the provider makes further subnets by itself (GCP: a network of auto mode). */
  readonly reserved?: AddressSet;
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
  /** What a VM can have beside it: ranges for containers that are routed to their VM (alias IP ranges). */
  readonly aliases?: AddressSet;
  /** Addresses left for new VMs; `exact` is false where only the size of the range is known. */
  readonly free: { readonly count: number; readonly exact: boolean };
  readonly zone?: string;
  /** Set for a zone where ordinary services may be missing: "local zone", "wavelength zone", "Outpost". */
  readonly specialZone?: string;
  readonly state: Health;
  readonly routeTable: Known<string>;
  /** Filters at the subnet's border, in the order that a packet leaving meets them. */
  readonly filters: Known<readonly string[]>;
  /** Filters that every machine of the subnet has at its own interface, whatever it carries. */
  readonly machineFilters?: readonly string[];
  readonly publicAccess: Known<PublicAccess>;
}

/**
 * An ordered list of rules with a default. `union`: all allow rules of all such filters on an interface count
 * together (security groups). `first-match`: the first rule that matches decides (network ACLs, firewalls of a whole
 * network); in layers, a rule may leave the decision to the next one. A stateful filter lets the reply of what it let
 * through pass.
 */
export interface Filter extends Resource {
  readonly vpcs: readonly string[];
  /** The layer of the network's own rules, which a change can add to, and those that are asked before it. */
  readonly own?: string;
  readonly foreign?: readonly string[];
  readonly reading: 'union' | 'first-match';
  readonly stateful: boolean;
  readonly ingress: readonly FilterRule[];
  readonly egress: readonly FilterRule[];
}

export interface FilterRule {
  /** The line's own id: "sgr-01", "rule 100". */
  readonly id: string;
  /** `pass-on`: the next layer decides (Google Cloud: `goto_next`). */
  readonly action: 'allow' | 'deny' | 'pass-on';
  readonly protocol: ProtocolSet;
  /** Destination ports. */
  readonly ports: PortSet;
  readonly peer: Peer;
  /** The policy that the rule stands in; the rules of one stand together. */
  readonly layer?: string;
  /** The machines it concerns; absent: every machine that has the filter. */
  readonly target?: Target;
  /** The machine's own addresses that it concerns; absent: all. */
  readonly own?: AddressSet;
  /** The line in the provider's words: "allow tcp 8786 from 10.0.0.0/16". */
  readonly text: string;
  /** The closing rule that the provider adds itself (a network ACL's `*`). */
  readonly implicit?: boolean;
  readonly place?: Place;
}

/** Machines that carry one of these labels; `unread` where a part of the selection cannot be judged. */
export interface Target {
  readonly labels: readonly string[];
  readonly unread?: Unknown;
}

/** The far side of a rule: addresses, or members of groups (by id), or partly unread. */
export interface Peer {
  readonly addresses: AddressSet;
  readonly groups: readonly GroupReference[];
  /** Set where a part of the peer could not be read: a prefix list without entries. */
  readonly unread?: Unknown;
  /** Where members and what is unread can only be; absent: anywhere. */
  readonly within?: AddressSet;
}

export interface GroupReference {
  /** The id of a filter, or a label. */
  readonly group: string;
  /** How an endpoint names a planned machine that is a member: "subnet=<subnet>,tags=x". */
  readonly endpoint?: string;
  /** Why the reference matches nothing: its group or its peering is gone. */
  readonly stale?: string;
}

export interface RouteTable extends Resource {
  readonly vpc: string;
  readonly routes: readonly Route[];
  /** What in this table could not be read: an unread prefix list takes unknown destinations away. */
  readonly unread: readonly Unknown[];
  /** Asked before all others, in this order, whatever their prefix. */
  readonly before?: readonly PolicyRoute[];
  /**
   * Routes that never win, whatever their prefix; the state says why (AWS: propagated ones inside a local route; Google
   * Cloud: those of an inactive peering).
   */
  readonly overruled?: readonly Route[];
}

export interface Route {
  /** "0.0.0.0/0 → igw-1", unique in its table. */
  readonly id: string;
  /** Where the provider gives its routes names. */
  readonly name?: string;
  readonly destination: Cidr;
  /** Among routes of equal prefix the lowest rank wins. */
  readonly rank: number;
  readonly state: Health;
  readonly target: RouteTarget;
  /** The list that the destination came from: "pl-63a5400a". */
  readonly prefixList?: string;
  /** Only machines that carry one of these labels use it; absent: all. */
  readonly carriers?: readonly string[];
  /** Routes of equal prefix and rank share the packets among them: any of them may carry any packet. */
  readonly shared?: boolean;
  readonly place?: Place;
}

/** A route that looks at more than the destination. */
export interface PolicyRoute extends Route {
  readonly source: AddressSet;
  readonly protocol: ProtocolSet;
  /** What it takes goes by the table's ordinary routes, past what follows it here. */
  readonly exempt?: boolean;
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
  /** By subnet: what translates for its machines that have no public address. Absent: nothing here does. */
  readonly translators?: ReadonlyMap<string, Known<readonly Translator[]>>;
  /** By subnet: NAT of the same network that leaves it out. */
  readonly misses?: ReadonlyMap<string, readonly Miss[]>;
  /** Addresses of the provider's own services, and the subnets whose machines reach them without a public address. */
  readonly services?: OwnServices;
}

/** NAT that does not translate for a subnet, and why, a clause about it: "lists other subnets: a, b". */
export interface Miss {
  readonly nat: Resource;
  readonly why: string;
}

export interface OwnServices {
  readonly addresses: AddressSet;
  readonly subnets: ReadonlySet<string>;
  /** What is said of a machine of another subnet: it … */
  readonly refusal: { readonly cause: Cause; readonly why: string };
}

/** NAT at the internet gateway itself, no hop of its own (Cloud NAT): its subnets' machines share its addresses. */
export interface Translator extends Resource {
  readonly state: Health;
  /** Empty where the provider allocates them as they are needed. */
  readonly publicAddresses: AddressSet;
  readonly ports: TranslatorPorts;
}

/** What a machine gets of the ports of the shared addresses. */
export interface TranslatorPorts {
  /** Addresses to share; undefined: as many as it takes. */
  readonly addresses: number | undefined;
  readonly perAddress: number;
  readonly perMachine: number;
  /** What is written down, where it counts as more. */
  readonly written?: number;
  /** The figures that a machine can be given, ascending. */
  readonly choices: readonly number[];
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
  /** What its VM carries. */
  readonly labels?: readonly string[];
  /** The VM that it belongs to. */
  readonly instance?: string;
}

/** Used by the words of causes that only some clouds know; re-exported for one import. */
export type { Cause, Health, Known, Unknown };
