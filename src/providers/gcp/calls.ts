/** The methods that are read, of the Compute API and of one other: what each answers, which permission it takes, and the gcloud command that reads it. */
import type { Gap } from '../../model/network.ts';
import { quoted } from '../shell.ts';

export interface Call {
  /** "subnetworks.aggregatedList": the method that reads all there is. */
  readonly call: string;
  /** The collection in a selfLink, and the key of its elements in a scope of an aggregated answer. */
  readonly collection: string;
  /** `one`: the answer is no list. `aggregated`: a list a region or zone, all in one answer. */
  readonly form: 'list' | 'aggregated' | 'one';
  readonly permission: string;
  /** What the global or regional part of an aggregated answer hangs on besides. */
  readonly besides: readonly string[];
  /** Which API has it. */
  readonly api: 'compute' | 'networkconnectivity';
  /** Whether a live read asks it; the others are read from files alone. */
  readonly asked: boolean;
  /** What it reads, for people: "Cloud Routers". */
  readonly noun: string;
  /** `kind` of an element of the list. */
  readonly kind?: string;
  /** "compute networks subnets list" */
  readonly gcloud: string;
  /** What a file with a bare list of these is named after; a list that is empty tells nothing else. */
  readonly file: string;
  /** What may exist unseen without the answer. */
  readonly hides: Gap['hides'];
  /** What the method is asked about and its answer does not repeat; the region stands beside it. */
  readonly about: readonly About[];
}

/** The parameter as in a snapshot's `arguments`; how gcloud takes it: a flag, or the operand. */
export interface About {
  readonly argument: 'network' | 'router' | 'peeringName' | 'direction' | 'region';
  readonly flag?: string;
}

type Words = Pick<Call, 'noun' | 'gcloud' | 'hides'> & Partial<Call>;

const fileOf = (gcloud: string): string =>
  gcloud.replace(/^(?:network-connectivity|compute(?: networks(?= subnets))?) (\S+).*$/, '$1');

const listing = (form: 'list' | 'aggregated', collection: string, kind: string, words: Words): Call => ({
  call: `${collection}.${form === 'list' ? 'list' : 'aggregatedList'}`,
  collection,
  form,
  permission: `compute.${collection}.list`,
  besides: [],
  api: 'compute',
  asked: true,
  kind,
  file: fileOf(words.gcloud),
  about: [],
  ...words,
});

const one = (call: string, about: readonly About[], words: Words & Pick<Call, 'permission'>): Call => ({
  call,
  collection: call.split('.')[0] ?? call,
  form: 'one',
  besides: [],
  api: 'compute',
  asked: true,
  file: call,
  about,
  ...words,
});

const REGION: About = { argument: 'region', flag: '--region' };

/** In the order of gcp.md's table. */
export const CALLS: readonly Call[] = [
  listing('list', 'networks', 'compute#network', {
    noun: 'VPC networks',
    gcloud: 'compute networks list',
    hides: ['vpc', 'peering'],
  }),
  listing('list', 'firewalls', 'compute#firewall', {
    noun: 'VPC firewall rules',
    gcloud: 'compute firewall-rules list',
    hides: ['filter'],
  }),
  listing('list', 'routes', 'compute#route', {
    noun: 'routes',
    gcloud: 'compute routes list',
    hides: ['route-table'],
  }),
  listing('aggregated', 'subnetworks', 'compute#subnetwork', {
    noun: 'subnets',
    gcloud: 'compute networks subnets list',
    hides: ['subnet'],
  }),
  listing('aggregated', 'routers', 'compute#router', {
    noun: 'Cloud Routers with their Cloud NAT',
    gcloud: 'compute routers list',
    hides: ['gateway'],
  }),
  listing('aggregated', 'addresses', 'compute#address', {
    besides: ['compute.globalAddresses.list'],
    noun: 'reserved addresses',
    gcloud: 'compute addresses list',
    hides: [],
  }),
  listing('aggregated', 'instances', 'compute#instance', {
    noun: 'VM instances',
    gcloud: 'compute instances list',
    hides: ['interface'],
  }),
  listing('aggregated', 'vpnTunnels', 'compute#vpnTunnel', {
    noun: 'VPN tunnels',
    gcloud: 'compute vpn-tunnels list',
    hides: ['gateway'],
  }),
  listing('aggregated', 'interconnectAttachments', 'compute#interconnectAttachment', {
    noun: 'VLAN attachments',
    gcloud: 'compute interconnects attachments list',
    file: 'interconnect-attachments',
    hides: ['gateway'],
  }),
  listing('aggregated', 'forwardingRules', 'compute#forwardingRule', {
    besides: ['compute.globalForwardingRules.list'],
    noun: 'forwarding rules',
    gcloud: 'compute forwarding-rules list',
    hides: ['gateway'],
  }),
  one('routers.getRouterStatus', [{ argument: 'router' }, REGION], {
    permission: 'compute.routers.get',
    noun: 'routes learned by BGP',
    gcloud: 'compute routers get-status',
    hides: [],
  }),
  one('networks.getEffectiveFirewalls', [{ argument: 'network' }], {
    permission: 'compute.networks.getEffectiveFirewalls',
    noun: 'effective firewall policies',
    gcloud: 'compute networks get-effective-firewalls',
    hides: ['filter'],
  }),
  one(
    'regionNetworkFirewallPolicies.getEffectiveFirewalls',
    [{ argument: 'network', flag: '--network' }, REGION],
    {
      permission: 'compute.networks.getRegionEffectiveFirewalls',
      noun: 'effective regional firewall policies',
      gcloud: 'compute network-firewall-policies get-effective-firewalls',
      hides: ['filter'],
    },
  ),
  listing('aggregated', 'networkFirewallPolicies', 'compute#firewallPolicy', {
    collection: 'firewallPolicies',
    permission: 'compute.firewallPolicies.list',
    besides: ['compute.regionFirewallPolicies.list'],
    noun: 'network firewall policies',
    gcloud: 'compute network-firewall-policies list',
    hides: ['filter'],
  }),
  // Of an organisation or a folder: an answer shows that there are such policies, and not to which networks they apply.
  one('firewallPolicies.list', [], {
    form: 'list',
    asked: false,
    permission: 'compute.firewallPolicies.list',
    noun: 'hierarchical firewall policies',
    gcloud: 'compute firewall-policies list --organization=ORGANIZATION',
    file: 'hierarchical-firewall-policies',
    hides: [],
  }),
  one(
    'networks.listPeeringRoutes',
    [
      { argument: 'peeringName' },
      { argument: 'network', flag: '--network' },
      REGION,
      { argument: 'direction', flag: '--direction' },
    ],
    {
      permission: 'compute.networks.listPeeringRoutes',
      form: 'list',
      noun: 'routes exchanged over peerings',
      gcloud: 'compute networks peerings list-routes',
      hides: [],
    },
  ),
  one('projects.getXpnHost', [], {
    permission: 'compute.projects.get',
    noun: 'the Shared VPC host project',
    gcloud: 'compute shared-vpc get-host-project',
    hides: [],
  }),
  listing('list', 'policyBasedRoutes', 'networkconnectivity#policyBasedRoute', {
    permission: 'networkconnectivity.policyBasedRoutes.list',
    api: 'networkconnectivity',
    noun: 'policy-based routes',
    gcloud: 'network-connectivity policy-based-routes list',
    hides: [],
  }),
];

const BY_NAME: ReadonlyMap<string, Call> = new Map(CALLS.map((each) => [each.call, each]));
const LISTINGS: readonly Call[] = CALLS.filter(({ kind }) => kind !== undefined);
const BY_COLLECTION: ReadonlyMap<string, Call> = new Map(LISTINGS.map((each) => [each.collection, each]));
const BY_SERVICE: ReadonlyMap<string, Call> = new Map(LISTINGS.map((each) => [serviceOf(each), each]));

/** The service that has a method: "subnetworks". */
export function serviceOf({ call }: Call): string {
  return call.slice(0, call.indexOf('.'));
}

/** The call that lists a collection: "subnetworks", "firewallPolicies". */
export const listingOf = (collection: string): Call | undefined => BY_COLLECTION.get(collection);

/** By its own name, or by that of the same collection's answers for one region (`list`) or one resource (`get`). */
export function callNamed(name: string): Call | undefined {
  const [service = '', method] = name.split('.');
  return BY_NAME.get(name) ?? (method === 'list' || method === 'get' ? BY_SERVICE.get(service) : undefined);
}

export interface ReadTarget {
  readonly project?: string | undefined;
  readonly region?: string | undefined;
  /** Where the file goes: the folder that was checked reads it then. */
  readonly folder?: string | undefined;
  /** As in a snapshot's document: `network`, `router`, `peeringName`. */
  readonly arguments?: Readonly<Record<string, string>> | undefined;
}

/**
 * The gcloud command, ready to paste, that writes the call's answer to a file this tool reads. What `target` leaves
 * open stands in capitals where the call needs it.
 */
export function readCommand(of: Call, target: ReadTarget = {}): string {
  const project = target.project === undefined ? [] : ['--project', quoted(target.project)];
  if (of.call === 'projects.getXpnHost')
    return `gcloud ${of.gcloud} ${quoted(target.project ?? 'PROJECT')} --format=json > ${quoted(pathOf(of, target))}`;
  const words = of.about.flatMap(({ argument, flag }) => [
    ...(flag === undefined ? [] : [flag]),
    quoted(wordOf(argument, target)),
  ]);
  return ['gcloud', of.gcloud, ...words, ...project, '--format=json', '>', quoted(pathOf(of, target))].join(
    ' ',
  );
}

const pathOf = (of: Call, target: ReadTarget): string =>
  `${target.folder === undefined ? '' : `${target.folder}/`}${fileName(of, target)}`;

function wordOf(argument: About['argument'], { region, arguments: given = {} }: ReadTarget): string {
  const value = argument === 'region' ? region : given[argument];
  return value ?? (argument === 'direction' ? 'INCOMING' : argument.toUpperCase());
}

/** An answer that does not name what it is about is told by its file's name: "routers.getRouterStatus,router=r1.json". */
export function fileName(of: Call, target: ReadTarget = {}): string {
  const about = of.about.map(({ argument }) => `,${argument}=${wordOf(argument, target)}`);
  return `${of.file}${about.join('')}.json`;
}
