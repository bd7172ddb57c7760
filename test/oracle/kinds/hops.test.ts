/** Kind 7: a declaration settles what lies behind a hop, and neither the hop itself nor the way back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Judgement, judgeForEveryNatPort } from '../oracle.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { flowOf, type HopPlan, hopPlan, hopWorld } from '../universe-hops.ts';
import { compare, holdsFor } from './compare.ts';

function judged(plan: HopPlan) {
  const flow = flowOf(plan);
  if (flow === undefined) return undefined;
  const world = hopWorld(plan);
  const { port, ephemeralPort, natPort } = plan;
  const { from, to } = flow;
  return { world, flow, finding: judgeForEveryNatPort(world, { from, to, port, ephemeralPort, natPort }) };
}

/**
 * Where the oracle cannot tell, what is declared for one way only may be called half a connection. What the internet
 * gateway hands to a firewall first may be called open, whatever was declared.
 */
function acceptedOf({ kind, flow, edgeReturns }: HopPlan, finding: Judgement): readonly string[] {
  const { verdict, blockers, forwardBlockers, unknowns } = finding;
  // Whether a reply meets the filters of a hop that nobody vouches for is a matter of how far one looks.
  const isFar = unknowns.length > 0 && forwardBlockers.length === 0;
  if (verdict === 'unknown' || isFar) return ['unknown', 'blocked'];
  // So may an answer to a client of the internet that leaves by a VPN, which keeps no state.
  const isOnlyAsymmetric = blockers.every((one) => one.startsWith('asymmetric:'));
  // What comes back by the internet gateway's own table to a firewall may be called open, whatever was declared.
  const isOpen = kind === 'vpn' || edgeReturns;
  if (verdict === 'blocked' && isOpen && isOnlyAsymmetric) return ['unknown', 'blocked'];
  const isBothWays = kind === 'firewall' && flow === 'client in' && edgeReturns;
  return verdict === 'reachable' && isBothWays ? ['reachable', 'unknown'] : [verdict];
}

const of = (kind: HopPlan['kind']) => hopPlan.map((plan): HopPlan => ({ ...plan, kind }));

describeKind('7', 'what a declaration vouches for', () => {
  test.each(['appliance', 'firewall', 'vpn'] as const)(
    '%s: the hop is asked, and so is the way back',
    LONG,
    (kind) =>
      holdsFor(of(kind), draw('7', 2 / 3), async (plan) => {
        const one = judged(plan);
        if (one === undefined) return;
        const { world, flow, finding } = one;
        const { port, ephemeralPort: sourcePort } = plan;
        const [from, to] = flow.texts;
        const sample = { source: flow.from.address, destinations: [flow.to.address], port, sourcePort };
        const why = [...finding.blockers, ...finding.unknowns].join(', ');
        const accepted = acceptedOf(plan, finding);
        await compare(world, { from, to, port }, [{ sample, accepted, why }]);
      }),
  );

  test('every verdict occurs, and every stage stops something', () => {
    const drawn = fc.sample(hopPlan, { numRuns: 1500, seed: 5 }).flatMap((plan) => judged(plan) ?? []);
    const share = (verdict: string) =>
      drawn.filter(({ finding }) => finding.verdict === verdict).length / drawn.length;
    for (const verdict of ['reachable', 'blocked', 'unknown']) expect(share(verdict)).toBeGreaterThan(0.1);
    const stages = new Set(drawn.flatMap(({ finding }) => finding.blockers));
    for (const stage of [
      'asymmetric:vpce-firewall',
      'asymmetric:eni-appliance',
      'sg-in:eni-appliance',
      'interface:eni-appliance',
      'acl-in:acl-hop',
      'acl-out:acl-hop',
    ])
      expect(stages).toContain(stage);
  });
});
