/** Kind 6: endpoints that take the names of services over must take what the cluster sends there. */
import { test } from 'vitest';
import { check } from '../../../src/library.ts';
import { PLACEMENT } from '../cluster.ts';
import { judgeForEveryNatPort } from '../oracle.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import {
  endpointPlan,
  endpointWorld,
  gatewayPlan,
  gatewayWorld,
  refusing,
  senderOf,
} from '../universe-endpoints.ts';
import { worldSnapshot } from '../world.ts';
import { compare, holdsFor, insist } from './compare.ts';

describeKind('6', 'endpoints that take service names over', () => {
  test('an endpoint that refuses the cluster is named, and no other', LONG, () =>
    holdsFor(endpointPlan, draw('6', 1), async (plan) => {
      const world = endpointWorld(plan);
      const { targets } = await check({
        snapshot: worldSnapshot(world),
        client: ['internet'],
        placement: PLACEMENT,
      });
      const findings = (targets[0]?.findings ?? []).filter(({ severity }) => severity !== 'note');
      const text = JSON.stringify(findings);
      const named = (world.VpcEndpoints ?? [])
        .map(({ VpcEndpointId }) => VpcEndpointId)
        .filter((id) => text.includes(id));
      const wanted = refusing(plan);
      const about =
        wanted.length > named.length ? 'an endpoint that refuses is not named' : 'others are named';
      const rules = findings.map(({ rule }) => rule);
      const details = () => JSON.stringify({ plan, rules, named, wanted }, null, 1);
      insist(named.join() === wanted.join(), about, details);
    }),
  );

  test('packets to the addresses of a gateway endpoint', LONG, () =>
    holdsFor(gatewayPlan, draw('6', 1), async (plan) => {
      const world = gatewayWorld(plan);
      const from = senderOf(plan);
      const { to: address, port } = plan;
      const ephemeralPort = 40000;
      const to = { kind: 'internet', address } as const;
      const { verdict, blockers, unknowns } = judgeForEveryNatPort(world, { from, to, port, ephemeralPort });
      const sample = { source: from.address, destinations: [address], port, sourcePort: ephemeralPort };
      const why = [...blockers, ...unknowns].join(', ');
      await compare(world, { from: 'i-sender', to: address, port }, [{ sample, accepted: [verdict], why }]);
    }),
  );
});
