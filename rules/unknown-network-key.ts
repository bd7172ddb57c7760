import {
  type CallEntry,
  CLIENT,
  defineRule,
  editFix,
  entryOf,
  entryRef,
  type Fix,
  type Mapping,
  nearest,
  networkOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'unknown-network-key',
  severity: 'error',
  title: 'The network dictionary has a key that Coiled does not know',
  needs: 'call',
  docs: {
    what: `Compares the keys of \`network={…}\` with those that Coiled documents: ${CLIENT.networkKeys.map((key) => `\`${key}\``).join(', ')}.`,
    why: `The client sends the dictionary as it is, without a look at it. An id under a misspelt key is not used, and the cluster is made
without it: in another subnet, or with a group that Coiled makes itself.`,
    repair: `Write the key as Coiled spells it, or leave it out.`,
    source: `Coiled, "Bring your own network"; \`set_backend_options\` in ${CLIENT.package} ${CLIENT.version} does not look into \`network\`.`,
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['--call fixtures/calls/misspelt.py', '--call fixtures/calls/dictionary.py'],
  },
  *check({ call }) {
    const network = call && networkOf(call);
    for (const entry of network?.entries ?? []) {
      const { name } = entry;
      if (KEYS.includes(name)) continue;
      const meant = SAID.has(name) ? SAID.get(name) : nearest(name, KEYS);
      yield {
        message: `${JSON.stringify(name)} is no key of Coiled's network dictionary, which nobody looks into${meant === undefined ? '' : `: did you mean "${meant}"?`}`,
        resources: [entryRef(entry, 'key')],
        symptom: 'the call succeeds, and the cluster is made without this setting',
        fix: fixOf(network, entry, meant),
      };
    }
  },
});

const KEYS: readonly string[] = CLIENT.networkKeys;

/** What people call these things elsewhere; undefined: nothing of the dictionary, however alike it looks. */
const SAID: ReadonlyMap<string, string | undefined> = new Map([
  ['vpc', 'network_id'],
  ['vpc_id', 'network_id'],
  ['network', 'network_id'],
  ['security_group_id', 'firewall_id'],
  ['security_group', 'firewall_id'],
  ['scheduler_security_group_id', 'scheduler_firewall_id'],
  ['worker_public_ip', 'give_workers_public_ip'],
  ['give_scheduler_public_ip', undefined],
  ['worker_firewall_id', undefined],
]);

function fixOf(network: Mapping | undefined, { name }: CallEntry, meant: string | undefined): Fix {
  if (meant === undefined) return editFix({ do: 'remove', at: ['network', name] });
  if (entryOf(network, meant)) return { none: `${meant} is given as well: one of the two is to go` };
  return editFix({ do: 'rename', at: ['network', name], to: meant });
}
