/**
 * What a rule looks at, and whether it was read: of a rule that finds nothing where nothing was read, nobody can say
 * that it passed.
 */
import { isKnown, type Unknown } from '../model/known.ts';
import type { Filter, FilterRule, Gap, Gateway, Network, Opaque, RouteTable } from '../model/network.ts';
import { tableOf, tableOfNat } from '../model/tables.ts';
import { clusterVpcs } from './cluster.ts';
import { placedIds } from './ids.ts';
import type { Context, FlowKind, Read } from './rule-types.ts';

const whyNot = (thing: { readonly value: unknown } | { readonly unknown: Unknown }): readonly string[] =>
  'unknown' in thing ? [thing.unknown.why] : [];

/** The things of a kind that may exist unseen. */
const hidden = ({ gaps }: Network, kind: Gap['hides'][number]): readonly string[] =>
  gaps.filter(({ hides }) => hides.includes(kind)).map(describeGap);

export const describeGap = ({ what, call, why }: Gap): string => `${what} were not read (${call}): ${why}`;

function* unreadIds(
  context: Context,
  kinds: readonly string[] = ['vpc', 'subnet', 'filter'],
): Generator<string> {
  const { network } = context;
  for (const { id, candidates, hiddenBy } of placedIds(context))
    if (kinds.includes(hiddenBy) && !candidates.has(id)) yield* hidden(network, hiddenBy);
  // A label is in no list of its own: the rules that name it were read with their network.
  if (network.labels && network.vpcs.size === 0) yield* hidden(network, 'vpc');
}

const unreadNetworks = ({ network, workload }: Context): readonly string[] =>
  workload.roles.flatMap(
    ({ subnet: { vpc } }) =>
      network.vpcs.get(vpc)?.unread?.why ??
      (network.vpcs.has(vpc) ? [] : [`${vpc === '' ? 'its network' : vpc} is not in the input`]),
  );

/** What machines carry, or the firewall of their network. */
const unreadGroups = ({ network, workload }: Context): readonly string[] =>
  workload.roles.flatMap(({ spot }) => unreadFilters(network, spot.filters ?? []));

const unreadBorders = ({ network, workload }: Context): readonly string[] =>
  workload.roles.flatMap(({ subnet: { filters } }) =>
    isKnown(filters) ? unreadFilters(network, filters.value) : whyNot(filters),
  );

function unreadFilters(network: Network, ids: readonly string[]): readonly string[] {
  return ids.flatMap((id) => {
    const filter = network.filters.get(id);
    if (!filter) return [`${id === '' ? 'the firewall of the network' : id} is not in the input`];
    return unreadRules(filter);
  });
}

const seen = new WeakMap<Filter, readonly string[]>();

function unreadRules(filter: Filter): readonly string[] {
  const known = seen.get(filter) ?? [...filter.ingress, ...filter.egress].flatMap(unreadRule);
  seen.set(filter, known);
  return known;
}

/** A condition that only the cloud can judge was read all the same. */
const UNREAD_CAUSES: ReadonlySet<string> = new Set(['UNKNOWN_RESOURCE', 'PERMISSION_DENIED']);

const unreadRule = ({ peer, target }: FilterRule): readonly string[] =>
  [peer.unread, target?.unread].flatMap((one) => (one && UNREAD_CAUSES.has(one.cause) ? [one.why] : []));

const tablesOf = ({ network, workload }: Context): readonly (RouteTable | string)[] =>
  workload.roles.map(
    ({ subnet: { id, routeTable } }) =>
      tableOf(network, id) ?? whyNot(routeTable)[0] ?? `the route table of ${id} is not in the input`,
  );

const unreadRoutes = (context: Context): readonly string[] =>
  tablesOf(context).flatMap((table) => (typeof table === 'string' ? [table] : ofTable(table).unread));

interface TableReading {
  readonly unread: readonly string[];
  /** Ids of the gateways that its routes lead to. */
  readonly targets: readonly string[];
}

const tables = new WeakMap<RouteTable, TableReading>();

/** Every rule of every placement that is tried asks the same tables. */
function ofTable(table: RouteTable): TableReading {
  const known = tables.get(table) ?? {
    unread: [
      ...table.unread.map(({ unknown }) => unknown.why),
      ...table.routes.flatMap(({ state }) =>
        state.is === 'unknown' && UNREAD_CAUSES.has(state.unknown.cause) ? [state.unknown.why] : [],
      ),
    ],
    targets: [
      ...new Set(table.routes.flatMap(({ target }) => (target.kind === 'gateway' ? [target.id] : []))),
    ],
  };
  tables.set(table, known);
  return known;
}

/** The targets of the cluster's routes that are known to be of a kind, and were not read. */
function* unreadTargets(context: Context, kind: NonNullable<Opaque['unreadKind']>): Generator<string> {
  for (const gateway of targetsOf(context))
    if (gateway.kind === 'opaque' && gateway.unreadKind === kind) yield gateway.unknown.why;
}

function* targetsOf(context: Context): Generator<Gateway> {
  for (const table of tablesOf(context)) {
    for (const id of typeof table === 'string' ? [] : ofTable(table).targets) {
      const gateway = context.network.gateways.get(id);
      if (gateway) yield gateway;
    }
  }
}

/** NAT gateways, how they leave their own subnets, and what translates at the internet gateway itself. */
function* unreadNat(context: Context): Generator<string> {
  const { network, workload } = context;
  yield* unreadTargets(context, 'nat');
  for (const gateway of targetsOf(context)) {
    if (gateway.kind === 'nat' && !tableOfNat(network, gateway))
      yield `how ${gateway.id} itself leads on was not read`;
  }
  for (const { subnet } of workload.roles)
    for (const gateway of network.gateways.values()) {
      const translators = gateway.kind === 'internet' ? gateway.translators?.get(subnet.id) : undefined;
      if (translators) yield* whyNot(translators);
    }
}

const undecidedFlows = ({ flows }: Context, kinds?: readonly FlowKind[]): readonly string[] =>
  flows
    .filter(
      ({ required, judgement }) =>
        judgement.holds === 'undecided' && kinds?.includes(required.kind) !== false,
    )
    .map(({ required }) => `whether ${required.from} can reach ${required.to} is not known`);

/** One server that answers is enough for the flow, and says nothing of the others. */
const openServers = ({ flows }: Context): readonly string[] =>
  flows
    .filter(({ required, judgement }) => required.kind === 'resolver' && judgement.open.length > 0)
    .map(({ required }) => `whether ${required.from} can reach all of ${required.to} is not known`);

/** Endpoints that take names of services over, in the networks of the cluster; what their lists are behind. */
const unreadEndpoints = (context: Context): readonly string[] => [
  ...unreadNetworks(context),
  ...clusterVpcs(context).flatMap(({ endpoints }) => (endpoints ? whyNot(endpoints) : [])),
  ...undecidedFlows(context, ['service']),
];

/** Whether a list was not read whole that a thing which is not there may stand in. */
export const mayBeUnseen = (network: Network, kind: Gap['hides'][number]): boolean =>
  hidden(network, kind).length > 0;

const UNREAD: Readonly<Record<Read, (context: Context) => Iterable<string>>> = {
  placement: (context) => unreadIds(context),
  places: (context) => unreadIds(context, ['vpc', 'subnet']),
  networks: unreadNetworks,
  subnets: ({ network }) => hidden(network, 'subnet'),
  groups: unreadGroups,
  borders: unreadBorders,
  routes: unreadRoutes,
  'internet gateways': (context) => unreadTargets(context, 'internet'),
  'nat gateways': unreadNat,
  neighbours: ({ network }) => [...hidden(network, 'peering'), ...hidden(network, 'transit')],
  names: (context) => clusterVpcs(context).flatMap(({ dns }) => Object.values(dns).flatMap(whyNot)),
  'public access': ({ workload }) => workload.roles.flatMap(({ subnet }) => whyNot(subnet.publicAccess)),
  'all flows': (context) => undecidedFlows(context),
  'client flows': (context) => undecidedFlows(context, ['client-scheduler']),
  'inner flows': (context) =>
    undecidedFlows(context, ['worker-scheduler', 'scheduler-worker', 'worker-worker']),
  'egress flows': (context) => undecidedFlows(context, ['egress']),
  'resolver flows': openServers,
  endpoints: unreadEndpoints,
};

/** Why the silence of a rule that looks at these says nothing; undefined where all of it was read. */
export function unreadFor(context: Context, reads: readonly Read[]): string | undefined {
  for (const read of reads) for (const why of UNREAD[read](context)) return why;
  return undefined;
}
