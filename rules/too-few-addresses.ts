import {
  anotherSubnet,
  type Context,
  concurrent,
  defineRule,
  type Fix,
  type Job,
  newSubnet,
  numberOf,
  type Problem,
  placeRole,
  type Role,
  refOf,
  type Subnet,
  type Undecided,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'too-few-addresses',
  severity: 'error',
  title: 'A subnet has too few free addresses for the cluster',
  needs: 'takers',
  docs: {
    what: `Compares the addresses that are left in each subnet with what the cluster takes there: one for the scheduler, one for each of
\`--workers\` (one worker where no number was given), and their sum where both roles share a subnet. Where only the size of the
range is known, a range that is too small is still proven; one that is large enough is left undecided if a number was given.
Jobs of a workflow take one address each: compared are those that can run at the same time, because none waits for another's end.`,
    why: `The cluster starts with fewer workers than were asked for, or not at all, and the same cluster works on another day when
other machines have left the subnet. A /28 of AWS has 11 addresses for VMs, not 16: five of each subnet are the provider's; Google Cloud keeps four.`,
    repair: `Use a larger subnet, or ask for fewer workers: a subnet's range cannot be changed. The message names a subnet that routes
and filters alike and has the addresses, where there is one; else the commands that make one.`,
    source:
      'Amazon VPC user guide, "Subnet CIDR blocks" (five reserved addresses); Subnet.AvailableIpAddressCount.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --workers 50 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/joblet/clean',
      'fixtures/aws/few-addresses --workers 11 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/few-addresses --workers 20 --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/joblet/crowded',
      'fixtures/aws/few-addresses --workers 50 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  options: {
    reserve: {
      what: 'how many addresses of each subnet stay free for what else runs there',
      default: 0,
      of: 'count',
    },
  },
  *check(context, { reserve }) {
    for (const demand of demandsOf(context, numberOf(reserve))) {
      const { count, exact } = demand.subnet.free;
      if (count < demand.needed + demand.reserve) yield tooFew(context, demand);
      else if (!exact && context.placement.workers !== undefined) yield notCounted(demand);
    }
    yield* crowded(context);
  },
});

/** What the cluster takes of one subnet. */
interface Demand {
  readonly subnet: Subnet;
  readonly roles: readonly Role[];
  readonly needed: number;
  /** What stays free besides. */
  readonly reserve: number;
}

function demandsOf({ workload, placement }: Context, reserve: number): readonly Demand[] {
  const subnets = new Map(workload.roles.map(({ subnet }) => [subnet.id, subnet]));
  return [...subnets.values()].map((subnet) => {
    const roles = workload.roles.filter((role) => role.subnet.id === subnet.id);
    const needed = roles.reduce(
      (sum, { name }) => sum + (name === 'worker' ? (placement.workers ?? 1) : 1),
      0,
    );
    return { subnet, roles, needed, reserve };
  });
}

function tooFew(context: Context, demand: Demand): Problem {
  const { subnet, needed, reserve } = demand;
  const { count, exact } = subnet.free;
  const has = exact ? `${count} free ${noun(count)}` : `${count} ${noun(count)} in all`;
  return {
    message: `${subnet.word} ${subnet.id} has ${has}, and the cluster takes ${needed} there (${takers(context, demand)})${besides(reserve)}`,
    resources: [refOf(subnet)],
    symptom: symptomOf(count, needed),
    fix: elsewhere(context, demand),
  };
}

const noun = (count: number): string => (count === 1 ? 'address' : 'addresses');

const besides = (reserve: number): string =>
  reserve === 0 ? '' : `; ${reserve} are to stay free (option reserve)`;

function symptomOf(count: number, needed: number): string {
  if (count >= needed) return 'the cluster takes addresses that others count on';
  return count === 0 ? 'no VM starts' : `at most ${count} of these VMs start`;
}

const takers = ({ placement }: Context, { roles }: Demand): string =>
  roles
    .map(({ name }) => (name === 'worker' ? plural(placement.workers ?? 1) : 'the scheduler'))
    .join(' and ');

const plural = (workers: number): string => (workers === 1 ? 'one worker' : `${workers} workers`);

/** Of roles that share the subnet the workers move: they are the many. */
function elsewhere({ network }: Context, { roles, needed, reserve }: Demand): Fix {
  const mover = roles.at(-1);
  const wanted = reserve + (roles.length > 1 ? needed - 1 : needed);
  const other = mover && anotherSubnet(network, mover, ({ free }) => free.count >= wanted);
  if (mover && other) return { changes: [placeRole(mover, other)] };
  const made = mover && newSubnet(network, mover, wanted);
  if (made) return { changes: made };
  return { none: 'the range of a subnet cannot be changed: make a larger one, or ask for fewer workers' };
}

/** Jobs that can run at the same time on one network, where no cluster is placed there. */
function* crowded({ network, workload }: Context): Generator<Problem> {
  const placed = new Set(workload.roles.map(({ subnet }) => subnet.id));
  for (const workflow of network.plan?.workflows ?? []) {
    for (const [id, most] of crowds(workflow.jobs)) {
      const subnet = network.subnets.get(id);
      // A network that does not exist has no range: another rule tells of it.
      if (!subnet || subnet.blocks.length === 0 || placed.has(id) || most.length <= subnet.free.count)
        continue;
      yield {
        message: `${subnet.word} ${id} has ${subnet.free.count} ${noun(subnet.free.count)} in all, and ${most.length} jobs of ${workflow.id} can run there at the same time`,
        resources: [refOf(subnet), refOf(workflow)],
        symptom: `the others fail: "failed to allocate IP: no available IP addresses in network: ${id}"`,
        fix: {
          none: 'the range of a network cannot be changed: create a larger one, or let jobs wait for others',
        },
      };
    }
  }
}

/** By subnet, the largest group of its jobs that can run together. */
function crowds(jobs: readonly Job[]): ReadonlyMap<string, readonly Job[]> {
  const most = new Map<string, readonly Job[]>();
  for (const group of concurrent(jobs, () => true)) {
    const here = new Map<string, Job[]>();
    for (const job of group) {
      const list = here.get(job.subnet);
      if (list) list.push(job);
      else here.set(job.subnet, [job]);
    }
    for (const [id, list] of here) if (list.length > (most.get(id)?.length ?? 0)) most.set(id, list);
  }
  return most;
}

const notCounted = ({ subnet, needed, reserve }: Demand): Undecided => ({
  kind: 'undecided',
  message: `whether ${needed + reserve} addresses are free in ${subnet.word} ${subnet.id}, which has ${subnet.free.count} in all, is not known`,
  resources: [refOf(subnet)],
  required: false,
  reasons: [
    {
      cause: 'UNKNOWN_RESOURCE',
      why: `the input does not say how many addresses of ${subnet.id} are in use`,
      settle: `add the provider's own description of ${subnet.id}, which counts the free ones`,
    },
  ],
});
