/** YAML that has no meaning, or far too much of it. */
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/snapshot/yaml.ts';

const bomb = (levels: number) =>
  ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    .concat(
      Array.from(
        { length: levels },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]`,
      ),
    )
    .join('\n');

describe('what is no YAML', () => {
  test.each([
    ['a value that holds itself', 'a: &a [*a]', 'alias', 1, 8],
    ['a value that holds itself by a merge', 'a: &a\n  <<: *a\n', 'alias', 2, 7],
    ['an alias without its anchor', 'a: 1\nb: *x\n', 'alias', 2, 4],
    ['an alias before its anchor', 'a: *x\nb: &x 1\n', 'alias', 1, 4],
    ['aliases upon aliases', bomb(5), 'unfolds', 5, 45],
    ['aliases upon aliases without end', bomb(300), 'unfolds', 5, 45],
    ['lists in lists', `a: ${'['.repeat(300)}${']'.repeat(300)}`, 'deep', 1, 203],
    ['lists in lists that never end', `a: ${'['.repeat(100_000)}`, 'deep', 1, 203],
    ['maps in maps', `${'{a: '.repeat(300)}${'}'.repeat(300)}`, 'deep', 1, 801],
    ['lists in lists by dashes', `${'- '.repeat(5000)}x`, 'deep', 1, 401],
    ['keys in keys', `${'? '.repeat(5000)}x`, 'deep', 1, 401],
    ['a key twice', 'a: 1\nb: {c: 1, c: 2}\n', 'duplicate', 2, 11],
    ['a tab', 'a:\n\tb: 1\n', 'tab', 2, 1],
    ['a list that does not end', 'a: [1,\n', 'syntax', 2, 1],
  ])('%s', (_, text, kind, line, column) => {
    const parsed = parseYaml(text);
    expect('kind' in parsed ? [parsed.kind, parsed.position] : parsed).toEqual([kind, { line, column }]);
  });
});

describe('what is YAML', () => {
  test.each([
    ['nothing', ''],
    ['a repeated part', `a: &a [1, 2]\n${Array.from({ length: 500 }, (_, i) => `b${i}: *a`).join('\n')}`],
    ['an anchor that is set again', 'a: &x 1\nb: &x 2\nc: *x\n'],
    ['two merges', 'a: &a {x: 1}\nb: &b {y: 1}\nc:\n  <<: *a\n  <<: *b\n'],
    ['several levels', `${'- '.repeat(90)}x`],
    ['names of the language as keys', '__proto__: 1\nconstructor: 2\ntoString: 3\n'],
  ])('%s', (_, text) => {
    expect(parseYaml(text)).toHaveProperty('document');
  });

  test('a map of very many keys: no key is compared with every other', () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`);
    expect(parseYaml(keys.join('\n'))).toHaveProperty('document');
    expect(parseYaml([...keys, 'k7: 2'].join('\n'))).toMatchObject({
      kind: 'duplicate',
      position: { line: 30_001, column: 1 },
    });
  });

  test('an alias stands for the last anchor before it', () => {
    const parsed = parseYaml('a: &x 1\nb: &x 2\nc: *x\n');
    const [target] = 'targets' in parsed ? parsed.targets.values() : [];
    expect(String(target)).toContain('2');
  });
});
