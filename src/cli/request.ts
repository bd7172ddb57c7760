/** From an invocation to what the conductor is asked. */
import { ByoNetError } from '../errors.ts';
import type { CheckRequest, PlacementRequest } from '../run-types.ts';
import { all, type Invocation, text } from './argv.ts';
import type { CliIo } from './io.ts';

/** What the command line asks by itself. Reads `--placement`; throws `ByoNetError` for what cannot be asked. */
export async function requestOf(invocation: Invocation, io: CliIo): Promise<CheckRequest> {
  const inputs = invocation.operands;
  const flags = await flagsOf(invocation, io);
  if (inputs.length > 0) {
    refuseLive(invocation, inputs.join(' '));
    return { inputs, ...flags };
  }
  requireSubject(invocation, flags);
  return { inputs, ...flags, ...liveOf(flags, invocation, io) };
}

/** A call by itself is read and no cloud is asked, whatever region the environment is set to. */
const isCallAlone = ({ call, placement }: Pick<CheckRequest, 'call' | 'placement'>): boolean =>
  call !== undefined && placement.networkId === undefined;

/** What is read from files is in the region that they are of. */
function refuseLive(invocation: Invocation, read: string): void {
  const name = (['region', 'profile'] as const).find((one) => invocation.texts.has(one));
  if (name === undefined) return;
  throw new ByoNetError('usage', `--${name} is for asking the cloud, and ${read} is read instead`, {
    remedy: `remove --${name}, or name no file`,
  });
}

type Flags = Omit<CheckRequest, 'inputs'>;

async function flagsOf(invocation: Invocation, io: CliIo): Promise<Flags> {
  const requirements = text(invocation, 'requirements');
  const call = callFile(invocation);
  return {
    ...given({
      provider: text(invocation, 'provider'),
      project: text(invocation, 'project'),
      jobletVersion: text(invocation, 'joblet-version'),
    }),
    placement: { ...(await placementFile(invocation, io)), ...placementFlags(invocation) },
    client: all(invocation, 'client'),
    require: all(invocation, 'require'),
    assume: all(invocation, 'assume'),
    onPremises: all(invocation, 'on-premises'),
    plan: all(invocation, 'plan'),
    ...(requirements !== undefined && { requirements }),
    ...(call !== undefined && { call }),
  };
}

/** A request of a configuration, with what the command line says instead: a flag beats the file. */
export async function overridden(
  requests: readonly CheckRequest[],
  invocation: Invocation,
  io: CliIo,
): Promise<readonly CheckRequest[]> {
  const { placement, ...flags } = await flagsOf(invocation, io);
  const said = Object.entries(flags).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return requests.map((request) => ({
    ...request,
    ...liveOfTarget(request, invocation, io),
    ...Object.fromEntries(said),
    // The call says where the cluster goes, and only a flag beats it.
    placement: flags.call === undefined ? { ...request.placement, ...placement } : placement,
  }));
}

/** Which words of the command line say where a target of a configuration is asked. */
function liveOfTarget(request: CheckRequest, invocation: Invocation, io: CliIo): Live {
  if (request.inputs.length === 0) return liveOf(request, invocation, io);
  refuseLive(invocation, request.inputs.join(' '));
  return {};
}

const SUBJECTS = ['region', 'profile', 'project', 'provider'] as const;

/** A bare command asks no cloud: somebody named a network, or where to look for one. */
function requireSubject({ command, texts }: Invocation, { placement, call }: Flags): void {
  const isNamed = placement.networkId !== undefined || call !== undefined;
  if (isNamed || SUBJECTS.some((name) => texts.has(name))) return;
  throw new ByoNetError('usage', 'neither a snapshot nor a network is given', {
    remedy: `name a file, a folder of \`aws ec2 describe-…\` or \`gcloud compute … list\` outputs, or - for standard input: byo-net ${command} ./folder; or the network to ask the cloud about: byo-net ${command} --vpc vpc-… --region us-east-1, byo-net ${command} --project my-project --network-id my-network, byo-net ${command} --provider joblet; or let byo-net init write a configuration that does`,
  });
}

type Live = Pick<
  CheckRequest,
  'provider' | 'region' | 'profile' | 'project' | 'endpoint' | 'connectivityEndpoint'
>;

/**
 * Where the provider is asked: a flag, else what a configuration says, else each provider's own environment, where its SDK
 * does not read that itself; and none of another's options.
 */
function liveOf(asked: Flags, invocation: Invocation, io: CliIo): Live {
  const project = text(invocation, 'project') ?? asked.project;
  const provider =
    text(invocation, 'provider') ?? asked.provider ?? (project === undefined ? undefined : 'gcp');
  refuseForeign(invocation, provider ?? 'aws');
  const region = text(invocation, 'region') ?? asked.region;
  switch (provider) {
    case 'gcp':
      return given({ provider, region, ...projectOf(project, io) });
    case 'joblet':
      return { provider };
    default:
      return given({
        provider,
        region: region ?? regionOf(asked, io),
        profile: text(invocation, 'profile') ?? asked.profile,
      });
  }
}

const PROVIDER_WORDS: Readonly<Record<string, string>> = {
  aws: 'AWS',
  gcp: 'Google Cloud',
  joblet: 'Joblet',
};
/** Whose options those of a live read are. */
const OWNERS = [
  ['region', ['aws', 'gcp']],
  ['profile', ['aws']],
  ['project', ['gcp']],
  ['joblet-version', ['joblet']],
] as const;
/** What says as whom a cloud is asked. */
const INSTEAD: Readonly<Record<string, string>> = { aws: '--profile', gcp: '--project' };

function refuseForeign({ texts }: Invocation, provider: string): void {
  for (const [option, owners] of OWNERS) {
    if (!texts.has(option) || owners.some((owner) => owner === provider)) continue;
    const words = owners.map((owner) => PROVIDER_WORDS[owner]).join(' and ');
    const instead = option === 'joblet-version' ? undefined : INSTEAD[provider];
    throw new ByoNetError('usage', `--${option} is an option of ${words}`, {
      remedy: instead === undefined ? 'leave it out' : `leave it out, or write ${instead} in its place`,
    });
  }
}

/** As gcloud: the option, `CLOUDSDK_CORE_PROJECT`; and where its API is asked. The SDK knows the other sources of a project. */
const projectOf = (
  project: string | undefined,
  { env }: CliIo,
): Pick<Live, 'project' | 'endpoint' | 'connectivityEndpoint'> =>
  given({
    project: project ?? (env.CLOUDSDK_CORE_PROJECT || undefined),
    endpoint: env.CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE || undefined,
    connectivityEndpoint: env.CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY || undefined,
  });

/** As the AWS CLI: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile. The SDK knows all but the second. */
const regionOf = (asked: Flags, { env }: CliIo): string | undefined =>
  isCallAlone(asked) || env.AWS_REGION ? undefined : env.AWS_DEFAULT_REGION || undefined;

function callFile(invocation: Invocation): string | undefined {
  const file = text(invocation, 'call');
  const others = [...invocation.operands, text(invocation, 'placement')];
  if (file !== '-' || !others.includes('-')) return file;
  throw new ByoNetError('usage', 'standard input is the call and something else', {
    remedy: 'write one of them to a file',
  });
}

async function placementFile(invocation: Invocation, io: CliIo): Promise<PlacementRequest> {
  const file = text(invocation, 'placement');
  if (file === undefined) return {};
  if (file === '-' && invocation.operands.includes('-')) {
    throw new ByoNetError('usage', 'standard input is both the snapshot and the placement', {
      remedy: 'write one of them to a file',
    });
  }
  const { readPlacement } = await import('./placement.ts');
  return readPlacement(file, io);
}

function placementFlags(invocation: Invocation): PlacementRequest {
  const ids = {
    networkId: text(invocation, 'network-id'),
    schedulerSubnetId: text(invocation, 'scheduler-subnet-id'),
    workerSubnetId: text(invocation, 'worker-subnet-id'),
    firewallId: text(invocation, 'firewall-id'),
    schedulerFirewallId: text(invocation, 'scheduler-firewall-id'),
    scheduler: text(invocation, 'scheduler'),
    worker: text(invocation, 'worker'),
  };
  const workers = text(invocation, 'workers');
  return given({
    ...ids,
    schedulerPublicIp: invocation.switches.get('scheduler-public-ip'),
    workersPublicIp: invocation.switches.get('workers-public-ip'),
    workers: workers === undefined ? undefined : Number(workers),
    zone: text(invocation, 'zone'),
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A key that was not given does not overwrite the file's. */
const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
