/** A route to an internet gateway that is attached to no network, or to another one. */
import {
  type Context,
  clusterTables,
  defineRule,
  type InternetGateway,
  type Problem,
  type RouteTable,
  refOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'gateway-unattached',
  severity: 'error',
  title: 'A route leads to a gateway that is not attached',
  needs: 'roles',
  reads: ['routes', 'internet gateways'],
  docs: {
    what: 'Looks at the internet gateways that the route tables of the scheduler and worker subnets name: whether each is attached to this very network.',
    why: 'An `igw-` target looks like a public subnet and is none: a detached gateway carries nothing in either direction.',
    repair: 'Attach the gateway to the network, or route to the one that is attached.',
    source: 'Amazon EC2 API, `InternetGatewayAttachment`: state `available` means attached.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/igw-detached --client internet'],
  },
  *check(context) {
    for (const { gateway, table } of routed(context)) {
      const health = gateway.attached.get(table.vpc);
      if (health?.is !== 'usable' && health?.is !== 'unknown') yield detached(gateway, table, health?.why);
    }
  },
});

interface Routed {
  readonly gateway: InternetGateway;
  readonly table: RouteTable;
}

function routed(context: Context): readonly Routed[] {
  const found = new Map<string, Routed>();
  for (const table of clusterTables(context)) {
    for (const { target } of table.routes) {
      const gateway = target.kind === 'gateway' ? context.network.gateways.get(target.id) : undefined;
      if (gateway?.kind === 'internet') found.set(`${gateway.id} ${table.id}`, { gateway, table });
    }
  }
  return [...found.values()];
}

function detached(
  gateway: InternetGateway,
  table: RouteTable,
  why = `it is not attached to ${table.vpc}`,
): Problem {
  const elsewhere = [...gateway.attached].find(([, health]) => health.is === 'usable')?.[0];
  return {
    message: `${table.id} routes to ${gateway.word} ${gateway.id}, which is not attached to ${table.vpc}`,
    resources: [refOf(gateway), refOf(table)],
    lines: [
      {
        kind: 'attachment',
        id: gateway.id,
        text: why,
        resource: refOf(gateway),
        ...(gateway.place && { place: gateway.place }),
      },
    ],
    symptom: 'nothing passes between this subnet and the internet',
    fix:
      elsewhere === undefined
        ? { changes: [{ kind: 'attach-gateway', gateway: gateway.id, vpc: table.vpc }] }
        : { none: `${gateway.id} serves ${elsewhere}: create a gateway for ${table.vpc} and route to that` },
  };
}
