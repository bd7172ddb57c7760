import {
  actualBackend,
  argumentOf,
  type Call,
  type CallEdit,
  type CallEntry,
  type Context,
  callRef,
  defaultOf,
  defineRule,
  editFix,
  entryOf,
  entryRef,
  isUnread,
  linkOf,
  meantBackend,
  networkOf,
  type Problem,
  type Resource,
  textIn,
  wholeCall,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'mismatched-location',
  severity: 'error',
  title: 'The call names another region, project or cloud than its network is in',
  needs: 'call',
  docs: {
    what: `Compares the places that the call names: \`aws_region\` (us-east-1 where it is left out) or \`gcp_region\` with the region of the network that was read,
\`backend\` with its cloud; on GCP the projects and regions inside the selfLinks with each other, with \`gcp_project_id\` and with \`gcp_region\`, and
\`gcp_zone\` with \`gcp_region\`. A network of another project than \`gcp_project_id\` is a warning: a Shared VPC is made that way.`,
    why: `Coiled makes the VMs where the call says. A subnet of another region is not found there.`,
    repair: `Name the region and the project of the network.`,
    source:
      'The defaults of `set_backend_options` in coiled 1.135.6; GCP, "Shared VPC overview"; a subnet is in one region.',
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py', '--call fixtures/calls/current-gcp.py'],
    bad: [
      'fixtures/aws/guide --call fixtures/calls/other-region.py',
      '--call fixtures/calls/other-project.py',
    ],
  },
  *check(context) {
    const { call } = context;
    if (!call) return;
    if (!isUnread(context.network)) yield* againstNetwork(context, call);
    if (meantBackend(call) === 'gcp') yield* withinCall(call);
  },
});

const SYMPTOM = 'the cluster is refused when it is created: its network is not found there';

function* againstNetwork({ network, placement }: Context, call: Call): Generator<Problem> {
  if (call.form !== 'call') return;
  const backend = meantBackend(call);
  const given = argumentOf(call, 'backend');
  if (backend !== undefined && backend !== network.provider) {
    yield {
      message: `the backend is ${backend}, and the network that was read is of ${network.provider}`,
      resources: [given ? entryRef(given, 'argument') : wholeCall(call)],
      key: 'backend',
      symptom: SYMPTOM,
      fix: { none: `check it with a network of ${backend}, or write backend="${network.provider}"` },
    };
    return;
  }
  const actual = actualBackend(call);
  const home =
    actual === 'gcp'
      ? network.subnets.get(placement.schedulerSubnetId ?? '')
      : network.vpcs.get(placement.networkId ?? '');
  if (home?.region === undefined || (actual !== 'aws' && actual !== 'gcp')) return;
  // A link says where it is by itself, and is held against the call below.
  if (linkOf(textIn(entryOf(networkOf(call), 'scheduler_subnet_id')) ?? '')) return;
  yield* ofRegion(call, REGION_KEYS[actual], home, home.region);
}

const REGION_KEYS = { aws: 'aws_region', gcp: 'gcp_region' } as const;

function* ofRegion(call: Call, key: string, { id }: Resource, home: string): Generator<Problem> {
  const entry = argumentOf(call, key);
  const region = entry ? textIn(entry) : call.unseen.length > 0 ? undefined : defaultOf(key);
  if (region === undefined || region === home) return;
  yield {
    message: `${entry ? `${key} is ${region}` : `${key} is left out, which the client takes for ${region}`}, and ${id} is in ${home}`,
    resources: [entry ? entryRef(entry, 'argument') : callRef(key, 'argument', call.place)],
    symptom: SYMPTOM,
    fix: editFix(
      { do: 'set', at: [key], value: home },
      ...(key === 'gcp_region' ? zonesGone(call, home) : []),
    ),
  };
}

/** Zones are of the region that was named; left out, the client finds one. */
const zonesGone = (call: Call, region: string): readonly CallEdit[] =>
  ['zone', 'gcp_zone'].flatMap((name): readonly CallEdit[] => {
    const zone = textIn(argumentOf(call, name)) ?? '';
    return zone.length <= 1 || zone.startsWith(`${region}-`) ? [] : [{ do: 'remove', at: [name] }];
  });

interface Located {
  readonly entry: CallEntry;
  readonly project: string;
  readonly region: string | undefined;
}

function* withinCall(call: Call): Generator<Problem> {
  const network = networkOf(call);
  const links = ['network_id', 'scheduler_subnet_id', 'worker_subnet_id'].flatMap(
    (key): readonly Located[] => {
      const entry = entryOf(network, key);
      const link = linkOf(textIn(entry) ?? '');
      return entry && link ? [{ entry, ...link }] : [];
    },
  );
  yield* ofProjects(call, links);
  yield* ofRegions(call, links);
  yield* ofZone(call);
}

function* ofProjects(call: Call, links: readonly Located[]): Generator<Problem> {
  const [first, ...others] = links;
  if (!first) return;
  for (const { entry, project } of others.filter((one) => one.project !== first.project)) {
    yield {
      message: `${entry.name} is in the project ${project}, and ${first.entry.name} in ${first.project}`,
      resources: [entryRef(entry, 'key')],
      key: 'project',
      symptom: SYMPTOM,
      fix: { none: 'name a network and subnets of one project' },
    };
  }
  const named = argumentOf(call, 'gcp_project_id');
  const project = textIn(named);
  if (!named || project === undefined || project === first.project) return;
  yield {
    message: `gcp_project_id is ${project}, and ${first.entry.name} is in the project ${first.project}`,
    resources: [entryRef(named, 'argument')],
    severity: 'warning',
    symptom: 'right for a Shared VPC whose host project is the second; else the network is not found',
    fix: { none: `write gcp_project_id="${first.project}", unless the network is shared by that project` },
  };
}

function* ofRegions(call: Call, links: readonly Located[]): Generator<Problem> {
  const named = argumentOf(call, 'gcp_region');
  const region = named ? textIn(named) : undefined;
  const regional = links.filter((one) => one.region !== undefined);
  const [first] = regional;
  for (const one of regional) {
    const [other, where] = region === undefined ? [first?.region, first?.entry.name] : [region, 'gcp_region'];
    if (other === undefined || other === one.region) continue;
    yield {
      message: `${one.entry.name} is in ${one.region}, and ${where} ${region === undefined ? 'in' : 'is'} ${other}`,
      resources: [entryRef(one.entry, 'key')],
      key: 'region',
      symptom: SYMPTOM,
      fix: { none: 'name subnets of one region, and that region as gcp_region' },
    };
  }
}

function* ofZone(call: Call): Generator<Problem> {
  const region = textIn(argumentOf(call, 'gcp_region'));
  const entry = argumentOf(call, 'zone') ?? argumentOf(call, 'gcp_zone');
  const zone = textIn(entry);
  // The client makes a zone of a single letter.
  if (
    !entry ||
    region === undefined ||
    zone === undefined ||
    zone.length <= 1 ||
    zone.startsWith(`${region}-`)
  )
    return;
  yield {
    message: `${entry.name} is ${zone}, and gcp_region is ${region}`,
    resources: [entryRef(entry, 'argument')],
    symptom: SYMPTOM,
    fix: { none: `name a zone of ${region}` },
  };
}
