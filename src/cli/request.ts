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
  return { inputs, ...liveFlags(invocation, io, isCallAlone(flags)), ...flags };
}

/** A call by itself is read and no cloud is asked, whatever region the environment is set to. */
const isCallAlone = ({ call, placement }: Pick<CheckRequest, 'call' | 'placement'>): boolean =>
  call !== undefined && placement.networkId === undefined;

const liveFlags = (invocation: Invocation, io: CliIo, isQuiet: boolean) =>
  given({
    region: isQuiet ? text(invocation, 'region') : regionOf(invocation, io),
    profile: text(invocation, 'profile'),
  });

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
    placement: { ...(await placementFile(invocation, io)), ...placementFlags(invocation) },
    client: all(invocation, 'client'),
    require: all(invocation, 'require'),
    assume: all(invocation, 'assume'),
    onPremises: all(invocation, 'on-premises'),
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
    ...liveOf(request, invocation, io),
    ...Object.fromEntries(said),
    // The call says where the cluster goes, and only a flag beats it.
    placement: flags.call === undefined ? { ...request.placement, ...placement } : placement,
  }));
}

function liveOf(request: CheckRequest, invocation: Invocation, io: CliIo) {
  const { inputs, region } = request;
  if (inputs.length > 0) {
    refuseLive(invocation, inputs.join(' '));
    return {};
  }
  const { region: asked, ...profile } = liveFlags(invocation, io, isCallAlone(request));
  const from = text(invocation, 'region') ?? region ?? asked;
  return { ...profile, ...(from !== undefined && { region: from }) };
}

/** A bare command asks no cloud: somebody named a network, or where to look for one. */
function requireSubject({ command, texts }: Invocation, { placement, call }: Flags): void {
  if (placement.networkId !== undefined || call !== undefined || texts.has('region') || texts.has('profile'))
    return;
  throw new ByoNetError('usage', 'neither a snapshot nor a network is given', {
    remedy: `name a file, a folder of \`aws ec2 describe-…\` outputs, or - for standard input: byo-net ${command} ./folder; or the network to ask the cloud about: byo-net ${command} --vpc vpc-… --region us-east-1; or let byo-net init write a configuration that does`,
  });
}

/** As the AWS CLI: the option, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile. The SDK knows all but the third. */
const regionOf = (invocation: Invocation, { env }: CliIo): string | undefined =>
  text(invocation, 'region') ?? (env.AWS_REGION ? undefined : env.AWS_DEFAULT_REGION || undefined);

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
  };
  const workers = text(invocation, 'workers');
  return given({
    ...ids,
    schedulerPublicIp: invocation.switches.get('scheduler-public-ip'),
    workersPublicIp: invocation.switches.get('workers-public-ip'),
    workers: workers === undefined ? undefined : Number(workers),
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A key that was not given does not overwrite the file's. */
const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
