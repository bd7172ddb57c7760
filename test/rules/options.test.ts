/** What a configuration sets changes what a rule says, and nothing else does. */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/report.ts';
import { check } from '../../src/run.ts';
import type { RuleSetting } from '../../src/run-types.ts';

const PLACED = {
  schedulerSubnetId: 'subnet-0a1f2b3c4d5e6f701',
  workerSubnetId: 'subnet-0b2e3d4c5f6a7b802',
  firewallId: 'sg-0c7d8e9f0a1b2c309',
};

async function said(
  fixture: string,
  rule: string,
  options: RuleSetting['options'] & object,
  workers = 1,
): Promise<readonly Finding[]> {
  const { targets } = await check(
    {
      inputs: [`fixtures/aws/${fixture}`],
      placement: { ...PLACED, workers },
      client: ['internet'],
      rules: { [rule]: { options } },
    },
    { readStdin: async () => '' },
  );
  return targets.flatMap(({ findings }) => findings).filter((finding) => finding.rule === rule);
}

test.each([
  ['admin-ports-open', 'admin-ports-open', { ports: [22] }, { ports: [5985] }, 1],
  ['two-zones', 'single-zone', { zones: 3 }, { zones: 2 }, 1],
  ['guide', 'single-zone', { zones: 2 }, { zones: 1 }, 1],
  ['few-addresses', 'too-few-addresses', { reserve: 1 }, { reserve: 0 }, 11],
  ['docker-bridge', 'docker-bridge-overlap', {}, { first: ['192.168.0.0/16'], further: [] }, 1],
  ['guide', 'docker-bridge-overlap', { first: ['10.0.0.0/8'] }, {}, 1],
] as const)('%s: %s', async (fixture, rule, speaks, silent, workers) => {
  expect(await said(fixture, rule, speaks, workers)).not.toEqual([]);
  expect(await said(fixture, rule, silent, workers)).toEqual([]);
});

test('what stays free is named, and its symptom is another', async () => {
  const [finding] = await said('few-addresses', 'too-few-addresses', { reserve: 1 }, 11);
  expect(finding?.message).toMatch(/; 1 are to stay free \(option reserve\)$/);
  expect(finding?.symptom).toBe('the cluster takes addresses that others count on');
});

test('several zones are named, in order', async () => {
  const [finding] = await said('two-zones', 'single-zone', { zones: 3 });
  expect(finding?.message).toMatch(
    /^the workers can run in [\w-]+, [\w-]+ alone: vpc-\w+ has no subnet in a further zone$/,
  );
});
