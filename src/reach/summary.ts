/** From walks to a trace: parts, blockers and the summary words. */
import { union } from '../ip/interval.ts';
import {
  coalesce,
  intersectTraffic,
  isSubsetTraffic,
  NOTHING,
  subtractTraffic,
  type Traffic,
  unionTraffic,
} from '../ip/traffic.ts';
import type { Flow, Spot } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import type { Blocker, Direction, Hop, Part, Path, Portion, Ref, Summary, Trace, Verdict } from './trace.ts';
import { portion, type Step } from './walk.ts';

/** Packets of the flow that took the same way. */
export interface Branch {
  readonly from: Spot;
  readonly to: Spot;
  readonly traffic: Traffic;
  /** Whether the way leads to an end, filtered or not. */
  readonly reached: boolean;
  /** Whether there is somebody whose reply could be walked. */
  readonly answered: boolean;
  readonly forward: readonly Step[];
  readonly reply: readonly Step[];
  readonly declared: readonly string[];
  readonly door?: Ref;
}

type Way = 'forward' | 'reply';

export function summarise(flow: Flow, branches: readonly Branch[]): Trace {
  const forward = directionOf(branches, 'forward');
  // Where nobody is there to answer, the reply is as good as the way there.
  const answers = directionOf(branches, 'reply');
  const reply = answers.parts.length > 0 ? answers : { ...answers, verdict: forward.verdict };
  return {
    flow,
    verdict: worst(forward.verdict, reply.verdict),
    forward,
    reply,
    parts: partsOf(branches, (branch) => [...branch.forward, ...branch.reply]),
    paths: branches.map(pathOf),
    declared: [...new Set(branches.flatMap((branch) => branch.declared))].sort(),
  };
}

const ORDER: readonly Summary[] = ['reachable', 'unknown', 'partial', 'blocked'];
const worst = (a: Summary, b: Summary): Summary => (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b);

/** All alike: that word. Blocked beside anything else: partial. Reachable beside unknown: unknown. */
export function summary(verdicts: Iterable<Verdict>): Summary {
  const seen = new Set(verdicts);
  if (seen.size === 0) return 'blocked';
  const [only] = seen;
  if (seen.size === 1 && only) return only;
  return seen.has('blocked') ? 'partial' : 'unknown';
}

function directionOf(branches: readonly Branch[], way: Way): Direction {
  const walked = way === 'forward' ? branches : branches.filter((branch) => branch.answered);
  const parts = partsOf(branches, (branch) => branch[way]).filter(
    (part) => way === 'forward' || branches[part.path]?.answered,
  );
  return {
    verdict: summary(parts.map((part) => part.verdict)),
    hops: walked.flatMap((branch) => branch[way].map((step) => hopOf(step, branch.traffic))),
    blockers: branches.flatMap((branch, path) => blockersOf(branch, way, path)),
    unknowns: unknownsOf(walked.flatMap((branch) => branch[way])),
    parts,
  };
}

const pathOf = (branch: Branch): Path => ({
  from: branch.from,
  to: branch.to,
  ...(branch.door && { door: branch.door }),
  forward: branch.forward.map((step) => hopOf(step, branch.traffic)),
  reply: branch.reply.map((step) => hopOf(step, branch.traffic)),
});

function partsOf(branches: readonly Branch[], steps: (branch: Branch) => readonly Step[]): readonly Part[] {
  return branches.flatMap((branch, path) => {
    const { blocked, unknown, reachable } = divide(branch.traffic, steps(branch));
    const part =
      (verdict: Verdict) =>
      (box: Traffic[number]): Part => ({
        verdict,
        ...portion([box]),
        from: branch.from.label,
        to: branch.to.label,
        path,
      });
    return [
      ...coalesce(blocked).map(part('blocked')),
      ...coalesce(unknown).map(part('unknown')),
      ...coalesce(reachable).map(part('reachable')),
    ];
  });
}

/** Blocked beats unknown beats reachable. */
function divide(traffic: Traffic, steps: readonly Step[]) {
  const total = (of: 'blocked' | 'unknown') =>
    intersectTraffic(
      steps.reduce<Traffic>((all, step) => unionTraffic(all, step[of]), NOTHING),
      traffic,
    );
  const blocked = total('blocked');
  const unknown = subtractTraffic(total('unknown'), blocked);
  return { blocked, unknown, reachable: subtractTraffic(subtractTraffic(traffic, blocked), unknown) };
}

function hopOf(step: Step, traffic: Traffic): Hop {
  const blocked = intersectTraffic(step.blocked, traffic);
  const unknown = intersectTraffic(step.unknown, traffic);
  return {
    ...step.hop,
    verdict: verdictOf(blocked, unknown, traffic),
    ...(blocked.length > 0 && { stopped: portion(blocked) }),
    ...(unknown.length > 0 && { undecided: portion(unknown) }),
  };
}

function verdictOf(blocked: Traffic, unknown: Traffic, traffic: Traffic): Summary {
  if (blocked.length > 0) return isSubsetTraffic(traffic, blocked) ? 'blocked' : 'partial';
  return unknown.length > 0 ? 'unknown' : 'reachable';
}

function blockersOf(branch: Branch, way: Way, path: number): readonly Blocker[] {
  return branch[way].flatMap((step) => {
    const blocked = intersectTraffic(step.blocked, branch.traffic);
    if (blocked.length === 0 || !step.hop.cause) return [];
    const { resource, side, note, host, cause, lines, packets = portion(blocked) } = step.hop;
    const rule = lines.findLast((line) => line.kind !== 'route');
    const route = lines.findLast((line) => line.kind === 'route');
    const stopped = portion(blocked);
    return [
      {
        cause,
        resource,
        direction: way,
        side,
        note,
        ...(host !== undefined && { host }),
        stopped,
        packets,
        path,
        ...(rule && { rule }),
        ...(route && { route }),
      },
    ];
  });
}

function unknownsOf(steps: readonly Step[]): readonly Unknown[] {
  const bySettle = new Map<string, Unknown>();
  for (const { hop, unknown } of steps) {
    if (hop.unknown && unknown.length > 0)
      bySettle.set(`${hop.unknown.why} ${hop.unknown.settle}`, hop.unknown);
  }
  return [...bySettle.values()];
}

/** All sources, destinations or ports of some parts. */
export const across = (parts: readonly Portion[], dimension: keyof Portion) =>
  union(...parts.map((part) => part[dimension]));
