/** Whether a required flow holds: a trace's parts held against what the flow needs (domain/engine.md, "What is asked"). */
import type { AddressSet } from '../ip/address.ts';
import { isEmpty, overlaps, size, subtract, union } from '../ip/interval.ts';
import type { PortSet } from '../ip/traffic.ts';
import type { Unknown } from '../model/known.ts';
import { across } from '../reach/summary.ts';
import type { Part, Trace } from '../reach/trace.ts';
import { ESSENTIAL_CLIENT_PORTS } from '../reach/walk.ts';
import type { RequiredFlow } from '../workload/workload.ts';

export interface Judgement {
  readonly holds: 'yes' | 'no' | 'undecided';
  /** Blocked parts that break the flow. */
  readonly missing: readonly Part[];
  /** Parts that nothing decides. */
  readonly open: readonly Part[];
  /** Parts cut only for client ports that few systems use: connections that fail sometimes. */
  readonly sometimes: readonly Part[];
  /**
   * Blocked or undecided parts of the internet in which an ordinary address is not: they leave by another door than
   * the default one, or are a few ranges that a filter on the way leaves out.
   */
  readonly exceptions: readonly Part[];
  /** Who can connect, as far as the flow asked. */
  readonly who: AddressSet;
  readonly ports: PortSet;
  readonly unknowns: readonly Unknown[];
}

export function judge(required: RequiredFlow, trace: Trace): Judgement {
  if (required.holds === 'any-server') return anyServer(required, trace);
  const essential = trace.parts.filter(isEssential);
  const ordinary = required.holds === 'default-door' ? ordinaryPaths(trace) : undefined;
  const asked = ordinary ? essential.filter((part) => ordinary.has(part.path)) : essential;
  const exempt = ordinary ? essential.filter((part) => !ordinary.has(part.path)) : [];
  const few = ordinary ? fewRanges(asked) : NONE;
  const exceptions = [...exempt, ...few].filter((part) => part.verdict !== 'reachable');
  const relevant = asked.filter((part) => !few.has(part));
  const of = (verdict: Part['verdict']) => relevant.filter((part) => part.verdict === verdict);
  const reachable = of('reachable');
  // Where somebody is enough, a port is settled by anybody who reaches it, and open by anybody who may.
  const anybody = required.holds === 'somebody';
  const open = anybody ? onOtherPorts(of('unknown'), reachable) : of('unknown');
  const missing = anybody ? onOtherPorts(of('blocked'), [...reachable, ...open]) : of('blocked');
  return {
    holds: missing.length > 0 ? 'no' : open.length > 0 ? 'undecided' : 'yes',
    missing,
    open,
    sometimes: stoppedSometimes(trace),
    exceptions,
    who: across(reachable, 'sources'),
    ports: across(reachable, 'ports'),
    unknowns: unknownsIn(trace),
  };
}

/** A stub resolver tries its servers one after the other: one that answers every source on every port is enough. */
function anyServer({ spare }: RequiredFlow, trace: Trace): Judgement {
  const essential = trace.parts.filter(isEssential);
  const of = (verdict: Part['verdict']) => essential.filter((part) => part.verdict === verdict);
  const [missing, open] = [of('blocked'), of('unknown')];
  const [cut, unclear] = [across(missing, 'destinations'), across(open, 'destinations')];
  const answering = subtract(across(essential, 'destinations'), union(cut, unclear));
  const perhaps = subtract(unclear, cut);
  return {
    holds: spare || !isEmpty(answering) ? 'yes' : isEmpty(perhaps) ? 'no' : 'undecided',
    missing,
    open,
    sometimes: stoppedSometimes(trace),
    exceptions: [],
    who: across(of('reachable'), 'sources'),
    ports: across(of('reachable'), 'ports'),
    unknowns: unknownsIn(trace),
  };
}

const stoppedSometimes = ({ parts }: Trace): readonly Part[] =>
  parts.filter((part) => part.verdict === 'blocked' && !isEssential(part));

const unknownsIn = ({ forward, reply }: Trace): readonly Unknown[] =>
  distinct([...forward.unknowns, ...reply.unknowns]);

/** What of some parts is on ports that the others do not have. */
function onOtherPorts(parts: readonly Part[], others: readonly Part[]): readonly Part[] {
  const settled = across(others, 'ports');
  return parts
    .map((part) => ({ ...part, ports: subtract(part.ports, settled) }))
    .filter(({ ports }) => !isEmpty(ports));
}

const isEssential = (part: Part): boolean => overlaps(part.sourcePorts, ESSENTIAL_CLIENT_PORTS);

const NONE: ReadonlySet<Part> = new Set();

/** As much of the default door's internet as a filter may leave out before an ordinary address can be in it. */
const FEW = 1 / 64;

/** The parts that are cut off or undecided, if together they are only a few ranges of what the door leads to. */
function fewRanges(parts: readonly Part[]): ReadonlySet<Part> {
  const cut = parts.filter((part) => part.verdict !== 'reachable');
  const share = size(across(cut, 'destinations')) / size(across(parts, 'destinations'));
  return share <= FEW ? new Set(cut) : NONE;
}

/** A path is ordinary when it takes a good share of the internet: as much as half of a default route. */
const ORDINARY_SHARE = 0.25;

/** The paths by which an ordinary public address is reached: the largest, and any other with a good share. */
export function ordinaryPaths(trace: Trace): ReadonlySet<number> {
  const shares = trace.paths.map((_, path) =>
    size(
      across(
        trace.parts.filter((part) => part.path === path),
        'destinations',
      ),
    ),
  );
  const whole = shares.reduce((total, share) => total + share, 0);
  const largest = Math.max(...shares);
  return new Set(
    shares.flatMap((share, path) => (share === largest || share >= whole * ORDINARY_SHARE ? [path] : [])),
  );
}

/** Forward and reply often hang on the same thing: said once. */
const distinct = (unknowns: readonly Unknown[]): readonly Unknown[] => [
  ...new Map(unknowns.map((one) => [`${one.why} ${one.settle}`, one])).values(),
];
