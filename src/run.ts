/** The conductor: reads, opens, analyses, proves, reports. The only place that knows the order of things. */
import { RULES } from '../rules/index.ts';
import { type AnalysisInput, contextOf } from './analyse.ts';
import { ByoNetError } from './errors.ts';
import { echoRequest, isIcmp } from './ip/icmp.ts';
import { fromIntervals } from './ip/interval.ts';
import type { PortSet } from './ip/traffic.ts';
import type { RuleProblem } from './lint/analysis.ts';
import { configured } from './lint/configure.ts';
import type { Rule } from './lint/rule-types.ts';
import { analysed, complete } from './propose.ts';
import { newPaper, nextQuestion, type Paper } from './prove/paper.ts';
import { prover } from './prove.ts';
import { loadProviders, PROVIDER_NAMES } from './providers/index.ts';
import type { LiveRequest, OpenedNetwork, Provider } from './providers/provider.ts';
import { assumptionsOfTrace } from './report/assuming.ts';
import { findingOf, undecidedOf } from './report/findings.ts';
import { inOrder } from './report/order.ts';
import { lateLocator } from './report/place.ts';
import { summarise } from './report/summary.ts';
import { placementReport, targetReport } from './report/target.ts';
import { traceReport } from './report/trace.ts';
import type { Finding, FixReport, Report, TargetReport, TraceReport } from './report/types.ts';
import { withUnasked } from './report/unasked.ts';
import {
  type Called,
  callReport,
  callsOf,
  editsIn,
  isAlone,
  nothingRead,
  numbered,
  settled,
  withCall,
  withoutNetwork,
} from './run-call.ts';
import type { CheckRequest, Io, TraceRequest } from './run-types.ts';
import { findPositions } from './snapshot/locate.ts';
import { ownerOf } from './snapshot/owner.ts';
import { readSnapshot } from './snapshot/read.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { writeSnapshot } from './snapshot/write.ts';
import { VERSION } from './version.ts';
import { resolveEndpoint } from './workload/endpoint.ts';
import { wordMeant } from './workload/near.ts';
import { type Parsed, parseAllotment, parseMessages, parsePorts, parseProtocol } from './workload/parse.ts';
import { DEFAULT_REQUIREMENTS, REQUIREMENT_SETS, requirementsNamed } from './workload/requirements.ts';
import { inFamilyOf } from './workload/spots.ts';
import type { Placement, Requirements } from './workload/workload.ts';

export type { Rule };
export { RULES };

interface Opened {
  readonly opened: OpenedNetwork;
  readonly snapshot: Snapshot;
}

async function providersFor(name: string | undefined): Promise<readonly Provider[]> {
  const providers = await loadProviders(name === undefined ? PROVIDER_NAMES : [name]);
  if (providers.length > 0) return providers;
  throw new ByoNetError('usage', `there is no provider ${name}`, {
    remedy: wordMeant(name ?? '', PROVIDER_NAMES, `the providers are ${PROVIDER_NAMES.join(', ')}`),
  });
}

async function open(request: CheckRequest, io: Io): Promise<Opened> {
  const snapshot = request.snapshot ?? (await snapshotOf(request, io));
  return openSnapshot(snapshot, request.provider, request.jobletVersion);
}

const snapshotOf = async (request: CheckRequest, io: Io): Promise<Snapshot> =>
  request.inputs.length === 0
    ? ask(request, io, await providersFor(request.provider))
    : read(request.inputs, io, request.provider);

/** Files and folders as one snapshot. Throws `input`. */
export async function read(inputs: readonly string[], io: Io, name?: string): Promise<Snapshot> {
  const providers = await providersFor(name);
  return readSnapshot(
    inputs,
    io,
    providers.map(({ recogniser }) => recogniser),
  );
}

/** The network of a snapshot, as the provider of its documents sees it. Throws `input` where it is of several. */
export async function openSnapshot(whole: Snapshot, name?: string, version?: string): Promise<Opened> {
  const providers = await providersFor(name);
  const { provider: owner, snapshot } = ownerOf(whole, name, PROVIDER_NAMES);
  const provider = providers.find((one) => one.name === owner) ?? providers[0];
  if (!provider) throw new ByoNetError('internal', 'no provider was loaded');
  if (version !== undefined && !provider.isVersioned) {
    throw new ByoNetError(
      'usage',
      `--joblet-version is an option of Joblet, and the input is of ${provider.name}`,
      {
        remedy: 'leave it out',
      },
    );
  }
  return { opened: provider.open(snapshot, version === undefined ? {} : { version }), snapshot };
}

async function ask(request: CheckRequest, io: Io, providers: readonly Provider[]): Promise<Snapshot> {
  const provider = providers.find(({ collect }) => collect !== undefined);
  if (!provider?.collect) {
    throw new ByoNetError('usage', `${request.provider} is not read live`, {
      remedy: 'name a snapshot file, or a folder of answers that its own command line wrote',
    });
  }
  return provider.collect(liveRequest(request), io);
}

function liveRequest(request: CheckRequest): LiveRequest {
  const { region, profile, project, endpoint, connectivityEndpoint, placement } = request;
  const { client = [], require = [], assume = [] } = request;
  const { networkId, ...resources } = placement;
  const ends = 'from' in request && 'to' in request ? [String(request.from), String(request.to)] : [];
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(project !== undefined && { project }),
    ...(endpoint !== undefined && { endpoint }),
    ...(connectivityEndpoint !== undefined && { connectivityEndpoint }),
    ...(networkId !== undefined && { networkId }),
    mentioned: [...Object.values(resources).map(String), ...client, ...require, ...assume, ...ends],
  };
}

/** What a live read gave. */
export interface Collected {
  /** The snapshot file: secrets redacted, the same bytes for the same network. */
  readonly text: string;
  /** The same, to check at once. */
  readonly snapshot: Snapshot;
  readonly documents: number;
  /** What was refused. */
  readonly gaps: Snapshot['gaps'];
}

/** Asks the provider and writes down what it says. Throws `ByoNetError` as `check` does. */
export async function collect(request: CheckRequest, io: Io): Promise<Collected> {
  const providers = await providersFor(request.provider);
  const snapshot = await ask(request, io, providers);
  const text = writeSnapshot(
    snapshot,
    providers.map(({ recogniser }) => recogniser),
  );
  return { text, snapshot, documents: snapshot.documents.length, gaps: snapshot.gaps };
}

/** What a reader of everything has to be allowed, in the provider's own form. */
export async function permissions(name: string): Promise<object> {
  const [provider] = await providersFor(name);
  const needed = provider?.permissions?.();
  if (needed !== undefined) return needed;
  throw new ByoNetError('usage', `${name} has no permissions to print`, {
    remedy: 'name a provider that has: aws, gcp',
  });
}

/** Whether a finding counts no more: its fix is not printed, and those of others do without it. */
export type IsSuppressed = (finding: Finding, target: TargetReport) => boolean;

/** Checks one network for one cluster. Throws `ByoNetError` when the input cannot be read or means nothing. */
export async function check(
  request: CheckRequest,
  io: Io,
  all: readonly Rule[] = RULES,
  isSuppressed: IsSuppressed = () => false,
): Promise<Report> {
  if (request.call === undefined) {
    const rules = all.filter(({ needs }) => needs !== 'call');
    return report([await checkOne(request, await open(request, io), rules, isSuppressed)]);
  }
  const calls = (await callsOf(request.call, io)).map((call) => settled(call, request));
  const [first] = calls;
  const read = isAlone(request) || !first ? undefined : await open(withCall(request, first), io);
  const targets: TargetReport[] = [];
  let paper = newPaper();
  for (const [i, call] of calls.entries()) {
    const opened = read ?? nothingRead(call);
    const asked = numbered(withCall(request, call), calls.length > 1 ? i + 1 : undefined);
    targets.push(await checkOne(asked, opened, all, isSuppressed, { call, alone: !read }, paper));
    paper = nextQuestion(paper);
  }
  return report(targets);
}

/** One network, for one cluster. */
async function checkOne(
  request: CheckRequest,
  { opened, snapshot }: Opened,
  all: readonly Rule[],
  isSuppressed: IsSuppressed,
  called?: Called,
  paper?: Paper,
): Promise<TargetReport> {
  const on = configured(all, request.rules ?? {});
  const rules = called?.alone ? on.filter(({ needs }) => needs === 'call') : on;
  const asked = { ...inputOf(request, opened), ...(called && { call: called.call }) };
  const { input, analysis, proposal } = usable(
    called?.alone ? analysed(asked, rules) : complete(asked, request.placement, rules),
  );
  const { locate, settle } = lateLocator();
  const told = new Map(
    analysis.problems.map((problem) => [findingOf(problem, UNPROVEN, locate), problem] as const),
  );
  const undecided = analysis.undecided.map((one) => undecidedOf(one, locate));
  const call = (edits: ReturnType<typeof editsIn>) => called && { call: callReport(called, edits, locate) };
  const target = targetReport({
    analysis,
    findings: [...told.keys()],
    undecided,
    ignored: snapshot.ignored,
    client: input.client,
    ...(opened.planned && { commands: opened.commands(input.planned ?? []) }),
    ...(proposal && { proposal: proposal.report }),
    ...call([]),
  });
  await settle(findPositions);
  const ordered = named(request, inOrder(target));
  // Fixes are proven in the order in which they are pasted; what is suppressed is not printed.
  const hidden = new Set(
    ordered.findings.filter((one) => isSuppressed(one, ordered)).map((one) => told.get(one)),
  );
  const isPrinted = (problem: RuleProblem) => !hidden.has(problem);
  const prove = prover({ opened, input, rules, before: analysis, isPrinted }, paper);
  const proven = ordered.findings.flatMap((finding) => {
    const problem = told.get(finding);
    return problem ? [{ finding, problem, fix: prove(problem) }] : [];
  });
  const findings = proven.map(({ finding, fix }) => ({ ...finding, fix }));
  const repaired = { ...ordered, findings, ...call(editsIn(proven)) };
  return withUnasked(called?.alone ? withoutNetwork(repaired) : repaired, all, on, rules);
}

/** Of a finding that has no place in the order yet. */
const UNPROVEN: FixReport = { none: 'not tried' };

const named = ({ name, asked }: CheckRequest, target: TargetReport): TargetReport => ({
  ...(name !== undefined && { name }),
  ...(asked && { asked }),
  ...target,
});

function inputOf(request: CheckRequest, opened: OpenedNetwork): AnalysisInput {
  const allotments = (request.plan ?? []).map((text) => usable(parseAllotment(text)));
  return {
    allotments,
    ...(opened.planned && { planned: opened.planned(request.onPremises ?? [], allotments) }),
    network: opened.network,
    placement: withIds(placementOf(request), opened.network, request.project),
    requirements: requirementsOf(request),
    client: request.client ?? [],
    require: request.require ?? [],
    assume: request.assume ?? [],
    onPremises: request.onPremises ?? [],
  };
}

/** The guide's network gives the scheduler a public address and the workers none. */
const placementOf = ({ placement }: CheckRequest): Placement => ({
  ...placement,
  schedulerPublicIp: placement.schedulerPublicIp ?? true,
  workersPublicIp: placement.workersPublicIp ?? false,
});

const LINKABLE = ['networkId', 'schedulerSubnetId', 'workerSubnetId'] as const;

/** Networks and subnets as the model calls them, whatever form they were written in. */
function withIds(
  placement: Placement,
  { idOf }: OpenedNetwork['network'],
  project: string | undefined,
): Placement {
  if (!idOf) return placement;
  const given = LINKABLE.flatMap((key) => {
    const text = placement[key];
    return text === undefined ? [] : [{ key, text }];
  });
  const bareNames = given.filter(({ text }) => !text.includes('/')).map(({ key }) => key);
  return {
    ...placement,
    ...Object.fromEntries(given.map(({ key, text }) => [key, idOf(text) ?? text])),
    ...(bareNames.length > 0 && { bareNames }),
    ...(project !== undefined && { project }),
  };
}

function requirementsOf({ requirements = DEFAULT_REQUIREMENTS }: CheckRequest): Requirements {
  const set = typeof requirements === 'string' ? requirementsNamed(requirements) : requirements;
  if (set) return set;
  throw new ByoNetError('usage', `there is no requirement set ${requirements}`, {
    remedy: `the sets are ${REQUIREMENT_SETS.join(', ')}`,
  });
}

function usable<T>(parsed: Parsed<T>): T {
  if ('error' in parsed) throw new ByoNetError('usage', parsed.error, { remedy: parsed.remedy });
  return parsed.value;
}

export function report(targets: readonly TargetReport[]): Report {
  return {
    version: 1,
    tool: { name: 'byo-net', version: VERSION },
    targets,
    summary: summarise(targets),
    hints: [],
  };
}

/** Traces one flow between any two endpoints. Throws `ByoNetError` as `check` does. */
export async function trace(request: TraceRequest, io: Io): Promise<TraceReport> {
  const { opened } = await open(request, io);
  const asked = inputOf(request, opened);
  const needsRoles = [request.from, request.to].some((end) => end.startsWith('role:'));
  const { input, proposal } = needsRoles
    ? usable(complete(asked, request.placement, RULES))
    : { input: asked, proposal: undefined };
  const context = usable(contextOf(input));
  const ends = { network: opened.network, roles: context.workload.roles };
  const from = usable(
    prefixed(`--from ${request.from}`, resolveEndpoint(request.from, { ...ends, end: 'source' })),
  );
  const to = usable(
    prefixed(`--to ${request.to}`, resolveEndpoint(request.to, { ...ends, end: 'destination' })),
  );
  const protocol = usable(parseProtocol(request.protocol ?? 'tcp'));
  const ports = portsOf(request, protocol, input.requirements);
  const flow = {
    from: inFamilyOf(opened.network, from.spots, to.spots),
    to: inFamilyOf(opened.network, to.spots, from.spots),
    protocol,
    ports,
  };
  const { locate, settle } = lateLocator();
  const trace = context.trace(flow);
  const assuming = trace.verdict === 'reachable' ? assumptionsOfTrace(opened.network, trace) : [];
  const traced = {
    ...traceReport(trace, { from: from.label, to: to.label, vacant: to.vacant }, locate),
    ...(assuming.length > 0 && { assuming }),
  };
  await settle(findPositions);
  return proposal ? { ...traced, placement: placementReport(input.placement, input.client) } : traced;
}

const prefixed = (prefix: string, resolved: ReturnType<typeof resolveEndpoint>) =>
  'error' in resolved
    ? { error: `${prefix}: ${resolved.error}`, remedy: resolved.remedy }
    : { value: resolved.endpoint };

function portsOf({ port }: TraceRequest, protocol: number, requirements: Requirements): PortSet {
  if (isIcmp(protocol)) return port === undefined ? echoRequest(protocol) : usable(parseMessages(port));
  if (port !== undefined) return usable(parsePorts(port));
  return fromIntervals(requirements.client.map((one) => [one, one] as const));
}
