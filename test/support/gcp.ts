/**
 * VPC networks as `gcloud compute … list --format=json` prints them, in pieces: the network of Coiled's guide, and
 * what others are put together from.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/snapshot/canonical.ts';

export const PROJECT = 'my-project-id';
export const REGION = 'us-east1';
export const ZONE = 'us-east1-c';

const HOST = 'https://www.googleapis.com/compute/v1';

/** "https://…/projects/my-project-id/global/networks/byo-network" */
export const networkLink = (name: string, project = PROJECT): string =>
  `${HOST}/projects/${project}/global/networks/${name}`;
export const inRegion = (collection: string, name: string, region = REGION, project = PROJECT): string =>
  `${HOST}/projects/${project}/regions/${region}/${collection}/${name}`;
export const subnetLink = (name: string, region = REGION, project = PROJECT): string =>
  inRegion('subnetworks', name, region, project);
const global = (collection: string, name: string, project = PROJECT): string =>
  `${HOST}/projects/${project}/global/${collection}/${name}`;
const regionLink = (region: string, project = PROJECT): string =>
  `${HOST}/projects/${project}/regions/${region}`;

/** Names in the call that Coiled's guide prints. */
export const GUIDE = {
  network: 'byo-network',
  subnet: 'byo-subnet',
  tag: 'byo-firewall',
  router: 'byo-router',
  nat: 'byo-nat',
  cidr: '10.20.0.0/20',
} as const;

/** Answers by the collection that they list; absent: not read. */
export const LISTED = [
  'networks',
  'subnetworks',
  'firewalls',
  'routes',
  'routers',
  'addresses',
  'instances',
  'vpnTunnels',
  'interconnectAttachments',
  'forwardingRules',
  'policyBasedRoutes',
] as const;
export type Collection = (typeof LISTED)[number];

export type GcpBodies = { readonly [K in Collection]?: readonly JsonObject[] } & {
  /** The policies of `networks.getEffectiveFirewalls`, by network; the VPC's own rules are added to them. */
  readonly policies?: Readonly<Record<string, readonly JsonObject[]>>;
  /** The same of one region, by network and region: "byo-network us-east1". */
  readonly regionPolicies?: Readonly<Record<string, readonly JsonObject[]>>;
  /** `result` of `routers.getRouterStatus`, by router. */
  readonly routerStatus?: Readonly<Record<string, JsonObject>>;
  /** `projects.getXpnHost`. */
  readonly hostProject?: JsonObject;
};

const CREATED = '2024-03-18T02:41:07.000-07:00';

/** The number that stands in an `id`, always the same for the same resource. */
const numberOf = (selfLink: string): string =>
  String(BigInt(`0x${createHash('sha256').update(selfLink).digest('hex').slice(0, 15)}`));

const resource = (kind: string, name: string, selfLink: string): JsonObject => ({
  kind: `compute#${kind}`,
  id: numberOf(selfLink),
  creationTimestamp: CREATED,
  name,
  selfLink,
});

export const network = (name: string, extra: JsonObject = {}, project = PROJECT): JsonObject => ({
  ...resource('network', name, networkLink(name, project)),
  autoCreateSubnetworks: false,
  mtu: 1460,
  networkFirewallPolicyEnforcementOrder: 'AFTER_CLASSIC_FIREWALL',
  routingConfig: { routingMode: 'REGIONAL' },
  ...extra,
});

/** Where something stands, beside its other fields. */
interface Placed extends JsonObject {
  readonly region?: string;
  /** A network's name. */
  readonly network?: string;
  readonly project?: string;
}

export function subnet(name: string, cidr: string, extra: Placed = {}): JsonObject {
  const { region = REGION, network: of = GUIDE.network, project = PROJECT, ...rest } = extra;
  return {
    ...resource('subnetwork', name, subnetLink(name, region, project)),
    network: networkLink(of, project),
    region: regionLink(region, project),
    ipCidrRange: cidr,
    gatewayAddress: cidr.replace(/\d+\/\d+$/, '1'),
    privateIpGoogleAccess: false,
    purpose: 'PRIVATE',
    stackType: 'IPV4_ONLY',
    ...rest,
  };
}

/** "tcp:8786,8787", "all": as gcloud's `--allow` takes it. */
const protocolPorts = (text: string): JsonObject => {
  const [IPProtocol = '', ports] = text.split(':');
  return { IPProtocol, ...(ports !== undefined && { ports: ports.split(',') }) };
};

export interface RuleParts {
  readonly network?: string;
  readonly project?: string;
  readonly priority?: number;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly fromTags?: readonly string[];
  readonly tags?: readonly string[];
  readonly accounts?: readonly string[];
  readonly fromAccounts?: readonly string[];
  readonly disabled?: boolean;
}

/** A VPC firewall rule; one with `to` is for egress. */
export function firewall(name: string, parts: RuleParts): JsonObject {
  const { network: of = GUIDE.network, project = PROJECT, priority = 1000, disabled = false } = parts;
  const actions = parts.deny
    ? { denied: parts.deny.map(protocolPorts) }
    : { allowed: (parts.allow ?? ['all']).map(protocolPorts) };
  return {
    ...resource('firewall', name, global('firewalls', name, project)),
    description: '',
    network: networkLink(of, project),
    direction: parts.to ? 'EGRESS' : 'INGRESS',
    priority,
    ...actions,
    ...(parts.to && { destinationRanges: parts.to }),
    ...(parts.from && { sourceRanges: parts.from }),
    ...(parts.fromTags && { sourceTags: parts.fromTags }),
    ...(parts.fromAccounts && { sourceServiceAccounts: parts.fromAccounts }),
    ...(parts.tags && { targetTags: parts.tags }),
    ...(parts.accounts && { targetServiceAccounts: parts.accounts }),
    logConfig: { enable: false },
    disabled,
  };
}

/** A route that somebody made; `extra` names its next hop, its priority, its tags. */
export function route(name: string, destRange: string, extra: Placed): JsonObject {
  const { network: of = GUIDE.network, project = PROJECT, ...rest } = extra;
  return {
    ...resource('route', name, global('routes', name, project)),
    description: '',
    network: networkLink(of, project),
    destRange,
    priority: 1000,
    ...rest,
  };
}

/** The next hop of a route to the internet. */
export const INTERNET_GATEWAY = global('gateways', 'default-internet-gateway');

/** As Google names the routes that it makes: "default-route-04f3dee902ef7542". */
const defaultName = (of: string, range: string): string =>
  `default-route-${createHash('sha256').update(`${of} ${range}`).digest('hex').slice(0, 16)}`;

/** The route that every new network has. */
export const defaultRoute = (of: string = GUIDE.network, project = PROJECT): JsonObject =>
  route(defaultName(of, '0.0.0.0/0'), '0.0.0.0/0', {
    description: 'Default route to the Internet.',
    network: of,
    project,
    nextHopGateway: global('gateways', 'default-internet-gateway', project),
  });

/** The route that comes with a subnet's range. */
export const subnetRoute = (cidr: string, of: string = GUIDE.network, project = PROJECT): JsonObject =>
  route(defaultName(of, cidr), cidr, {
    description: `Default local route to the subnetwork ${cidr}.`,
    network: of,
    project,
    nextHopNetwork: networkLink(of, project),
    priority: 0,
  });

export function router(name: string, nats: readonly JsonObject[], extra: Placed = {}): JsonObject {
  const { region = REGION, network: of = GUIDE.network, project = PROJECT, ...rest } = extra;
  return {
    ...resource('router', name, inRegion('routers', name, region, project)),
    network: networkLink(of, project),
    region: regionLink(region, project),
    encryptedInterconnectRouter: false,
    ...(nats.length > 0 && { nats }),
    ...rest,
  };
}

/** Cloud NAT of a router; `extra` says what about it is special. */
export const nat = (extra: JsonObject = {}): JsonObject => ({
  name: GUIDE.nat,
  type: 'PUBLIC',
  endpointTypes: ['ENDPOINT_TYPE_VM'],
  sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
  natIpAllocateOption: 'AUTO_ONLY',
  minPortsPerVm: 64,
  enableDynamicPortAllocation: false,
  enableEndpointIndependentMapping: false,
  autoNetworkTier: 'PREMIUM',
  logConfig: { enable: true, filter: 'ERRORS_ONLY' },
  ...extra,
});

/** A reserved external address. */
export const address = (name: string, value: string, region = REGION): JsonObject => ({
  ...resource('address', name, inRegion('addresses', name, region)),
  address: value,
  addressType: 'EXTERNAL',
  networkTier: 'PREMIUM',
  region: regionLink(region),
  status: 'RESERVED',
});

/** A VM with one interface. */
export const instance = (
  name: string,
  where: { readonly subnet: string; readonly address: string; readonly network?: string },
  extra: JsonObject = {},
): JsonObject => ({
  ...resource('instance', name, `${HOST}/projects/${PROJECT}/zones/${ZONE}/instances/${name}`),
  zone: `${HOST}/projects/${PROJECT}/zones/${ZONE}`,
  status: 'RUNNING',
  canIpForward: false,
  networkInterfaces: [
    {
      kind: 'compute#networkInterface',
      name: 'nic0',
      network: networkLink(where.network ?? GUIDE.network),
      subnetwork: subnetLink(where.subnet),
      networkIP: where.address,
      stackType: 'IPV4_ONLY',
    },
  ],
  ...extra,
});

/** One rule of a firewall policy. */
export const policyRule = (
  priority: number,
  action: 'allow' | 'deny' | 'goto_next' | 'apply_security_profile_group',
  direction: 'INGRESS' | 'EGRESS',
  match: JsonObject,
  extra: JsonObject = {},
): JsonObject => ({
  kind: 'compute#firewallPolicyRule',
  priority,
  action,
  direction,
  disabled: false,
  enableLogging: false,
  ruleTupleCount: 2,
  match: { layer4Configs: [{ ipProtocol: 'all' }], ...match },
  ...extra,
});

/** A policy as `getEffectiveFirewalls` shows it: HIERARCHY, NETWORK, NETWORK_REGIONAL. */
export const policy = (
  type: 'HIERARCHY' | 'NETWORK' | 'NETWORK_REGIONAL',
  name: string,
  rules: readonly JsonObject[],
  priority = 1000,
): JsonObject => ({
  type,
  priority,
  ...(type === 'HIERARCHY'
    ? { name: numberOf(name).slice(0, 12), shortName: name, displayName: name }
    : { name, displayName: name }),
  rules,
});

/**
 * The network of the guide's GCP call, every call answered: one subnet for both roles, one tag, Cloud NAT for the
 * workers, who have no external addresses.
 */
export const guideNetwork = (): GcpBodies => ({
  ...emptyProject(),
  networks: [network(GUIDE.network, { subnetworks: [subnetLink(GUIDE.subnet)] })],
  subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr)],
  firewalls: [clients([GUIDE.tag], ['0.0.0.0/0']), cluster([GUIDE.tag], [GUIDE.tag])],
  routes: [defaultRoute(), subnetRoute(GUIDE.cidr)],
  routers: [router(GUIDE.router, [nat()])],
  policies: { [GUIDE.network]: [] },
});

/** Nothing but the lists, all of them empty. */
export const emptyProject = (): GcpBodies => ({
  networks: [],
  subnetworks: [],
  firewalls: [],
  routes: [],
  routers: [],
  addresses: [],
  instances: [],
  vpnTunnels: [],
  interconnectAttachments: [],
  forwardingRules: [],
  policyBasedRoutes: [],
});

export const CLIENT_RULE = 'byo-clients';
export const CLUSTER_RULE = 'byo-cluster';

/** 8786 and 8787 from clients on the scheduler's tag. */
export const clients = (tags: readonly string[], from: readonly string[], ports = '8786,8787'): JsonObject =>
  firewall(CLIENT_RULE, { allow: [`tcp:${ports}`], from, tags });

/** Everything between the VMs of the cluster. */
export const cluster = (tags: readonly string[], fromTags: readonly string[]): JsonObject =>
  firewall(CLUSTER_RULE, { allow: ['all'], fromTags, tags });

/** The body with more in some of its lists. */
export function add(bodies: GcpBodies, key: Collection, ...items: readonly JsonObject[]): GcpBodies {
  return { ...bodies, [key]: [...(bodies[key] ?? []), ...items] };
}

/** The one of this name with other fields; a name that is not there is a mistake in a test. */
export function change(bodies: GcpBodies, key: Collection, name: string, fields: JsonObject): GcpBodies {
  const items = bodies[key] ?? [];
  if (!items.some((item) => item.name === name)) throw new Error(`no ${name} in ${key}`);
  return { ...bodies, [key]: items.map((item) => (item.name === name ? { ...item, ...fields } : item)) };
}

/** Without the one of this name. */
export function drop(bodies: GcpBodies, key: Collection, name: string): GcpBodies {
  const items = bodies[key] ?? [];
  if (!items.some((item) => item.name === name)) throw new Error(`no ${name} in ${key}`);
  return { ...bodies, [key]: items.filter((item) => item.name !== name) };
}

/** Without one answer: nobody asked. */
export function unread(bodies: GcpBodies, key: keyof GcpBodies): GcpBodies {
  const { [key]: _, ...rest } = bodies;
  return rest;
}
