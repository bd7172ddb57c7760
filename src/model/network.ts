/**
 * The provider-neutral network: what every cloud is lowered into and all that `reach` and the rules ever see.
 * Plain readonly data, built once. Ids are the provider's own; `word` is the provider's own name for a kind of
 * thing ("security group"), so that reports speak its language while the engine does not.
 */
import type { Address, AddressSet, Cidr, Family } from '../ip/address.ts';
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
  /** What was taken for granted because nobody read it (DESIGN.md's short table). */
  readonly assumed: readonly Assumption[];
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

/** Something taken for granted about some networks because nobody read it; what is refused never is. */
export interface Assumption {
  /** A clause for the verdict: "Block Public Access is off". Absent: no answer that is read would tell. */
  readonly fact?: string;
  /** What it is about: packets, those of them that pass an internet gateway, or the resolution of names. */
  readonly about: 'packets' | 'internet' | 'names';
  /** The ids of the networks. */
  readonly vpcs: readonly string[];
  /** The whole sentence, with the call that would tell. */
  readonly text: string;
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
  readonly hides: readonly (
    | 'vpc'
    | 'subnet'
    | 'filter'
    | 'association'
    | 'border'
    | 'route-table'
    | 'gateway'
    | 'peering'
    | 'transit'
    | 'interface'
  )[];
}

export interface Vpc extends Resource {
  readonly cidrs: AddressSet;
  readonly blocks: readonly Cidr[];
  /** Where the provider makes further subnets by itself (GCP: a network of auto mode). */
  readonly reserved?: AddressSet;
  readonly state: Health;
  /** Set where nothing but what its subnets say is known of it: it may have further ranges. */
  readonly unread?: Unknown;
  readonly dns: Dns;
  /** The two-way internet gateway attached to it; `undefined` inside: it is known that there is none. */
  readonly internetGateway: Known<string | undefined>;
  /** Set where it may have interfaces that were not read: whose address one is, and what filters it, is not known then. */
  readonly unreadInterfaces?: Unknown;
  /** Set where machines get their addresses as they start and nothing lists them: any address may be one's. */
  readonly unlistedMachines?: true;
  /** Set where only machines start in it that encrypt what they send. */
  readonly encryptedOnly?: true;
  /** Endpoints with interfaces in it; absent where the provider has no such thing. */
  readonly endpoints?: Known<readonly PrivateEndpoint[]>;
}

/**
 * A door to a service of the provider with addresses of the network. Where it takes the service's public names over,
 * every machine of the network talks to its interfaces, however good the way to the internet is.
 */
export interface PrivateEndpoint extends Resource {
  /** The provider's name: "com.amazonaws.us-east-1.ecr.api". */
  readonly service: string;
  /** The public names of the service; `*` stands for one label. */
  readonly hosts: readonly string[];
  readonly takesOver: Known<boolean>;
  readonly subnets: readonly string[];
  /** Those of the input, by id. */
  readonly interfaces: readonly string[];
  /** Set where it has interfaces that are not in the input. */
  readonly unseen?: Unknown;
  readonly policy: EndpointPolicy;
}

/** What an endpoint's policy says beyond "everything", statement by statement; empty: it lets everything pass. */
export type EndpointPolicy = Known<readonly string[]>;

export interface Dns {
  /** The provider's resolver answers in this network. */
  readonly support: Known<boolean>;
  readonly hostnames: Known<boolean>;
  /** Whom VMs ask for names, in the order in which they are tried; empty: nobody tells them of a server. */
  readonly servers: Known<readonly NameServer[]>;
  /** What hands them out, where that is a resource of its own. */
  readonly options?: Resource;
}

/** The provider's own resolver, beyond filters and routes; or a server of one's own, by its address. */
export type NameServer = 'provider' | Address;

/** How far public traffic may pass between a subnet and an internet gateway (AWS: Block Public Access). */
export type PublicAccess = 'open' | 'block-ingress' | 'block-bidirectional';

export interface Subnet extends Resource {
  readonly vpc: string;
  readonly blocks: readonly Cidr[];
  /** All addresses of the subnet's ranges. */
  readonly addresses: AddressSet;
  /** What a VM can get: without the addresses that the provider keeps. */
  readonly usable: AddressSet;
  /** Its range lies beyond too: an address that no interface has is looked for there (hybrid subnets). */
  readonly hybrid?: true;
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
  /** Set where the rule's place among those of its rank is owed to its action alone. */
  readonly tie?: Tie;
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

/** Rules of one rank have no order of their own; which action comes first is the provider's rule, in its own words. */
export interface Tie {
  readonly rank: number;
  /** "at equal priority a deny beats an allow" */
  readonly why: string;
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
  readonly unread: readonly UnreadRoutes[];
  /** Asked before all others, in this order, whatever their prefix. */
  readonly before?: readonly PolicyRoute[];
  /** What takes the place of `routes` for addresses that no machine of the network has, where that is not the same. */
  readonly unowned?: readonly Route[];
  /**
   * Routes that never win, whatever their prefix; the state says why (AWS: propagated ones inside a local route; Google
   * Cloud: those of an inactive peering).
   */
  readonly overruled?: readonly Route[];
  /** Gateways that write the routes which they are taught into this table. */
  readonly taughtBy?: readonly string[];
}

/** Routes that may stand in a table and that nobody read: they may win, whatever stands beside them. */
export interface UnreadRoutes {
  readonly unknown: Unknown;
  /** What they can take; absent: anything. */
  readonly destinations?: AddressSet;
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
  /** Known in this other region alone, because the network keeps what it is taught to the region. */
  readonly elsewhere?: string;
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
  /** Why there may be such tables that nobody read. */
  readonly edgesUnread?: Unknown;
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
  /** Set for one that stands in no subnet. */
  readonly regional?: RegionalNat;
  readonly privateAddresses: AddressSet;
  readonly publicAddresses: AddressSet;
}

/** NAT of a whole network: it sends by a route table of its own, and past no subnet's border. */
export interface RegionalNat {
  readonly table: Known<string>;
  /** The zones whose machines it serves; undefined inside: all, as machines appear there. */
  readonly zones: Known<readonly string[] | undefined>;
  /** As of a subnet that faces the gateway. */
  readonly publicAccess: Known<PublicAccess>;
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
  /** The transit gateway behind it, where it is a peering: that one has an attachment of the same id. */
  readonly peer?: string;
  readonly subnets: readonly string[];
  readonly state: Health;
  /** The table that routes what comes in by this attachment. */
  readonly table: Known<string | undefined>;
  readonly groupReferences: Health;
  /** Both directions of a connection enter the network in one zone, whatever zones its ends are in. */
  readonly keepsZone?: boolean;
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
  /** The public names of the service, where it has some; `*` stands for one label. */
  readonly hosts?: readonly string[];
  readonly policy?: EndpointPolicy;
}

/** Something behind which nothing can be seen, or which this tool does not understand. */
export interface Opaque extends Resource {
  readonly kind: 'opaque';
  readonly families: readonly Family[];
  readonly state: Health;
  /** The networks it is attached to, where that is known. */
  readonly attached: readonly string[];
  readonly unknown: Unknown;
  /** It is taught routes, which tables can take from it. */
  readonly teaches?: boolean;
  readonly middlebox?: Middlebox;
  /** What it is known to be, where it was not read. */
  readonly unreadKind?: 'internet' | 'nat' | 'peering' | 'transit' | 'service';
}

/** An appliance or a firewall endpoint: packets meet it on their way, and it remembers the connections that it saw. */
export interface Middlebox {
  /** Where packets reach it, as far as that is known. */
  readonly subnet?: string;
  /** The interface by which they do; absent: it has none that filters, or nobody knows which. */
  readonly interface?: string;
  /** It has no other interface: what it sends on leaves by this one. */
  readonly isAlone?: boolean;
  /**
   * It hands packets back unchanged, and they go on by the table of its subnet: all of them, or those that this table
   * has a route for.
   */
  readonly returns?: 'all' | 'routed';
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
  /** Set where no VM stands behind it but a service of the provider. */
  readonly service?: ManagedService;
}

/** What the provider runs behind an interface: a NAT gateway, a load balancer, a database. */
export interface ManagedService {
  /** "NAT gateway", "load balancer". */
  readonly word: string;
  /** Whether it takes connections from others; unknown where its listeners were not read. */
  readonly takes: Health;
  /** Whether it starts connections of its own. */
  readonly starts: boolean;
}

/** Used by the words of causes that only some clouds know; re-exported for one import. */
export type { Cause, Health, Known, Unknown };
