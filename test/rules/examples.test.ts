/** Every rule's documentation says true things: its good examples are silent, its bad ones speak. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { check } from '../../src/run.ts';
import { requestOf } from '../support/fixtures/request.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Whether the rule speaks, in either way, on a command line after `byo-net check`. */
async function speaks(rule: string, example: string): Promise<boolean> {
  const words = example.split(' ').map((word) => word.replace(/^fixtures\//, `${ROOT}fixtures/`));
  const [folder] = words[0]?.startsWith('--') ? [] : words;
  const args = folder === undefined ? words : words.slice(1);
  const report = await check(requestOf(folder, args), { readStdin: async () => '' });
  return report.targets
    .flatMap(({ findings, undecided }) => [...findings, ...undecided])
    .some((said) => said.rule === rule);
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has an example of each kind', () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(rule.examples.bad.length).toBeGreaterThan(0);
  });

  it.each(rule.examples.good)('is silent on %s', async (example) => {
    expect(await speaks(id, example)).toBe(false);
  });

  it.each(rule.examples.bad)('speaks on %s', async (example) => {
    expect(await speaks(id, example)).toBe(true);
  });
});
