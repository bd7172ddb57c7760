/** A Dask cluster on a placement: its two roles and the flows that must work (domain/coiled.md, "Flows"). */
import { describeAddresses, INTERNET, ofFamily } from '../ip/address.ts';
import { fromIntervals, interval, isEmpty, subtract, union } from '../ip/interval.ts';
import { type PortSet, TCP, UDP } from '../ip/traffic.ts';
import { carriedIn } from '../model/carried.ts';
import type { Flow, InternetSpot, Spot } from '../model/endpoint.ts';
import { isKnown } from '../model/known.ts';
import type { Network } from '../model/network.ts';
import { resolveEndpoint } from './endpoint.ts';
import { everybody, INTERNET_SPOT, placeServers } from './everybody.ts';
import { type Parsed, parseRequired } from './parse.ts';
import { serviceFlows } from './service-flows.ts';
import { inFamilyOf, isV6Only, plannedVm } from './spots.ts';
import type { Endpoint, Placement, RequiredFlow, Requirements, Role, Workload } from './workload.ts';

export interface DaskInput {
  readonly network: Network;
  readonly placement: Placement;
  readonly requirements: Requirements;
  readonly client?: Endpoint;
  /** As `--require` takes them. */
  readonly require: readonly string[];
}

const HTTPS: PortSet = interval(443);
const DNS: PortSet = interval(53);

const SYMPTOM = {
  client: 'the client stops with "Timed out trying to connect to …" while the cluster runs on',
  workerToScheduler: 'no worker ever arrives, and Coiled gives up after 10 minutes',
  schedulerToWorker: 'workers register, then results cannot be gathered ("Couldn\'t gather keys")',
  workerToWorker: 'simple tasks work, shuffles and joins hang ("Could not find data")',
  schedulerEgress:
    'the scheduler VM never becomes ready: it cannot download its software or report to cloud.coiled.io',
  workerEgress: 'workers never phone home, so they never learn where the scheduler is',
  resolver: 'nothing resolves: no download and no connection by name works',
  required: 'the connection times out at the first use of this data',
} as const;

export function daskWorkload(input: DaskInput): Parsed<Workload> {
  const placed = rolesFor(input);
  if ('error' in placed) return placed;
  const roles = placed.value;
  const required = [...new Set(input.require)].flatMap(
    (text) => requiredFlow(text, input.network, roles) ?? [],
  );
  for (const one of required) if ('error' in one) return one;
  const own = required.flatMap((one) => ('value' in one ? [one.value] : []));
  const [scheduler, worker] = roles;
  if (!scheduler || !worker) return { value: { roles, flows: own } };
  const flows = [
    clientFlow(input, scheduler),
    ...clusterFlows(input, scheduler, worker),
    egress(input.network, scheduler, SYMPTOM.schedulerEgress),
    egress(input.network, worker, SYMPTOM.workerEgress),
    ...roles.flatMap((role) => resolverFlows(input.network, role)),
    ...roles.flatMap((role) => serviceFlows(input.network, role)),
    ...own,
  ];
  return { value: { roles, flows } };
}

/** The roles of the placement, or of the two jobs that it names. */
function rolesFor({ network, placement }: DaskInput): Parsed<readonly Role[]> {
  const { scheduler, worker } = placement;
  if (scheduler === undefined && worker === undefined) return { value: rolesOf({ network, placement }) };
  const roles: Role[] = [];
  for (const [name, text] of [
    ['scheduler', scheduler],
    ['worker', worker],
  ] as const) {
    if (text === undefined)
      return { error: `--${name} is not given`, remedy: 'name both jobs: --scheduler job:… --worker job:…' };
    const resolved = resolveEndpoint(text, { network, roles: [], end: 'destination' });
    if ('error' in resolved)
      return { error: `--${name} ${text}: ${resolved.error}`, remedy: resolved.remedy };
    const [spot] = resolved.endpoint.spots;
    const subnet = spot?.kind === 'vm' ? network.subnets.get(spot.subnet) : undefined;
    if (spot?.kind !== 'vm' || !subnet)
      return { error: `--${name} ${text} is no job`, remedy: 'write job:<name>, a job of a workflow file' };
    roles.push({ name, subnet, spot: { ...spot, label: name } });
  }
  return { value: roles };
}

/** Both roles, or none: half a cluster answers nothing. */
export function rolesOf({ network, placement }: Pick<DaskInput, 'network' | 'placement'>): readonly Role[] {
  const { schedulerSubnetId, workerSubnetId, firewallId, schedulerFirewallId } = placement;
  const schedulerSubnet = network.subnets.get(schedulerSubnetId ?? '');
  const workerSubnet = network.subnets.get(workerSubnetId ?? '');
  if (!schedulerSubnet || !workerSubnet || firewallId === undefined) return [];
  // The scheduler carries its own group or tag and the cluster's; with one `firewall_id` they are the same.
  const schedulerFilters = [...new Set([schedulerFirewallId ?? firewallId, firewallId])];
  return [
    role(network, 'scheduler', schedulerSubnet, schedulerFilters, placement.schedulerPublicIp),
    role(network, 'worker', workerSubnet, [firewallId], placement.workersPublicIp),
  ];
}

const role = (
  network: Network,
  name: string,
  subnet: Role['subnet'],
  firewalls: readonly string[],
  publicIp: boolean,
): Role => ({
  name,
  subnet,
  spot: plannedVm(name, subnet, carriedIn(network, subnet, firewalls), publicIp),
});

const ports = (list: readonly number[]): PortSet => fromIntervals(list.map((port) => [port, port] as const));

function clientFlow({ network, requirements, client }: DaskInput, scheduler: Role): RequiredFlow {
  const from = client?.spots ?? everybody(network, scheduler);
  const open = ports(requirements.client);
  return {
    kind: 'client-scheduler',
    name: 'client → scheduler',
    from: client ? clientName(client) : 'somebody',
    to: 'the scheduler',
    flow: client
      ? flowBetween(network, from, [scheduler.spot], TCP, open)
      : { from, to: [scheduler.spot], protocol: TCP, ports: open },
    holds: client ? 'every' : 'somebody',
    symptom: SYMPTOM.client,
  };
}

function clientName({ label }: Endpoint): string {
  if (label === 'the internet') return 'clients on the internet';
  return label.startsWith('a VM') ? `the client, ${label},` : `clients in ${label}`;
}

function clusterFlows(
  { network, requirements }: DaskInput,
  scheduler: Role,
  worker: Role,
): readonly RequiredFlow[] {
  const workers = interval(...requirements.workers);
  const flow = (from: Role, to: Role, open: PortSet) =>
    flowBetween(network, [from.spot], [to.spot], TCP, open);
  return [
    {
      kind: 'worker-scheduler',
      name: 'worker → scheduler',
      from: 'workers',
      to: 'the scheduler',
      flow: flow(worker, scheduler, ports(requirements.scheduler)),
      holds: 'every',
      symptom: SYMPTOM.workerToScheduler,
    },
    {
      kind: 'scheduler-worker',
      name: 'scheduler → worker',
      from: 'the scheduler',
      to: 'workers',
      flow: flow(scheduler, worker, workers),
      holds: 'every',
      symptom: SYMPTOM.schedulerToWorker,
    },
    {
      kind: 'worker-worker',
      name: 'worker ↔ worker',
      from: 'workers',
      to: 'other workers',
      flow: flow(worker, worker, workers),
      holds: 'every',
      symptom: SYMPTOM.workerToWorker,
    },
  ];
}

/** Both ends in a family that they share, where a planned machine has a choice. */
const flowBetween = (
  network: Network,
  from: readonly Spot[],
  to: readonly Spot[],
  protocol: number,
  open: PortSet,
): Flow => ({
  from: inFamilyOf(network, from, to),
  to: inFamilyOf(network, to, from),
  protocol,
  ports: open,
});

const egress = (network: Network, from: Role, symptom: string): RequiredFlow => ({
  kind: 'egress',
  name: `${from.name} → internet`,
  from: from.name === 'worker' ? 'workers' : 'the scheduler',
  to: 'the internet',
  flow: { from: [from.spot], to: [internetOf(network, from)], protocol: TCP, ports: HTTPS },
  holds: 'default-door',
  symptom,
});

/** The internet as the role sees it: of the family that it speaks, and without its own network's public range. */
function internetOf(network: Network, from: Role): InternetSpot {
  const family = ofFamily(INTERNET, isV6Only(from.spot) ? 6 : 4);
  const own = network.vpcs.get(from.subnet.vpc)?.cidrs ?? [];
  return { ...INTERNET_SPOT, addresses: subtract(family, own) };
}

/** The provider's own resolver is beyond filters and routes; only name servers of one's own are flows. One that answers is enough. */
function resolverFlows(network: Network, from: Role): readonly RequiredFlow[] {
  const vpc = network.vpcs.get(from.subnet.vpc);
  const asked = vpc && isKnown(vpc.dns.servers) ? vpc.dns.servers.value : [];
  const servers = union(...asked.map((server) => (server === 'provider' ? [] : interval(server))));
  if (!vpc || isEmpty(servers)) return [];
  const to = placeServers(network, vpc, servers);
  const { support } = vpc.dns;
  const hasSpare = asked.includes('provider') && !(isKnown(support) && !support.value);
  return [UDP, TCP].map((protocol) => ({
    kind: 'resolver',
    name: `${from.name} → resolver ${protocol === UDP ? 'udp' : 'tcp'}`,
    from: from.name === 'worker' ? 'workers' : 'the scheduler',
    to: `the name servers ${describeAddresses(servers)}`,
    flow: { from: [from.spot], to, protocol, ports: DNS },
    holds: 'any-server',
    ...(hasSpare && { spare: true as const }),
    symptom: SYMPTOM.resolver,
  }));
}

/** A flow that names a role has no place before the roles have one: undefined; its rule is skipped and says so. */
function requiredFlow(
  text: string,
  network: Network,
  roles: readonly Role[],
): Parsed<RequiredFlow> | undefined {
  const parsed = parseRequired(text);
  if ('error' in parsed) return parsed;
  if (roles.length === 0 && [parsed.value.from, parsed.value.to].some(isRole)) return undefined;
  const context = { network, roles };
  const from = resolveEndpoint(parsed.value.from, { ...context, end: 'source' });
  if ('error' in from) return { error: `--require ${text}: ${from.error}`, remedy: from.remedy };
  const to = resolveEndpoint(parsed.value.to, { ...context, end: 'destination' });
  if ('error' in to) return { error: `--require ${text}: ${to.error}`, remedy: to.remedy };
  return {
    value: {
      kind: 'required',
      name: text,
      from: from.endpoint.label,
      to: to.endpoint.label,
      flow: flowBetween(network, from.endpoint.spots, to.endpoint.spots, TCP, parsed.value.ports),
      holds: 'every',
      vacant: to.endpoint.vacant,
      symptom: SYMPTOM.required,
    },
  };
}

const ROLES = ['scheduler', 'worker'] as const;
const isRole = (end: string): boolean => ROLES.some((name) => end === `role:${name}`);
