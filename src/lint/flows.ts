/** The common half of all flow rules: a judgement becomes a problem, an open question, or nothing. */
import { type AddressSet, describeAddresses, INTERNET } from '../ip/address.ts';
import { intersect, intervals, isSubset } from '../ip/interval.ts';
import { ALL_PORTS, ICMP, type PortSet, TCP, UDP } from '../ip/traffic.ts';
import { across } from '../reach/summary.ts';
import type { Blocker, Part, Ref, Trace } from '../reach/trace.ts';
import { ordinaryPaths } from './judge.ts';
import { repairFlow } from './repair.ts';
import type { Context, FlowKind, Problem, TracedFlow, Undecided } from './rule-types.ts';

/** Speaks of every flow of these kinds that does not hold, one problem a flow. */
export function* flowProblems(context: Context, kinds: readonly FlowKind[]): Generator<Problem | Undecided> {
  for (const traced of context.flows) {
    if (!kinds.includes(traced.required.kind)) continue;
    if (traced.judgement.holds === 'no') yield broken(context, traced);
    if (traced.judgement.holds === 'undecided') yield open(traced);
  }
}

function broken(context: Context, traced: TracedFlow): Problem {
  const { required, judgement, trace } = traced;
  return {
    message: `${subject(traced)} reach ${required.to} on ${describeService(required.flow.protocol, across(judgement.missing, 'ports'))}`,
    resources: blockingResources(traced),
    key: required.name,
    trace,
    symptom: required.symptom,
    fix: repairFlow(context, traced),
  };
}

/** Who cannot: the sender as the flow names it, or a part of it. */
function subject({ required, judgement, trace }: TracedFlow): string {
  if (required.holds === 'somebody') return 'nobody outside the cluster can';
  const all = across(trace.parts, 'sources');
  const cut = across(judgement.missing, 'sources');
  return `${isSubset(all, cut) ? required.from : `${describeSources(cut)} of ${required.from}`} cannot`;
}

function open(traced: TracedFlow): Undecided {
  const { required, judgement, trace } = traced;
  const [first, ...rest] = judgement.unknowns;
  const ports = across(judgement.open, 'ports');
  return {
    kind: 'undecided',
    message: `whether ${required.from} can reach ${required.to} on ${describeService(required.flow.protocol, ports)} is not known`,
    resources: unknownResources(trace),
    key: required.name,
    trace,
    required: true,
    reasons: [
      first ?? {
        cause: 'UNKNOWN_RESOURCE',
        why: 'a hop of the path cannot be judged',
        settle: 'add its description to the input',
      },
      ...rest,
    ],
  };
}

/** What stops the flow, each resource once, in the order of the path. */
export function blockingResources(traced: TracedFlow): readonly Ref[] {
  const ordinary = traced.required.holds === 'default-door' ? ordinaryPaths(traced.trace) : undefined;
  const all = [...traced.trace.forward.blockers, ...traced.trace.reply.blockers];
  return distinctRefs(
    all
      .filter((blocker) => !ordinary || ordinary.has(blocker.path))
      .map((blocker: Blocker) => blocker.resource),
  );
}

const unknownResources = (trace: Trace): readonly Ref[] =>
  distinctRefs(
    [...trace.forward.hops, ...trace.reply.hops].filter((hop) => hop.unknown).map((hop) => hop.resource),
  );

export function distinctRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [ref.id, ref])).values()];
}

/** "tcp 8786, 8787", "udp 53", "any protocol". */
export function describeService(protocol: number, ports: PortSet): string {
  const names: Readonly<Record<number, string>> = { [TCP]: 'tcp', [UDP]: 'udp', [ICMP]: 'icmp' };
  const name = names[protocol] ?? `protocol ${protocol}`;
  return protocol === ICMP ? name : `${name} ${describePorts(ports)}`;
}

export function describePorts(ports: PortSet): string {
  if (isSubset(ALL_PORTS, ports)) return 'any port';
  return [...intervals(ports)]
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(', ');
}

/** Addresses for a sentence; the whole internet by its name. */
export function describeSources(addresses: AddressSet): string {
  const rest = isSubset(INTERNET, addresses) || isSubset(publicV4, addresses);
  return rest ? 'the internet' : describeAddresses(addresses);
}

const publicV4 = intersect(INTERNET, [0, 2 ** 32 - 1]);

/** Ports of parts, for rules that speak of a range that gets no answer. */
export const sourcePortsOf = (parts: readonly Part[]): PortSet => across(parts, 'sourcePorts');
