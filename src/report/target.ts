/** One network's part of the report. */

import { fromIntervals, interval } from '../ip/interval.ts';
import type { Analysis } from '../lint/analysis.ts';
import { clientPaths, labelsOf, publicPathOf } from '../lint/client-paths.ts';
import { judge } from '../lint/judge.ts';
import type { Context, TracedFlow } from '../lint/rule-types.ts';
import type { Plan } from '../model/plan.ts';
import { otherGeneration } from '../workload/requirements.ts';
import type { Placement, Requirements } from '../workload/workload.ts';
import { assumptionsOf } from './assuming.ts';
import { addressTexts, leftOut, portText, protocolText } from './sets.ts';
import type {
  CallReport,
  ConfigReport,
  Finding,
  FlowReport,
  Outcome,
  PlacementReport,
  PlanReport,
  ProposalReport,
  TargetReport,
  UndecidedReport,
} from './types.ts';

export interface TargetParts {
  readonly analysis: Analysis;
  readonly findings: readonly Finding[];
  readonly undecided: readonly UndecidedReport[];
  readonly ignored: TargetReport['ignored'];
  /** The networks to make, as commands. */
  readonly commands?: readonly string[];
  readonly client: readonly string[];
  readonly proposal?: ProposalReport;
  readonly call?: CallReport;
}

export function targetReport(parts: TargetParts): TargetReport {
  const { analysis, findings, undecided } = parts;
  const { context } = analysis;
  const { network, placement } = context;
  const where = whereOf(context);
  return {
    provider: network.provider,
    ...where,
    ...(network.plan && { plan: planReport(network.plan) }),
    placement: placementReport(placement, parts.client),
    ...(parts.call && { call: parts.call }),
    ...(parts.proposal && { proposal: parts.proposal }),
    requirements: generations(context),
    flows: context.flows.map(flowReport),
    outcomes: analysis.outcomes,
    findings,
    undecided,
    gaps: network.gaps.map(({ hides: _, ...gap }) => gap),
    assumed: network.assumed.map(({ text }) => text),
    assuming: assumptionsOf(
      network,
      context.flows.map(({ required }) => required.flow),
    ),
    declared: context.declarations.map((declaration) => declaration.text),
    ignored: parts.ignored,
    config: {
      ...configReport(analysis, findings, undecided, {
        ...where,
        ...(placement.project !== undefined && { account: placement.project }),
      }),
      ...(parts.commands && { commands: parts.commands }),
    },
  };
}

interface Where {
  readonly account?: string;
  readonly region?: string;
}

/** A network is of one region, or its subnets are. */
function whereOf({ network, placement, workload }: Context): Where {
  const vpc = network.vpcs.get(placement.networkId ?? '');
  const region = vpc?.region ?? workload.roles[0]?.subnet.region;
  return {
    ...(vpc?.account !== undefined && { account: vpc.account }),
    ...(region !== undefined && { region }),
  };
}

const planReport = ({ version, networks, workflows }: Plan): PlanReport => ({
  version,
  networks: networks.length,
  workflows: workflows.length,
  jobs: workflows.reduce((sum, { jobs }) => sum + jobs.length, 0),
});

export const placementReport = (placement: Placement, client: readonly string[]): PlacementReport => ({
  ...networkKeys(placement),
  give_scheduler_public_ip: placement.schedulerPublicIp,
  give_workers_public_ip: placement.workersPublicIp,
  ...(placement.workers !== undefined && { workers: placement.workers }),
  ...(client.length > 0 && { client }),
});

/** The placement as Coiled takes it: by the provider's own references where ids are only a part of them. */
function linked({ placement, network }: Context): Placement {
  const subnet = (id: string | undefined) => network.subnets.get(id ?? '')?.link ?? id;
  const { networkId, schedulerSubnetId, workerSubnetId } = placement;
  const links = {
    networkId: network.vpcs.get(networkId ?? '')?.link ?? networkId,
    schedulerSubnetId: subnet(schedulerSubnetId),
    workerSubnetId: subnet(workerSubnetId),
  };
  const known = Object.entries(links).filter(([, link]) => link !== undefined);
  return { ...placement, ...Object.fromEntries(known) };
}

/** Coiled's own keys, as far as they are known. */
function networkKeys(placement: Placement) {
  return {
    ...(placement.scheduler !== undefined && { scheduler: placement.scheduler }),
    ...(placement.worker !== undefined && { worker: placement.worker }),
    ...(placement.networkId !== undefined && { network_id: placement.networkId }),
    ...(placement.schedulerSubnetId !== undefined && { scheduler_subnet_id: placement.schedulerSubnetId }),
    ...(placement.workerSubnetId !== undefined && { worker_subnet_id: placement.workerSubnetId }),
    ...(placement.firewallId !== undefined && { firewall_id: placement.firewallId }),
    ...(placement.schedulerFirewallId !== undefined && {
      scheduler_firewall_id: placement.schedulerFirewallId,
    }),
  };
}

function flowReport({ required, trace, judgement }: TracedFlow): FlowReport {
  return {
    name: required.name,
    from: required.from,
    to: required.to,
    protocol: protocolText(interval(required.flow.protocol)),
    ports: portText(required.flow.ports),
    holds: judgement.holds,
    verdict: trace.verdict,
    ...(required.holds === 'somebody' && { who: addressTexts(judgement.who) }),
    ...leftOut(required.vacant),
    declared: trace.declared,
  };
}

/** Whichever port generation was asked for, the report also says whether the other one would pass. */
function generations(context: Context): TargetReport['requirements'] {
  const asked = context.requirements;
  const other = otherGeneration(asked);
  return {
    name: asked.name,
    ports: clientPorts(asked),
    passes: worstOf(context),
    other: other && { name: other.name, ports: clientPorts(other), passes: wouldPass(context, other) },
  };
}

/** Jobs that nobody made a cluster of require no flow between them: the rules alone judge them. */
const worstOf = ({ flows, network, workload }: Context): Outcome =>
  network.plan && workload.roles.length + flows.length === 0
    ? 'yes'
    : worst(flows.map(({ judgement }) => judgement.holds));

const clientPorts = ({ client }: Requirements): string =>
  portText(fromIntervals(client.map((port) => [port, port] as const)));

/** A cluster without a place has no flows, and then nothing is decided. */
function worst(all: readonly Outcome[]): Outcome {
  if (all.includes('no')) return 'no';
  return all.length === 0 || all.includes('undecided') ? 'undecided' : 'yes';
}

function wouldPass(context: Context, other: Requirements): Outcome {
  const all = context.flows.map(({ required, judgement }) => {
    const ports = portsFor(required.kind, other);
    if (!ports) return judgement.holds;
    const flow = { ...required.flow, ports: fromIntervals(ports.map((port) => [port, port] as const)) };
    return judge({ ...required, flow }, context.trace(flow)).holds;
  });
  return worst(all);
}

const portsFor = (kind: TracedFlow['required']['kind'], set: Requirements): readonly number[] | undefined =>
  kind === 'client-scheduler' ? set.client : kind === 'worker-scheduler' ? set.scheduler : undefined;

const PRIVATE = { use_scheduler_public_ip: false } as const;

/** What the current client must be told so that it uses what was checked: ports, address (coiled 1.135, `Cluster`). */
function clusterArguments(context: Context): Pick<ConfigReport, 'clusterArguments' | 'clientArguments'> {
  const { requirements, placement } = context;
  const [port] = requirements.client;
  const ports =
    requirements.name !== 'coiled' && port !== undefined
      ? { scheduler_port: port, use_dashboard_https: false }
      : {};
  const paths = clientPaths(context);
  const mixed = paths && paths.toPrivate.length > 0 && paths.toPublic.length > 0;
  const isPrivate = !placement.schedulerPublicIp || (paths && !mixed && paths.toPrivate.length > 0);
  // Where some were followed to the public address, the others get through to it too, or are told apart.
  const apart = mixed && context.client && publicPathOf(context, paths.toPrivate).works !== 'yes';
  return {
    clusterArguments: { ...ports, ...(isPrivate && PRIVATE) },
    ...(apart && { clientArguments: [{ client: labelsOf(context, paths.toPrivate), arguments: PRIVATE }] }),
  };
}

/** Required flows that do not hold, and that no rule made an error of. */
const brokenFlows = ({ context, problems }: Analysis): readonly string[] => {
  const told = new Set(
    problems.flatMap(({ severity, problem }) =>
      severity === 'error' ? [problem.trace, ...(problem.covers ?? [])] : [],
    ),
  );
  return context.flows
    .filter(({ judgement, trace }) => judgement.holds === 'no' && !told.has(trace))
    .map(({ required }) => `${required.name} does not hold`);
};

function configReport(
  analysis: Analysis,
  findings: readonly Finding[],
  undecided: readonly UndecidedReport[],
  where: Where,
): ConfigReport {
  const { context } = analysis;
  const { placement, network } = context;
  const errors = findings.filter((finding) => finding.severity === 'error').map((finding) => finding.message);
  const open = undecided.filter((one) => one.required).map((one) => one.message);
  const keys = networkKeys(linked(context));
  const absent = context.workload.roles.length > 0 || network.plan ? [] : ['the placement is not complete'];
  const broken = brokenFlows(analysis);
  const missing = [...absent, ...errors, ...broken, ...open];
  return {
    state:
      errors.length + absent.length + broken.length > 0 ? 'withheld' : open.length > 0 ? 'unproven' : 'ready',
    missing,
    network: { ...keys, give_workers_public_ip: placement.workersPublicIp },
    backend: network.provider,
    ...where,
    ...(placement.zone !== undefined && { zone: placement.zone }),
    ...clusterArguments(context),
  };
}
