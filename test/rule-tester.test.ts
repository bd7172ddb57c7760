/** The tester of rules can fail: each thing that it looks for is found in a rule that has it. */
import { expect, test } from 'vitest';
import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { casesOf, testRule } from '../src/rule-tester.ts';

const GUIDE = 'fixtures/aws/guide';

const NAMED = defineRule({
  id: 'vpc-without-name',
  severity: 'note',
  title: 'A VPC has no name',
  needs: 'network',
  docs: { what: 'Names.', why: 'People read them.', repair: 'Give one.', source: 'House style' },
  examples: { good: [GUIDE], bad: ['fixtures/aws/two-vpcs'] },
  *check({ network }) {
    if (network.vpcs.size < 2) return;
    for (const { id, word } of network.vpcs.values())
      yield { message: `${word} ${id} has no name`, resources: [{ id, word }], fix: { none: 'name it' } };
  },
});

const problem = { message: 'm', resources: [{ id: 'a', word: 'b' }], fix: { none: 'n' } };
const failing = (more: Partial<Rule>): Promise<void> => testRule({ ...NAMED, ...more });
let asked = 0;

test('a rule that is well made passes', async () => {
  await expect(testRule(NAMED)).resolves.toBeUndefined();
  expect(casesOf(NAMED).map(({ name }) => name)).toEqual([
    'is well formed',
    `is silent on ${GUIDE}`,
    'speaks on fixtures/aws/two-vpcs',
  ]);
});

test.each<readonly [string, Partial<Rule>, string]>([
  [
    'speaks on a good example',
    { examples: { good: ['fixtures/aws/two-vpcs'], bad: [] } },
    'vpc-without-name speaks on fixtures/aws/two-vpcs: VPC',
  ],
  [
    'is silent on a bad one',
    { examples: { good: [], bad: [GUIDE] } },
    'vpc-without-name is silent on fixtures/aws/guide',
  ],
  [
    'has no examples of a kind',
    { examples: { good: [GUIDE], bad: [] } },
    'vpc-without-name has no bad example',
  ],
  [
    'has one twice',
    { examples: { good: [GUIDE, GUIDE], bad: ['fixtures/aws/two-vpcs'] } },
    'has an example twice: fixtures/aws/guide',
  ],
  ['has an id of another form', { id: 'VPC Name' }, 'its id is "VPC Name"'],
  ['has no docs', { docs: { ...NAMED.docs, why: ' ' } }, 'its docs have no why'],
  [
    'throws',
    {
      check: () => {
        throw new TypeError('no such thing');
      },
    },
    'the rule vpc-without-name fails: no such thing',
  ],
  [
    'says something else each time',
    {
      check: ({ network }) => (network.vpcs.size < 2 ? [] : [{ ...problem, message: `${asked++}` }]),
    },
    'says something else when it is asked again about fixtures/aws/two-vpcs',
  ],
  [
    'yields what is no problem',
    { check: () => [Object.assign({}, problem, { resources: undefined })] },
    'the resources are no list of { id, word }',
  ],
  ['has an example that no command line is', { examples: { good: ['--no-such'], bad: [] } }, '--no-such'],
])('one that %s does not', async (_what, more, expected) => {
  await expect(failing(more)).rejects.toThrow(expected);
});
