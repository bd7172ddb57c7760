/** From an invocation to what the conductor is asked. */
import { ByoNetError } from '../errors.ts';
import type { CheckRequest, PlacementRequest } from '../run-types.ts';
import { all, type Invocation, text } from './argv.ts';
import type { CliIo } from './io.ts';

/** What the command line asks by itself. Reads `--placement`; throws `ByoNetError` for what cannot be asked. */
export async function requestOf(invocation: Invocation, io: CliIo): Promise<CheckRequest> {
  const inputs = invocation.operands;
  const flags = await flagsOf(invocation, io);
  if (inputs.length > 0) return { inputs, ...flags };
  requireSubject(invocation, flags.placement);
  const live = given({ region: regionOf(invocation, io), profile: text(invocation, 'profile') });
  return { inputs, ...live, ...flags };
}

type Flags = Omit<CheckRequest, 'inputs'>;

async function flagsOf(invocation: Invocation, io: CliIo): Promise<Flags> {
  const requirements = text(invocation, 'requirements');
  const told = { provider: text(invocation, 'provider'), jobletVersion: text(invocation, 'joblet-version') };
  return {
    ...given(told),
    placement: { ...(await placementFile(invocation, io)), ...placementFlags(invocation) },
    client: all(invocation, 'client'),
    require: all(invocation, 'require'),
    assume: all(invocation, 'assume'),
    onPremises: all(invocation, 'on-premises'),
    plan: all(invocation, 'plan'),
    ...(requirements !== undefined && { requirements }),
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
    ...Object.fromEntries(said),
    placement: { ...request.placement, ...placement },
  }));
}

/** A bare command asks no cloud: somebody named a network, or where to look for one. */
function requireSubject({ command, texts }: Invocation, { networkId }: PlacementRequest): void {
  const subjects = ['provider', 'region', 'profile'] as const;
  if (networkId !== undefined || subjects.some((name) => texts.has(name))) return;
  throw new ByoNetError('usage', 'neither a snapshot nor a network is given', {
    remedy: `name a file, a folder of \`aws ec2 describe-…\` outputs, or - for standard input: byo-net ${command} ./folder; or the network to ask the cloud about: byo-net ${command} --vpc vpc-… --region us-east-1; or let byo-net init write a configuration that does`,
  });
}

/** As the AWS CLI: the option, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile. The SDK knows all but the third. */
const regionOf = (invocation: Invocation, { env }: CliIo): string | undefined =>
  text(invocation, 'region') ?? (env.AWS_REGION ? undefined : env.AWS_DEFAULT_REGION || undefined);

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
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A key that was not given does not overwrite the file's. */
const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
