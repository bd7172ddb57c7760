import { type DeclaredNetwork, defineRule, type Fix, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-network-unused',
  severity: 'note',
  title: 'No job uses a network',
  needs: 'takers',
  providers: ['joblet'],
  docs: {
    what: 'Compares the custom networks with those that the jobs and `rnx run` lines of the input name. Jobs that are not in the input are not seen.',
    why: 'A network keeps its range and its bridge, and stands in the way of others. `rnx list --json` does not tell which network a job is on.',
    repair: 'Remove it, if nothing else uses it.',
    source: 'Joblet, internal/rnx/jobs/list.go (no network in its answer).',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check({ network: { plan } }) {
    const used = new Set([
      ...(plan?.workflows ?? []).flatMap(({ jobs }) => jobs.map(({ on }) => on)),
      ...(plan?.uses ?? []).map(({ network }) => network.text),
    ]);
    const seen = new Set<string>();
    for (const declared of plan?.networks ?? []) {
      const { name, builtin } = declared;
      if (builtin || used.has(name) || seen.has(name)) continue;
      seen.add(name);
      yield {
        message: `network ${name} is used by no job and no command of the input`,
        resources: [refOf(declared)],
        fix: removal(declared),
      };
    }
  },
});

const removal = ({ name, source }: DeclaredNetwork): Fix =>
  source === 'listed'
    ? { changes: [{ kind: 'remove-network', network: name }] }
    : { none: 'leave its line out, if nothing else uses it' };
