/** Ports of administration open to the whole internet in a group of the cluster. */
import {
  admitsInternet,
  clusterFilters,
  contains,
  defineRule,
  type Filter,
  type FilterRule,
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
  docs: {
    what: 'Looks at the groups that the scheduler and the workers carry for rules that admit the whole internet on a port of administration: 22, 23, 2375, 3389, 5985, 5986.',
    why: 'The cluster works. Its VMs also answer everybody who tries passwords and exploits, for as long as they run.',
    repair:
      'Narrow the rule to the addresses that administer, or remove it: Coiled needs none of these ports.',
    source: 'Coiled guide: the group opens 8786 and 8787 only; AWS Security Hub control EC2.13.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/admin-ports-open --client internet'],
  },
  *check(context) {
    for (const filter of clusterFilters(context)) {
      for (const line of filter.ingress) {
        const open = [...ADMIN_PORTS].filter(([port]) => contains(line.ports, port));
        // A rule that opens every port is another finding.
        if (admitsInternet(line) && open.length > 0 && open.length < ADMIN_PORTS.size)
          yield exposed(filter, line, open);
      }
    }
  },
});

const exposed = (
  filter: Filter,
  line: FilterRule,
  open: readonly (readonly [number, string])[],
): Problem => ({
  message: `${filter.word} ${filter.id} opens ${open.map(([port, name]) => `tcp ${port} (${name})`).join(', ')} to the internet`,
  resources: [refOf(filter)],
  key: line.id,
  lines: [ruleEvidence(filter, line)],
  symptom: 'the VMs answer log-in attempts from everywhere',
  fix: { changes: [{ kind: 'remove-rule', filter: filter.id, direction: 'ingress', rule: line.id }] },
});
