import {
  type Context,
  defineRule,
  isKnown,
  type Problem,
  type Role,
  refOf,
  settingEvidence,
  type Translator,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'nat-out-of-ports',
  severity: 'error',
  title: 'Cloud NAT has too few ports for the cluster',
  needs: 'roles',
  reads: ['nat gateways'],
  providers: ['gcp'],
  docs: {
    what: `Where Cloud NAT has reserved addresses (\`natIpAllocateOption\` MANUAL_ONLY): each has 64 512 ports, and each VM gets its minimum
of them (64, or 32 where they are given dynamically, unless \`minPortsPerVm\` says otherwise), rounded up to a power of two. With \`--workers\` the rule counts the VMs
of the cluster that need it. Addresses that are allocated automatically grow with the cluster.`,
    why: `A VM that gets no ports reaches nothing: the first workers arrive, the last ones never report. Other VMs of the same NAT take
their share as well; they are not counted.`,
    repair: `Reserve another address and add it to the NAT, let it allocate addresses by itself, or give each VM fewer ports.`,
    source: 'Google Cloud, "Cloud NAT: IP addresses and ports".',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --workers 500',
      'fixtures/gcp/nat-out-of-ports --workers 31 --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
    ],
    bad: [
      'fixtures/gcp/nat-out-of-ports --workers 200 --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
    ],
  },
  *check(context) {
    for (const { nat, roles } of usersOf(context)) {
      const room = roomOf(nat);
      const needed = roles.reduce((sum, role) => sum + countOf(context, role), 0);
      if (room !== undefined && needed > room) yield exhausted(nat, needed, room);
    }
  },
});

interface Users {
  readonly nat: Translator;
  readonly roles: readonly Role[];
}

/** NAT with the roles that need it, by the one that a subnet uses. */
function usersOf({ network, workload }: Context): readonly Users[] {
  const users = new Map<string, Users>();
  for (const role of workload.roles.filter(({ spot }) => spot.publicAddress === false)) {
    for (const gateway of network.gateways.values()) {
      const found = gateway.kind === 'internet' ? gateway.translators?.get(role.subnet.id) : undefined;
      const nat =
        found && isKnown(found) ? found.value.find(({ state }) => state.is === 'usable') : undefined;
      if (nat) users.set(nat.id, { nat, roles: [...(users.get(nat.id)?.roles ?? []), role] });
    }
  }
  return [...users.values()];
}

const countOf = ({ placement }: Context, { name }: Role): number =>
  name === 'worker' ? (placement.workers ?? 1) : 1;

/** How many VMs get their ports; undefined where addresses come as they are needed. */
function roomOf({ ports: { addresses, perAddress, perMachine } }: Translator): number | undefined {
  return addresses === undefined ? undefined : addresses * Math.floor(perAddress / perMachine);
}

function exhausted(nat: Translator, needed: number, room: number): Problem {
  const { addresses = 0, perMachine, written = perMachine } = nat.ports;
  const counted = written === perMachine ? '' : `, which count as ${perMachine}`;
  return {
    message: `${nat.word} ${nat.id} has ports for ${room} VMs (${addressesText(addresses)}, ${written} ports a VM${counted}), and the cluster has ${needed} that need it`,
    resources: [refOf(nat)],
    lines: [settingEvidence(nat, 'minPortsPerVm', `${written} ports a VM${counted}`)],
    symptom: `the VMs beyond ${room} get no ports, download nothing and never report to cloud.coiled.io`,
    fix: { none: cures(nat, needed) },
  };
}

/** More addresses, or the most ports a VM that are enough for all. */
function cures({ id, ports }: Translator, needed: number): string {
  const { addresses = 0, perAddress, perMachine, choices } = ports;
  const each = (figure: number): number => Math.floor(perAddress / figure);
  const enough = choices.findLast((figure) => addresses * each(figure) >= needed);
  const wanted = Math.ceil(needed / each(perMachine));
  const narrower =
    enough === undefined ? '' : `, or with ${enough} ports a VM (${each(enough)} VMs an address)`;
  return `an address has to be reserved first: with ${addressesText(wanted)} in all ${id} has enough${narrower}`;
}

const addressesText = (count: number): string => `${count} ${count === 1 ? 'address' : 'addresses'}`;
