/** How reporters are asked in tests. */
import { emitConfig } from '../../src/emit/index.ts';
import { PLAIN, type ReporterOptions, type RuleEntry } from '../../src/reporters/reporter.ts';

const entry = (id: string, severity: RuleEntry['severity'], title: string): RuleEntry => ({
  id,
  severity,
  title,
  docs: {
    what: 'Looks at every flow of the client.\n\nThe reply {too}.',
    why: 'The client hangs.',
    repair: 'Open the ports:\n\n- to the client',
    source: "Coiled's guide",
  },
});

export const OPTIONS: ReporterOptions = {
  paint: PLAIN,
  unicode: true,
  width: 100,
  config: (target) => (target.config.state === 'ready' ? emitConfig(target, 'python') : undefined),
  rules: [
    entry('cidr-overlap', 'error', 'Two ranges overlap'),
    entry('no-egress', 'error', 'Workers cannot leave'),
    entry('scheduler-unreachable', 'error', 'Clients cannot reach the scheduler'),
  ],
  fails: (severity) => severity === 'error',
};
