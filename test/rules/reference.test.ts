/** The folder is the registry: its index and its reference page follow from the rules (`--update` rewrites the page). */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { optionText } from '../../src/report/option.ts';
import type { Rule } from '../../src/rule.ts';

const FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url));

describe('the rules', () => {
  it('are the files of the folder, each named as its rule', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    expect(RULES.map(({ id }) => `${id}.ts`)).toEqual(files.sort());
  });

  it('have a reference page that says what they say', async () => {
    await expect(referencePage(RULES)).toMatchFileSnapshot(`${FOLDER}README.md`);
  });
});

function referencePage(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`);
  return [
    '# Rules',
    '',
    'What `byo-net check` looks at. `byo-net explain <rule>` prints the same in a terminal. Made from the rules themselves.',
    '',
    '| rule | severity | the problem |',
    '|---|---|---|',
    ...rows,
    ...rules.flatMap(section),
    '',
  ].join('\n');
}

function section({ id, severity, title, docs, examples, options = {} }: Rule): readonly string[] {
  return [
    '',
    `## ${id}`,
    '',
    `**${title}** (${severity})`,
    '',
    ...[docs.what, `*Why:* ${docs.why}`, `*Repair:* ${docs.repair}`, `*Source:* ${docs.source}`].flatMap(
      (text) => [text, ''],
    ),
    ...Object.entries(options).map(([name, option]) => `*Option* \`${name}\`: ${optionText(option)}.\n`),
    '```sh',
    ...examples.good.map((example) => `byo-net check ${example}   # passes`),
    ...examples.bad.map((example) => `byo-net check ${example}   # speaks`),
    '```',
  ];
}
