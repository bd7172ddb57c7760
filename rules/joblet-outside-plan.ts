import { allottedTo, cidrSet, defineRule, formatCidr, isSubset, makeAnew, refOf, union } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-outside-plan',
  severity: 'warning',
  title: 'A network lies outside of the block that is planned for it',
  needs: 'allotments',
  providers: ['joblet'],
  docs: {
    what: `Compares every custom network with the blocks of \`--plan\` (\`plan\` in a configuration): \`10.50.0.0/16\` is for all networks,
\`dev=10.1.0.0/16\` for \`dev\`, \`dev-…\` and \`dev_…\`, which then have no other. The same blocks are where \`byo-net config\` and every fix
look for free ranges.`,
    why: 'A plan is what keeps the networks of teams and hosts apart, and Joblet knows nothing of it.',
    repair: 'Create the network with a range of its block.',
    source: 'Joblet, network management guide, "Network Planning".',
  },
  examples: {
    good: ['fixtures/joblet/clean --plan back=10.30.0.0/16'],
    bad: ['fixtures/joblet/clean --plan 10.50.0.0/16'],
  },
  *check(context) {
    for (const declared of context.network.plan?.networks ?? []) {
      const { name, block, builtin } = declared;
      const blocks = allottedTo(name, context.allotments);
      if (builtin || !block || blocks.length === 0) continue;
      if (isSubset(cidrSet(block), union(...blocks.map((one) => cidrSet(one.block))))) continue;
      const planned = blocks.map((one) => formatCidr(one.block)).join(', ');
      yield {
        message: `network ${name} has ${formatCidr(block)}, and ${planned} is planned for it`,
        resources: [refOf(declared)],
        fix: makeAnew(context, declared, `${planned} has no free range for it`),
      };
    }
  },
});
