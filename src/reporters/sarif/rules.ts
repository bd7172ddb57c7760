/** A rule as SARIF describes it: what GitHub shows beside an alert. */
import type { RuleEntry } from '../reporter.ts';

const PROBLEM = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

export const ruleDescriptor = ({ id, severity, title, docs }: RuleEntry) => ({
  id,
  name: pascal(id),
  shortDescription: { text: braced(title) },
  fullDescription: { text: braced(oneLine(docs.what)) },
  help: {
    text: braced(sections(docs, (heading) => `${heading}:`)),
    markdown: braced(sections(docs, (heading) => `## ${heading}`)),
  },
  defaultConfiguration: { level: severity },
  properties: {
    tags: ['network', 'coiled', 'dask'],
    precision: 'very-high',
    'problem.severity': PROBLEM[severity],
  },
});

const pascal = (id: string): string =>
  id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const oneLine = (markdown: string): string => markdown.replace(/\s+/g, ' ').trim();

/** The one escape that SARIF asks for in trusted text. */
const braced = (text: string): string => text.replace(/[{}]/g, '$&$&');

const sections = (
  { what, why, repair, source }: RuleEntry['docs'],
  heading: (text: string) => string,
): string =>
  [
    ['What it looks at', what],
    ['Why it matters', why],
    ['What repairs it', repair],
    ['Source', source],
  ]
    .map(([title = '', text = '']) => `${heading(title)}\n\n${text.trim()}`)
    .join('\n\n');
