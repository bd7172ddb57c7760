/** Rules of one's own: asked as ours are, and every way to get them wrong is one message at its line. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { folderOf } from '../support/folder.ts';

const RULE = `{
  id: 'two-vpcs', severity: 'warning', title: 'There are two', needs: 'network',
  docs: { what: 'w', why: 'y', repair: 'r', source: 's' }, examples: { good: [], bad: [] },
  options: { most: { what: 'how many', default: 1 } },
  *check({ network }, { most }) {
    if (network.vpcs.size <= most) return;
    const [first] = network.vpcs.values();
    yield { message: 'there are ' + network.vpcs.size, resources: [first], fix: { none: 'remove one' } };
  },
}`;

async function place(files: Readonly<Record<string, string>>, config: object) {
  const folder = await folderOf({ 'byo-net.config.json': config });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return async (...argv: readonly string[]) => {
    const written = { out: '', err: '' };
    const code = await main(argv, {
      readStdin: async () => '',
      stdout: (text) => {
        written.out += text;
      },
      stderr: (text) => {
        written.err += text;
      },
      cwd: folder,
      today: '2026-11-21',
      env: {},
      isTTY: false,
    });
    return { code, ...written };
  };
}

const TWO = resolve('fixtures/aws/two-vpcs');
const outcome = async (run: Awaited<ReturnType<typeof place>>) => {
  const { out, err } = await run('check', TWO, '-f', 'json');
  if (out === '') throw new Error(err);
  const { targets } = JSON.parse(out);
  return targets[0].outcomes.find(({ rule }: { rule: string }) => rule === 'two-vpcs')?.outcome;
};

describe('a plugin', () => {
  test.each([
    ['a rule', { './r.mjs': `export const rule = ${RULE};` }, './r.mjs'],
    ['a list of rules', { './r.mjs': `export const rules = [${RULE}];` }, './r.mjs'],
    ['a default export', { './r.mjs': `export default ${RULE};` }, './r.mjs'],
    ['a module of the old kind', { './sub/r.cjs': `module.exports = { rule: ${RULE} };` }, './sub/r.cjs'],
    [
      'a package',
      {
        'node_modules/our-rules/package.json':
          '{ "type": "module", "exports": { "import": "./r.js", "default": "./r.js" } }',
        'node_modules/our-rules/r.js': `export const rules = [${RULE}];`,
      },
      'our-rules',
    ],
  ])('is %s', async (_what, files, plugin) => {
    expect(await outcome(await place(files, { plugins: [plugin] }))).toBe('fail');
  });

  test('is configured, listed and explained as ours are', async () => {
    const files = { 'r.mjs': `export const rule = ${RULE};` };
    const run = await place(files, { plugins: ['./r.mjs'], rules: { 'two-vpcs': { options: { most: 2 } } } });
    expect(await outcome(run)).toBe('pass');
    expect((await run('rules')).out).toMatch(/^two-vpcs +warning +There are two$/m);
    expect((await run('explain', 'two-vpcs')).out).toContain('warning[two-vpcs]: There are two');
    const off = await place(files, { plugins: ['./r.mjs'], rules: { 'two-vpcs': 'off' } });
    expect(await outcome(off)).toBe('skipped');
  });

  test.each<readonly [string, string, string]>([
    ['is not there', '', './r.mjs cannot be loaded: '],
    ['is no JavaScript', 'export const = 1', './r.mjs cannot be loaded: '],
    ['throws', 'throw new Error("no luck")', './r.mjs cannot be loaded: no luck'],
    ['exports nothing', 'export const x = 1', './r.mjs exports no rule'],
    ['exports what is no rule', 'export const rule = 5', './r.mjs exports what is no rule: it is no object'],
    [
      'exports a rule without a check',
      `export const rule = { ...${RULE}, check: 1 }`,
      './r.mjs exports what is no rule (two-vpcs): it has no function check',
    ],
    [
      'has an option without a default',
      `export const rule = { ...${RULE}, options: { most: { what: 'w' } } }`,
      'its option most has no default',
    ],
    [
      'has an option of a kind that there is not',
      `export const rule = { ...${RULE}, options: { most: { what: 'w', default: 1, of: 'ports' } } }`,
      'its option most is none of count, port, cidr, which "of" may name',
    ],
    [
      'has needs of its own',
      `export const rule = { ...${RULE}, needs: 'x' }`,
      'its needs are none of network, placement, roles, flows, takers, allotments, call',
    ],
    [
      'takes an id of ours',
      `export const rule = { ...${RULE}, id: 'no-egress' }`,
      'has a rule no-egress, and there is one already',
    ],
    [
      'takes an id twice',
      `export const rules = [${RULE}, ${RULE}]`,
      'has a rule two-vpcs, and there is one already',
    ],
  ])('that %s is one message at its line', async (_what, text, expected) => {
    const run = await place(text === '' ? {} : { 'r.mjs': text }, { plugins: ['./r.mjs'] });
    const { code, out, err } = await run('check', TWO);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^byo-net: byo-net\.config\.json:\d+:\d+: /);
    expect(err).toContain(expected);
  });

  test.each([
    ['throws', '*check() { throw new Error("no luck") }', 'the rule two-vpcs fails: no luck'],
    ['yields nonsense', 'check: () => [{ message: 1 }]', 'the message is no text'],
    ['yields no fix', 'check: () => [{ message: "m", resources: [] }]', 'the fix is neither'],
    ['gives no list', 'check: () => 5', 'the rule two-vpcs fails: '],
  ])('whose rule %s is its author’s error', async (_what, check, expected) => {
    const run = await place(
      { 'r.mjs': `export const rule = { ...${RULE}, ${check} }` },
      { plugins: ['./r.mjs'] },
    );
    const { code, err } = await run('check', TWO);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect(err).toContain('./r.mjs');
    expect(err).not.toContain('defect of byo-net');
  });
});

describe('--no-plugins', () => {
  /** To load it is to run it: this one says so. */
  const LOUD = { 'r.mjs': 'throw new Error("it was run")' };
  const CONFIG = {
    plugins: ['./r.mjs', 'our-rules'],
    rules: { 'two-vpcs': { options: { most: 2 } }, 'no-egress': 'warning' },
    ignores: [{ rule: 'ours-too', reason: 'known' }],
  };

  test.each([
    ['check', TWO],
    ['config', TWO, '--force'],
    ['trace', TWO, '--from', 'internet', '--to', '10.0.0.9', '--port', '443'],
    ['rules'],
    ['explain', 'no-egress'],
    ['baseline', TWO, '--baseline', '/dev/null'],
  ])('of %s runs none of them', async (...argv) => {
    const run = await place(LOUD, CONFIG);
    const { code, err } = await run(...argv, '--no-plugins');
    expect([0, 1], err).toContain(code);
    expect(err).not.toContain('it was run');
    expect((await run('check', TWO)).err).toContain('it was run');
  });

  test('names them and their rules as not run, in every format', async () => {
    const run = await place(LOUD, CONFIG);
    const { out } = await run('check', TWO, '--no-plugins', '-f', 'json');
    const { targets, hints } = JSON.parse(out);
    const skipped = targets[0].outcomes.filter(({ why = '' }) => why.includes('--no-plugins'));
    expect(skipped).toEqual(
      ['ours-too', 'two-vpcs'].map((rule) => ({
        rule,
        outcome: 'skipped',
        why: 'its plugin was not run (--no-plugins)',
      })),
    );
    const message =
      'not run (--no-plugins): ./r.mjs, our-rules; the rules that they bring were not asked, among them ours-too, two-vpcs';
    expect(hints).toEqual([
      { kind: 'plugins-not-run', message, place: expect.objectContaining({ file: 'byo-net.config.json' }) },
    ]);
    const said = /not run.*r\.mjs.*our-rules.*ours-too.*two-vpcs/s;
    for (const format of ['text', 'github', 'markdown', 'sarif'])
      expect((await run('check', TWO, '--no-plugins', '-f', format)).out, format).toMatch(said);
  });

  test('a rule that no plugin can bring is a mistake, as ever', async () => {
    const run = await place({}, { rules: { 'two-vpcs': 'off' } });
    const { code, err } = await run('check', TWO, '--no-plugins');
    expect(code).toBe(2);
    expect(err).toContain('there is no rule two-vpcs');
  });

  test('of what was not asked nothing is said to be gone, and nothing to be ignored in vain', async () => {
    const run = await place(
      { 'r.mjs': `export const rule = ${RULE};` },
      { plugins: ['./r.mjs'], ignores: [{ rule: 'two-vpcs', resource: 'vpc-x', reason: 'known' }] },
    );
    const folder = await folderOf({});
    const file = join(folder, 'known.json');
    expect((await run('baseline', TWO, '--baseline', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('two-vpcs');
    const kinds = async (...more: readonly string[]) => {
      const { out } = await run('check', TWO, '--baseline', file, '-f', 'json', ...more);
      return JSON.parse(out).hints.map(({ kind }: { kind: string }) => kind);
    };
    expect(await kinds('--no-plugins')).toEqual(['plugins-not-run']);
    expect(await kinds()).not.toContain('plugins-not-run');
  });
});
