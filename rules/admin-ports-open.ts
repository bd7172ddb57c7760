/** Ports of administration open to the whole internet in a group of the cluster. */
import {
  admitsInternet,
  clusterIngress,
  contains,
  defineRule,
  type FilterLine,
  type FilterRule,
  interval,
  numbersOf,
  type Problem,
  refOf,
  ruleEvidence,
} from 'byo-net/rule';

/** Ports that only administrators use. */
const ADMIN_PORTS: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'Telnet'],
  [2375, 'the Docker API'],
  [3389, 'RDP'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
]);

export const rule = defineRule({
  id: 'admin-ports-open',
  severity: 'warning',
  title: 'A port of administration is open to the world',
  needs: 'roles',
  reads: ['groups'],
  docs: {
    what: 'Looks at the groups that the scheduler and the workers carry, or the firewall rules that concern them, for rules that admit the whole internet on a port of administration: 22, 23, 2375, 3389, 5985, 5986. What a rule or a policy before it denies is not open.',
    why: 'The cluster works. Its VMs also answer everybody who tries passwords and exploits, for as long as they run.',
    repair:
      'Narrow the rule to the addresses that administer, or remove it: Coiled needs none of these ports.',
    source: 'Coiled guide: the group opens 8786 and 8787 only; AWS Security Hub control EC2.13.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --client internet',
    ],
    bad: [
      'fixtures/gcp/default-network --scheduler-subnet-id default --worker-subnet-id default --firewall-id dask --workers-public-ip --client 203.0.113.0/24',
      'fixtures/aws/admin-ports-open --client internet',
    ],
  },
  options: {
    ports: { what: 'the ports that only administrators use', default: [...ADMIN_PORTS.keys()], of: 'port' },
  },
  *check(context, { ports }) {
    const closed = numbersOf(ports);
    for (const one of clusterIngress(context)) {
      // A rule that opens every port is another finding.
      if (opensEveryPort(one.line)) continue;
      const named = closed.filter((port) => contains(one.line.ports, port));
      const open = named.filter((port) => admitsInternet(context, one, interval(port)));
      if (open.length > 0) yield exposed(one, open);
    }
  },
});

const opensEveryPort = ({ ports }: FilterRule): boolean =>
  [...ADMIN_PORTS.keys()].every((port) => contains(ports, port));

const portName = (port: number): string => {
  const name = ADMIN_PORTS.get(port);
  return `tcp ${port}${name === undefined ? '' : ` (${name})`}`;
};

const exposed = ({ filter, line }: FilterLine, open: readonly number[]): Problem => ({
  message: `${filter.word} ${filter.id} opens ${open.map(portName).join(', ')} to the internet`,
  resources: [refOf(filter)],
  key: line.id,
  lines: [ruleEvidence(filter, line)],
  symptom: 'the VMs answer log-in attempts from everywhere',
  fix: { changes: [{ kind: 'remove-rule', filter: filter.id, direction: 'ingress', rule: line.id }] },
});
