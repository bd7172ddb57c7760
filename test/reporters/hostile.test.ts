/** What a cloud may hold in a name goes through every reporter at once, and does no harm in any. */
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import type { Report, TraceReport } from '../../src/report.ts';
import { appendices } from '../../src/reporters/github.ts';
import { REPORTERS } from '../../src/reporters/index.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';
import { elementsOf } from './xml.ts';

const HOSTILE = [
  'a\u001b[2Jb',
  'a%0A::error::owned',
  '::error file=a::owned',
  'a\n::set-output name=carries::yes\nb',
  'x ::add-mask::e ##[command]owned',
  'a]]>b<!--c-->',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '```\n# owned\n`a`',
  '| a | b |',
  '\u202edetrevni\u202c \u200f',
  `10 kB ${'x'.repeat(10_000)} ${'y '.repeat(2_000)}`,
  '[a](http://b.example) @somebody {0}',
  '\ud800 \ufffe \u0000',
];
/** Every text of the report becomes the hostile one, but for the words that the schema fixes. */
const FIXED = new Set([
  'version',
  'severity',
  'kind',
  'verdict',
  'side',
  'holds',
  'passes',
  'outcome',
  'cause',
  'state',
  'backend',
  'region',
  'provider',
]);
const withName = (whole: Report | TraceReport, name: string) =>
  JSON.parse(
    JSON.stringify(whole, (key, value) =>
      typeof value === 'string' && !FIXED.has(key) && !/^byo-net$|^none$/.test(value) ? name : value,
    ),
  );
const poisoned = (name: string): Report => withName(reports.broken, name);
const poisonedTrace = (name: string): TraceReport => withName(reports.partialTrace, name);

/** What acts on a terminal, on a log's reader or on GitHub's runner. */
const ACTIVE = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;
const RUNNER = /##\[|^\s*::(?!(?:error|warning|notice) (?:file=|title=))[a-z-]+(?: |::)/im;

describe.each(HOSTILE.map((name) => ({ name, label: JSON.stringify(name).slice(0, 40) })))(
  '$label',
  ({ name }) => {
    const report = poisoned(name);

    test.each(Object.keys(REPORTERS))('in %s', async (format) => {
      const reporter = await REPORTERS[format]?.();
      const text = reporter?.check(report, OPTIONS) ?? '';
      expect(text.length).toBeGreaterThan(100);
      expect(ACTIVE.exec(text)?.[0]).toBeUndefined();
      expect(RUNNER.exec(text)?.[0]).toBeUndefined();
      harmless(format, text);
    });

    test.each(['text', 'json', 'markdown'])('in a trace as %s', async (format) => {
      const reporter = await REPORTERS[format]?.();
      const text = reporter?.trace?.(poisonedTrace(name), OPTIONS) ?? '';
      expect(text.length).toBeGreaterThan(100);
      expect(ACTIVE.exec(text)?.[0]).toBeUndefined();
      harmless(format, text);
    });

    test('in the files that a job reads', () => {
      const [summary, outputs] = appendices(report, OPTIONS);
      harmless('markdown', summary?.text ?? '');
      expect(outputs?.text).toMatch(/^([a-z-]+=[a-z\d]+\n)+$/);
    });
  },
);

function harmless(format: string, text: string): void {
  if (format === 'json' || format === 'sarif') JSON.parse(text);
  if (format === 'junit') {
    expect(elementsOf(text).map(({ name }) => name)).toEqual(
      elementsOf(text)
        .map(({ name }) => name)
        .filter((name) => ELEMENTS.has(name)),
    );
  }
  if (format === 'markdown') {
    const html = marked.parse(text, { async: false, gfm: true });
    expect(html).not.toMatch(/<(script|img|a)\b|<!--|onerror=(?!alert\(1\)&gt;)/);
    expect(html).not.toMatch(/<h1\b/);
  }
}
const ELEMENTS = new Set([
  'testsuites',
  'testsuite',
  'testcase',
  'failure',
  'error',
  'skipped',
  'system-out',
]);
