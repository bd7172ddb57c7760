/** Kind 5: the address that the client takes is the one that was checked. */
import { test } from 'vitest';
import { check } from '../../../src/library.ts';
import type { TargetReport } from '../../../src/report/types.ts';
import { PLACEMENT } from '../cluster.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { type ClientPlan, clientPlan, clientWorld, connects, isPrivateClient } from '../universe-clients.ts';
import { worldSnapshot } from '../world.ts';
import { holdsFor, insist } from './compare.ts';

async function reportOn(plan: ClientPlan): Promise<TargetReport> {
  const world = clientWorld(plan);
  const { targets } = await check({
    snapshot: worldSnapshot(world),
    client: plan.clients,
    assume: world.assume ?? [],
    // Without a public address the scheduler leaves by the NAT gateway, as workers do.
    placement: plan.isPublic
      ? PLACEMENT
      : { ...PLACEMENT, schedulerSubnetId: PLACEMENT.workerSubnetId, schedulerPublicIp: false },
  });
  const [target] = targets;
  if (target === undefined) throw new Error('no target');
  return target;
}

describeKind('5', 'the address that the client takes', () => {
  test('what is printed makes every client connect, and what connects is not refused', LONG, () =>
    holdsFor(clientPlan, draw('5'), async (plan) => {
      const { config, findings } = await reportOn(plan);
      const { use_scheduler_public_ip: asked } = config.clusterArguments;
      // The client takes the public address where there is one, unless it is told otherwise.
      const byPublic = plan.isPublic && asked !== false;
      const reached = plan.clients.map((text) => connects(plan, text, byPublic));
      const said = { config: config.state, asked, byPublic, findings: findings.map(({ rule }) => rule) };
      const details = () => JSON.stringify({ plan, said, reached }, null, 1);
      const isReady = config.state === 'ready';
      // Clients of both kinds cannot all be served by one address: then the report says so, and which argument decides.
      const isTold = JSON.stringify(findings).includes('use_scheduler_public_ip');
      insist(
        !isReady || isTold || !reached.includes(false),
        'a client that cannot connect, engine: ready',
        details,
      );
      const isPrivatelyOpen = plan.clients.every(
        (text) => isPrivateClient(text) && connects(plan, text, false),
      );
      insist(!isPrivatelyOpen || isReady, `clients that connect, engine: ${config.state}`, details);
    }),
  );
});
