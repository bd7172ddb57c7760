import { type DeclaredNetwork, defineRule, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-network-redefined',
  severity: 'error',
  title: 'One network name is declared with two ranges',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Looks for a name that is declared again with another CIDR.',
    why: 'Joblet refuses the second creation, so whoever ran only that part has another range than the rest of the text says.',
    repair: 'Give the second network a name of its own, or leave one of the two lines out.',
    source: 'Joblet, adapters/network_store_adapter.go.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check({ network }) {
    const firsts = new Map<string, DeclaredNetwork>();
    for (const again of network.plan?.networks ?? []) {
      if (again.builtin) continue;
      const first = firsts.get(again.name);
      if (!first) firsts.set(again.name, again);
      else if (first.cidr !== again.cidr)
        yield {
          message: `network ${again.name} is declared with ${again.cidr ?? 'no CIDR'}, and before that with ${first.cidr ?? 'no CIDR'}`,
          resources: [refOf(again), refOf(first)],
          symptom: `the second creation fails: "network already exists: ${again.name}"`,
          fix: { none: 'a name stands for one range: rename one of the two' },
        };
    }
  },
});
