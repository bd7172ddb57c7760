/** The conductor: reads, opens, analyses, proves, reports. The only place that knows the order of things. */
import { RULES } from '../rules/index.ts';
import { type AnalysisInput, contextOf } from './analyse.ts';
import { ByoNetError } from './errors.ts';
import { fromIntervals } from './ip/interval.ts';
import type { PortSet } from './ip/traffic.ts';
import { configured } from './lint/configure.ts';
import type { Rule, Severity } from './lint/rule-types.ts';
import { complete } from './propose.ts';
import { prover } from './prove.ts';
import { loadProviders, PROVIDER_NAMES } from './providers/index.ts';
import type { LiveRequest, OpenedNetwork, Provider } from './providers/provider.ts';
import { findingOf, undecidedOf } from './report/findings.ts';
import { lateLocator } from './report/place.ts';
import { summarise } from './report/summary.ts';
import { placementReport, targetReport } from './report/target.ts';
import { traceReport } from './report/trace.ts';
import type { Finding, Report, TargetReport, TraceReport } from './report/types.ts';
import type { CheckRequest, Io, TraceRequest } from './run-types.ts';
import { findPositions } from './snapshot/locate.ts';
import { readSnapshot } from './snapshot/read.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { writeSnapshot } from './snapshot/write.ts';
import { VERSION } from './version.ts';
import { resolveEndpoint } from './workload/endpoint.ts';
import { type Parsed, parseAllotment, parsePorts, parseProtocol } from './workload/parse.ts';
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
    remedy: `the providers are ${PROVIDER_NAMES.join(', ')}`,
  });
}

async function open(request: CheckRequest, io: Io): Promise<Opened> {
  const providers = await providersFor(request.provider);
  const recognisers = providers.map((provider) => provider.recogniser);
  const snapshot =
    request.inputs.length === 0
      ? await ask(request, io, providers)
      : await readSnapshot(request.inputs, io, recognisers);
  const provider =
    providers.find((one) => snapshot.documents.some((document) => document.provider === one.name)) ??
    providers[0];
  if (!provider) throw new ByoNetError('internal', 'no provider was loaded');
  const version = request.jobletVersion;
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
  const { region, profile, placement, client = [], require = [], assume = [] } = request;
  const { networkId, ...resources } = placement;
  const ends = 'from' in request && 'to' in request ? [String(request.from), String(request.to)] : [];
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(networkId !== undefined && { networkId }),
    mentioned: [...Object.values(resources).map(String), ...client, ...require, ...assume, ...ends],
  };
}

/** What a live read gave. */
export interface Collected {
  /** The snapshot file: secrets redacted, the same bytes for the same network. */
  readonly text: string;
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
  return { text, documents: snapshot.documents.length, gaps: snapshot.gaps };
}

/** What a reader of everything has to be allowed, in the provider's own form. */
export async function permissions(name: string): Promise<object> {
  const [provider] = await providersFor(name);
  const needed = provider?.permissions?.();
  if (needed !== undefined) return needed;
  throw new ByoNetError('usage', `${name} is not read live`, { remedy: 'name a provider that is: aws' });
}

/** Checks one network for one cluster. Throws `ByoNetError` when the input cannot be read or means nothing. */
export async function check(request: CheckRequest, io: Io, all: readonly Rule[] = RULES): Promise<Report> {
  const rules = configured(all, request.rules ?? {});
  const { opened, snapshot } = await open(request, io);
  const asked = inputOf(request, opened);
  const { input, analysis, proposal } = usable(complete(asked, request.placement, rules));
  const { locate, settle } = lateLocator();
  const prove = prover({ opened, input, rules, before: analysis });
  const findings = analysis.problems
    .map((problem) => findingOf(problem, prove(problem), locate))
    .sort(byImportance);
  const undecided = analysis.undecided.map((one) => undecidedOf(one, locate)).sort(byFingerprint);
  const target = targetReport({
    analysis,
    findings,
    undecided,
    ignored: snapshot.ignored,
    client: input.client,
    ...(opened.planned && { commands: opened.commands(input.planned ?? []) }),
    ...(proposal && { proposal: proposal.report }),
  });
  await settle(findPositions);
  return report([named(request, withTurnedOff(target, all, rules))]);
}

const named = ({ name, asked }: CheckRequest, target: TargetReport): TargetReport => ({
  ...(name !== undefined && { name }),
  ...(asked && { asked }),
  ...target,
});

/** What a configuration turned off did not pass: it was not asked. */
function withTurnedOff(target: TargetReport, all: readonly Rule[], on: readonly Rule[]): TargetReport {
  const active = new Set(on.map(({ id }) => id));
  const off = all
    .filter(({ id }) => !active.has(id))
    .map(({ id }) => ({ rule: id, outcome: 'skipped', why: 'the configuration turns it off' }) as const);
  const outcomes = [...target.outcomes, ...off].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  return off.length === 0 ? target : { ...target, outcomes };
}

function inputOf(request: CheckRequest, opened: OpenedNetwork): AnalysisInput {
  const allotments = (request.plan ?? []).map((text) => usable(parseAllotment(text)));
  return {
    allotments,
    ...(opened.planned && { planned: opened.planned(request.onPremises ?? [], allotments) }),
    network: opened.network,
    placement: placementOf(request),
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

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];
const byFingerprint = (
  a: { fingerprint: string; rule: string },
  b: { fingerprint: string; rule: string },
): number =>
  a.rule < b.rule
    ? -1
    : a.rule > b.rule
      ? 1
      : a.fingerprint < b.fingerprint
        ? -1
        : a.fingerprint > b.fingerprint
          ? 1
          : 0;
const byImportance = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || byFingerprint(a, b);

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
  const from = usable(prefixed(`--from ${request.from}`, resolveEndpoint(request.from, ends)));
  const to = usable(prefixed(`--to ${request.to}`, resolveEndpoint(request.to, ends)));
  const protocol = usable(parseProtocol(request.protocol ?? 'tcp'));
  const ports = portsOf(request, input.requirements);
  const flow = {
    from: inFamilyOf(opened.network, from.spots, to.spots),
    to: inFamilyOf(opened.network, to.spots, from.spots),
    protocol,
    ports,
  };
  const { locate, settle } = lateLocator();
  const traced = traceReport(context.trace(flow), { from: from.label, to: to.label }, locate);
  await settle(findPositions);
  return proposal ? { ...traced, placement: placementReport(input.placement, input.client) } : traced;
}

const prefixed = (prefix: string, resolved: ReturnType<typeof resolveEndpoint>) =>
  'error' in resolved
    ? { error: `${prefix}: ${resolved.error}`, remedy: resolved.remedy }
    : { value: resolved.endpoint };

function portsOf({ port }: TraceRequest, requirements: Requirements): PortSet {
  if (port !== undefined) return usable(parsePorts(port));
  return fromIntervals(requirements.client.map((one) => [one, one] as const));
}
