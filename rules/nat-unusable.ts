/** A NAT gateway that the cluster's routes use and that cannot carry anything to the internet. */
import {
  type Context,
  clusterTables,
  defineRule,
  type Fix,
  internetDoor,
  isKnown,
  type NatGateway,
  NEW_NAT,
  newNat,
  type Problem,
  type RouteTable,
  refOf,
  routeTo,
  settingEvidence,
  type Translator,
  tableOfNat,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'nat-unusable',
  severity: 'error',
  title: 'A NAT gateway of the cluster cannot reach the internet',
  needs: 'roles',
  reads: ['routes', 'nat gateways'],
  docs: {
    what: 'Follows the default routes of the scheduler and worker subnets to their NAT gateways, and looks at each: its state, its connectivity type, and whether its own subnet has a default route to an internet gateway. Where the internet gateway itself translates (Cloud NAT): whether it has an address that is not being drained.',
    why: 'VMs without a public address live from it. When it is pending, failed or deleted, of the private type, or stands in a private subnet itself, they download nothing and never report to Coiled.',
    repair:
      'A failed gateway cannot be revived: create a new one in a public subnet (with an Elastic IP) and point the route at it. One in a private subnet works as soon as that subnet routes 0.0.0.0/0 to the internet gateway.',
    source: 'Amazon VPC user guide, "NAT gateways": states, failure codes, connectivity types.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --client internet',
    ],
    bad: [
      'fixtures/gcp/nat-drained --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/nat-failed --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/nat-in-private-subnet --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const { nat, table } of gateways(context)) {
      const why = defect(context, nat);
      if (why !== undefined) yield broken(context, nat, table, why);
    }
    for (const translator of deadTranslators(context)) yield drained(translator);
  },
});

/** NAT that the internet gateway does itself, where none of a private role's is usable. */
function deadTranslators({ network, workload }: Context): readonly Translator[] {
  const roles = workload.roles.filter(({ spot }) => spot.publicAddress === false);
  const own = [...network.gateways.values()].flatMap((gateway) =>
    gateway.kind === 'internet' ? (gateway.translators ?? []) : [],
  );
  const known = new Map(own.flatMap((map) => [...map]));
  const dead = roles.flatMap(({ subnet }) => {
    const found = known.get(subnet.id);
    const all = found && isKnown(found) ? found.value : [];
    return all.every(({ state }) => state.is === 'unusable') ? all : [];
  });
  return [...new Map(dead.map((one) => [one.id, one])).values()];
}

function drained(nat: Translator): Problem {
  const why = nat.state.is === 'unusable' ? nat.state.why.replace(nat.id, 'it') : '';
  return {
    message: `${nat.word} ${nat.id} carries nothing to the internet: ${why}`,
    resources: [refOf(nat)],
    lines: [settingEvidence(nat, nat.id, why)],
    symptom: 'VMs without a public address download nothing and never report to cloud.coiled.io',
    fix: {
      none: `give ${nat.id} an address that is not being drained, or have it allocate addresses by itself`,
    },
  };
}

interface Used {
  readonly nat: NatGateway;
  readonly table: RouteTable;
}

/** NAT gateways that a default route of a role leads to, each once. */
function gateways(context: Context): readonly Used[] {
  const used = new Map<string, Used>();
  for (const table of clusterTables(context)) {
    for (const { target, destination } of table.routes) {
      const isDefault = target.kind === 'gateway' && destination.length <= 1;
      const gateway = isDefault ? context.network.gateways.get(target.id) : undefined;
      if (gateway?.kind === 'nat') used.set(gateway.id, { nat: gateway, table });
    }
  }
  return [...used.values()];
}

function defect({ network }: Context, nat: NatGateway): string | undefined {
  if (nat.state.is === 'unusable') return nat.state.why.replace(nat.id, 'it');
  if (nat.connectivity === 'private') return 'its connectivity type is private';
  const table = tableOfNat(network, nat);
  if (!table) return undefined;
  const doors = table.routes.filter(
    (route) => route.destination.length <= 1 && route.destination.family === 4,
  );
  const opens = doors.some(({ target }) => target.kind === 'gateway' && leadsOut(network, target.id));
  if (opens) return undefined;
  const home = isKnown(nat.subnet) ? `it stands in ${nat.subnet.value}, whose` : 'its own';
  return `${home} route table ${table.id} has no default route to an internet gateway`;
}

/** A NAT gateway's subnet may lead out by an internet gateway, or by something that nobody can see behind. */
function leadsOut(network: Context['network'], id: string): boolean {
  const kind = network.gateways.get(id)?.kind;
  return kind === 'internet' || kind === 'transit' || kind === 'opaque';
}

function broken(context: Context, nat: NatGateway, table: RouteTable, why: string): Problem {
  return {
    message: `${nat.word} ${nat.id} carries nothing to the internet: ${why}`,
    resources: [refOf(nat)],
    lines: [settingEvidence(nat, nat.id, why)],
    symptom: 'VMs without a public address download nothing and never report to cloud.coiled.io',
    fix: repair(context, nat, table),
  };
}

function repair({ network }: Context, nat: NatGateway, table: RouteTable): Fix {
  const home = tableOfNat(network, nat);
  if (nat.state.is === 'usable' && nat.connectivity === 'public' && home && home.id !== table.id) {
    const door = internetDoor(network, home, isKnown(nat.subnet) ? nat.subnet.value : '', true);
    if (door) return { changes: [routeTo(home, door.destination, door.gateway)] };
  }
  const other = internetDoor(network, table, '', false);
  if (other && other.gateway !== nat.id)
    return { changes: [routeTo(table, other.destination, other.gateway)] };
  const made = newNat(network, table, isKnown(nat.subnet) ? nat.subnet.value : '');
  const route = table.routes.find(({ target }) => target.kind === 'gateway' && target.id === nat.id);
  if (made && route) return { changes: [made, routeTo(table, route.destination, NEW_NAT)] };
  return {
    none: `no other working NAT gateway serves ${nat.vpc}: create one in a public subnet, then route 0.0.0.0/0 of ${table.id} to it`,
  };
}
