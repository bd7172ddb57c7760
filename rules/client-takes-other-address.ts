/** The client connects to another address of the scheduler than the one that was checked. */
import {
  type ClientPaths,
  type ClusterCall,
  type Context,
  clientPaths,
  defineRule,
  labelsOf,
  type Problem,
  type PublicPath,
  publicPathOf,
  type Ref,
  refOf,
  type Severity,
  type Undecided,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'client-takes-other-address',
  severity: 'warning',
  title: 'The client takes another address of the scheduler than the one that was checked',
  needs: 'flows',
  reads: ['client flows', 'groups', 'routes'],
  providers: ['aws', 'gcp'],
  docs: {
    what: `Where the scheduler has a public address, the current client connects to that one, also from a private network, unless it is told
\`use_scheduler_public_ip=False\`. The rule speaks where a client reaches the scheduler at its private address (by a peering, a VPN, or in the
same network) and does not provably reach the public one: a note, because the configuration names the argument; a warning where other
clients need the public address. With \`--call\`, it looks at each call of \`coiled.Cluster\` in the file: one that makes the client take an
address that it cannot reach is an error, one that leaves the choice to Dask's configuration a warning.`,
    why: `The check is right and the cluster hangs: the client stops with "Timed out trying to connect to …", because its packets to the
public address come from the internet, where no rule admits them, or have no way there at all.`,
    repair: `Make the cluster with \`use_scheduler_public_ip=False\`, or put \`coiled: use_scheduler_public_ip: false\` into Dask's configuration
where those clients run. Clients that come from the internet leave it out. Or give the scheduler no public address and check again with
\`--no-scheduler-public-ip\`.`,
    source:
      'The code of coiled 1.135.6: Cluster(use_scheduler_public_ip=…), default True, configuration key coiled.use_scheduler_public_ip.',
  },
  examples: {
    good: [
      'fixtures/aws/guide --client internet',
      'fixtures/aws/peered-client --client vpc:vpc-0fdf3631ea89f2ada --no-scheduler-public-ip --scheduler-subnet-id subnet-0b2e3d4c5f6a7b802 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/client-of-both-kinds --client vpc:vpc-0fdf3631ea89f2ada --client 203.0.113.0/24 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/peered-client --client vpc:vpc-0fdf3631ea89f2ada --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    const paths = clientPaths(context);
    if (!paths) return;
    const clusters = context.call?.clusters ?? [];
    // Without a named client somebody connects: those who come from the internet are enough.
    const named = context.client !== undefined || paths.toPublic.length === 0;
    const toPublic = named && paths.toPrivate.length > 0 ? publicPathOf(context, paths.toPrivate) : ANY;
    if (clusters.length === 0) {
      if (toPublic.works !== 'yes' && (isMixed(paths) || mayHold(context)))
        yield unlessTold(context, paths, toPublic);
      return;
    }
    for (const [i, cluster] of clusters.entries())
      yield* ofCluster(context, paths, toPublic, {
        cluster,
        number: clusters.length > 1 ? i + 1 : undefined,
      });
  },
});

const ANY: PublicPath = { works: 'yes' };
const ARGUMENT = 'use_scheduler_public_ip';
const HANGS = 'the client stops with "Timed out trying to connect to …" while the cluster runs on';

/** Of clients that reach no address there is nothing to tell apart. */
const mayHold = ({ flows }: Context): boolean =>
  flows.some(({ required, judgement }) => required.kind === 'client-scheduler' && judgement.holds !== 'no');

const isMixed = ({ toPrivate, toPublic }: ClientPaths): boolean =>
  toPrivate.length > 0 && toPublic.length > 0;

/** Where no call was read that tells the client. */
function unlessTold(context: Context, paths: ClientPaths, toPublic: PublicPath): Problem {
  const others = isMixed(paths)
    ? `; clients in ${labelsOf(context, paths.toPublic)} need the public one`
    : '';
  const leave = isMixed(paths) ? `, and from ${labelsOf(context, paths.toPublic)} without it` : '';
  return {
    message: `the way of clients in ${labelsOf(context, paths.toPrivate)} leads to the private address of the scheduler; they do ${provably(toPublic)} reach the public one, which the client takes unless it is told ${ARGUMENT}=False${others}`,
    severity: isMixed(paths) ? 'warning' : 'note',
    resources: [schedulerOf(context)],
    ...(toPublic.trace && { trace: toPublic.trace, key: 'public address' }),
    symptom: HANGS,
    fix: {
      none: `the network needs no change: from ${labelsOf(context, paths.toPrivate)}, make the cluster with ${ARGUMENT}=False${leave}`,
    },
  };
}

const provably = ({ works }: PublicPath): string => (works === 'no' ? 'not' : 'not provably');

function schedulerOf({ workload, network }: Context): Ref {
  const role = workload.roles.find(({ name }) => name === 'scheduler');
  const subnet = role && network.subnets.get(role.subnet.id);
  return subnet ? refOf(subnet) : { id: 'scheduler', word: 'role' };
}

interface Numbered {
  readonly cluster: ClusterCall;
  /** Where a file has several. */
  readonly number: number | undefined;
}

function* ofCluster(
  context: Context,
  paths: ClientPaths,
  toPublic: PublicPath,
  { cluster, number }: Numbered,
): Generator<Problem | Undecided> {
  const told = toldBy(cluster);
  const id = number === undefined ? 'coiled.Cluster' : `coiled.Cluster ${number}`;
  const call: Ref = { id, word: 'call', place: told.place ?? cluster.place };
  if (told.value === 'unknown') {
    if (toPublic.works !== 'yes' || paths.toPublic.length > 0) yield notKnown(call);
  } else if (!told.value && paths.toPublic.length > 0) yield cannotBePrivate(context, call, paths);
  else if (told.value && toPublic.works !== 'yes')
    yield takesPublic(context, call, paths, toPublic, told.said);
}

interface Told {
  readonly value: boolean | 'unknown';
  readonly said: boolean;
  readonly place?: Ref['place'];
}

/** The argument, else the configuration that the file sets, else the default. */
function toldBy({ arguments: given, configured, unseen }: ClusterCall): Told {
  const own = given.findLast(({ name }) => name === ARGUMENT);
  // None is as good as nothing.
  const isLeftOut = !own || (own.value.is === 'literal' && own.value.value === null);
  const entry = isLeftOut ? configured.findLast(({ name }) => name === ARGUMENT) : own;
  if (isLeftOut && unseen.length > 0) return { value: 'unknown', said: false };
  if (!entry) return { value: true, said: false };
  const { value, place } = entry;
  const literal = value.is === 'literal' ? Boolean(value.value) : 'unknown';
  return { value: literal, said: true, ...(place && { place }) };
}

/** One call serves one kind of client: where there are two kinds, the other makes a call of its own. */
const severityOf = (paths: ClientPaths, toPublic: PublicPath, said: boolean): Severity =>
  isMixed(paths) || !said || toPublic.works !== 'no' ? 'warning' : 'error';

function takesPublic(
  context: Context,
  call: Ref,
  paths: ClientPaths,
  toPublic: PublicPath,
  said: boolean,
): Problem {
  const how = said ? 'tells the client to take' : `leaves ${ARGUMENT} out, so that the client takes`;
  return {
    message: `${call.id} ${how} the public address of the scheduler, which clients in ${labelsOf(context, paths.toPrivate)} do ${provably(toPublic)} reach: their way leads to the private one`,
    severity: severityOf(paths, toPublic, said),
    resources: [call, schedulerOf(context)],
    ...(toPublic.trace && { trace: toPublic.trace, key: 'public address' }),
    symptom: HANGS,
    fix: {
      none: `write ${ARGUMENT}=False into the call, or coiled.${ARGUMENT}: false into Dask's configuration where it runs`,
    },
  };
}

const cannotBePrivate = (context: Context, call: Ref, paths: ClientPaths): Problem => ({
  message: `${call.id} tells the client to take the private address of the scheduler, which clients in ${labelsOf(context, paths.toPublic)} do not reach: their way leads to the public one`,
  severity: isMixed(paths) ? 'warning' : 'error',
  resources: [call],
  key: 'private address',
  symptom: HANGS,
  fix: { none: `leave ${ARGUMENT} out, or write ${ARGUMENT}=True` },
});

const notKnown = (call: Ref): Undecided => ({
  kind: 'undecided',
  message: `whether ${call.id} makes the client take the address that was checked is not known`,
  resources: [call],
  key: 'address',
  required: false,
  reasons: [
    {
      cause: 'UNKNOWN_RESOURCE',
      why: `${ARGUMENT} of the call cannot be read without running it`,
      settle: `write ${ARGUMENT}=True or ${ARGUMENT}=False into the call`,
    },
  ],
});
