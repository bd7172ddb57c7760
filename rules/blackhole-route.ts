/** A route whose target is gone drops what it takes, whatever wider route stands beside it. */
import {
  type Context,
  clusterTables,
  defineRule,
  formatCidr,
  type Problem,
  type Route,
  type RouteTable,
  refOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'blackhole-route',
  severity: 'error',
  title: 'A route of the cluster leads nowhere',
  needs: 'roles',
  reads: ['routes'],
  docs: {
    what: 'Looks at the route tables of the scheduler and worker subnets for routes that cannot forward: state `blackhole` (the target was deleted or detached) or `filtered`; on Google Cloud a next hop that is gone, is stopped, or may not forward.',
    why: 'The longest prefix wins even when its target is gone: a dead route hides the working, wider one behind it, and everything it takes is dropped without an answer. Connections time out.',
    repair:
      'Delete the route, or replace it by one to a gateway that exists. A dead default route takes the whole internet away, so replace that one.',
    source: 'Amazon VPC user guide, "Route tables": route states and longest prefix match.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --client internet',
    ],
    bad: [
      'fixtures/gcp/next-hop-gone --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/nat-blackhole --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const table of clusterTables(context)) {
      for (const route of table.routes) if (route.state.is === 'unusable') yield dead(context, table, route);
    }
  },
});

function dead(context: Context, table: RouteTable, route: Route): Problem {
  const target = route.target.kind === 'gateway' ? route.target.id : 'the network itself';
  const why = route.state.is === 'unusable' ? route.state.why : '';
  const isDefault = route.destination.length === 0;
  return {
    message: `the route ${formatCidr(route.destination)} → ${target} of ${table.id} forwards nothing (${why})`,
    resources: [refOf(table)],
    key: route.id,
    // A dead default route shows in the flows it breaks; any other may take addresses that nobody needs.
    severity: isDefault || takesFlow(context, route) ? 'error' : 'warning',
    lines: [
      {
        kind: 'route',
        id: route.id,
        text: route.id,
        resource: refOf(table),
        ...(route.place && { place: route.place }),
      },
    ],
    symptom: `connections to ${formatCidr(route.destination)} time out`,
    fix: repair(table, route, isDefault),
  };
}

/** Whether a required flow meets the route. */
const takesFlow = ({ flows }: Context, route: Route): boolean =>
  flows.some(
    ({ trace, judgement }) =>
      judgement.holds === 'no' &&
      [...trace.forward.blockers, ...trace.reply.blockers].some((blocker) => blocker.route?.id === route.id),
  );

function repair(table: RouteTable, route: Route, isDefault: boolean): Problem['fix'] {
  if (isDefault) {
    return {
      none: `${table.id} needs a working default route: the finding about the flow that it breaks names one, if there is one`,
    };
  }
  if (route.prefixList !== undefined)
    return {
      none: `the destination is the prefix list ${route.prefixList}: replace the target of that route`,
    };
  return {
    changes: [{ kind: 'remove-route', table: table.id, route: route.id, destination: route.destination }],
  };
}
