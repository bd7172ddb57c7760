import { ByoNetError } from '../../errors.ts';
import { optionText } from '../../report/option.ts';
import { safeJson } from '../../reporters/escape.ts';
import { wrap } from '../../reporters/text/page.ts';
import type { Rule } from '../../run.ts';
import type { Invocation } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, put } from '../output.ts';
import { configOf, rulesOf } from '../questions.ts';
import { didYouMean } from '../suggest.ts';
import { terminalOf } from '../terminal.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation);
  const rules = await rulesOf(await configOf(invocation, io), invocation, io, (await engine()).RULES);
  const rule = await ruleNamed(rules, invocation.operands);
  const { width } = terminalOf(invocation, io);
  for (const { format, file } of asked)
    await put(io, file, format === 'json' ? `${safeJson({ rule })}\n` : page(rule, width));
  return 0;
}

async function ruleNamed(rules: readonly Rule[], operands: readonly string[]): Promise<Rule> {
  const [name, ...others] = operands;
  const listing = 'byo-net rules lists them';
  if (name === undefined)
    throw new ByoNetError('usage', 'no rule is named', {
      remedy: `write byo-net explain <rule>; ${listing}`,
    });
  if (others.length > 0)
    throw new ByoNetError('usage', `one rule at a time: ${operands.join(', ')}`, {
      remedy: `write byo-net explain ${name}`,
    });
  const rule = rules.find(({ id }) => id === name);
  if (rule) return rule;
  throw new ByoNetError('usage', `there is no rule ${name}`, {
    remedy: await didYouMean(
      name,
      rules.map(({ id }) => id),
      listing,
    ),
  });
}

function page({ id, severity, title, docs, examples, options = {} }: Rule, width: number): string {
  const section = (name: string, markdown: string): readonly string[] => [
    '',
    name,
    ...prose(markdown, width),
  ];
  return `${[
    `${severity}[${id}]: ${title}`,
    ...section('what it looks at', docs.what),
    ...section('why it matters', docs.why),
    ...section('what repairs it', docs.repair),
    ...section('source', docs.source),
    ...optionLines(options, width),
    ...commands('passes', examples.good),
    ...commands('speaks', examples.bad),
  ].join('\n')}\n`;
}

/** What a configuration may set, each with what it is where nobody does. */
function optionLines(options: NonNullable<Rule['options']>, width: number): readonly string[] {
  const lines = Object.entries(options).flatMap(([name, option]) =>
    wrap(`${name}: ${optionText(option)}`, width - 4).map((line, i) => `${i > 0 ? '    ' : '  '}${line}`),
  );
  return lines.length === 0 ? [] : ['', 'options in byo-net.config.yaml', ...lines];
}

/** Paragraphs are wrapped; lists, tables and code keep their lines. */
const prose = (markdown: string, width: number): readonly string[] =>
  markdown
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph, i) => [...(i > 0 ? [''] : []), ...block(paragraph, width)])
    .map((line) => (line === '' ? line : `  ${line}`));

const block = (paragraph: string, width: number): readonly string[] =>
  /^\s*([-*|`]|\d+\.)/.test(paragraph)
    ? paragraph.split('\n')
    : wrap(paragraph.split(/\s+/).join(' ').trim(), width - 2);

const commands = (word: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : ['', `an example where it ${word}`, ...lines.map((line) => `  byo-net check ${line}`)];
