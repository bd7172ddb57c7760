/** Real answers, as public projects recorded them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { elementsOf } from '../../../src/providers/gcp/elements.ts';
import { provider } from '../../../src/providers/gcp/index.ts';
import { recogniser } from '../../../src/providers/gcp/recognise.ts';
import { check } from '../../../src/run.ts';
import { isObject, type JsonObject } from '../../../src/snapshot/canonical.ts';
import { readSnapshot } from '../../../src/snapshot/read.ts';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/gcp/', import.meta.url));
const IO = { readStdin: async () => '' };

/** The answers inside a recorder's wrapper, each with the URL that was asked where the recorder kept it. */
function unwrap(recorded: unknown): readonly JsonObject[] {
  const entries = Array.isArray(recorded) ? recorded : [recorded];
  return entries.filter(isObject).flatMap(({ body, response }) => {
    const answer: unknown = typeof body === 'string' ? JSON.parse(body) : (body ?? response);
    return isObject(answer) ? [answer] : [];
  });
}

const documents = async (): Promise<readonly string[]> =>
  (await readdir(join(FIXTURES, 'documents'))).filter((name) => name.endsWith('.json')).sort();
const content = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(FIXTURES, 'documents', name), 'utf8'));

test('what each recorded answer is taken for', async () => {
  const lines: string[] = [];
  for (const name of await documents()) {
    const told = unwrap(await content(name)).map((answer) => `  ${toldOf(answer, name)}`);
    lines.push(name, ...new Set(told));
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/documents.txt');
});

function toldOf(answer: JsonObject, name: string): string {
  const found = recogniser.recognise(answer, name);
  if ('why' in found) return `unplaceable: ${found.why}`;
  if (found.length === 0) return `nothing: ${Object.keys(answer).slice(0, 4).join(', ') || 'empty'}`;
  return found
    .map(({ call, account = '', region = '', arguments: about = {} }) =>
      [call, account, region, JSON.stringify(about)].filter((word) => word !== '' && word !== '{}').join(' '),
    )
    .join('; ');
}

test('a recording as it is gets one message that says where the answer stands in it', async () => {
  const name = 'c7n__route-query__get-compute-v1-projects-cloud-custodian-global-routes_1.json';
  await expect(readSnapshot([join(FIXTURES, 'documents', name)], IO, [recogniser])).rejects.toMatchObject({
    message: expect.stringContaining(
      'the file is a recorder\'s wrapper, {"headers", "body"}, around an answer',
    ),
    place: '/body',
  });
});

test('a real project is read whole', async () => {
  const { documents: read, gaps, ignored } = await readSnapshot([join(FIXTURES, 'gke1')], IO, [recogniser]);
  expect({ gaps, ignored }).toEqual({ gaps: [], ignored: [] });
  const told = read.map((document) => {
    const { call, region = '', arguments: about } = document;
    const where = [region, Object.values(about ?? {}).join(' ')].filter((word) => word !== '').join(' ');
    return `${call} ${where}: ${elementsOf(document).length}`;
  });
  expect(told).toEqual([
    'addresses.aggregatedList : 4',
    'instances.aggregatedList : 7',
    'networks.get default: 1',
    'networks.getEffectiveFirewalls default: 0',
    'routes.list : 46',
    'subnetworks.aggregatedList : 37',
    'instances.list europe-west1 europe-west1-b: 0',
    'instances.list europe-west4 europe-west4-a: 9',
    'routers.list europe-west4: 1',
    'subnetworks.list europe-west4: 2',
    'routers.list us-east4: 3',
    'routers.list us-west2: 1',
  ]);
  expect(read.every(({ account }) => account === 'gcpdiag-gke1-aaaa')).toBe(true);
});

test('a real project is judged: its organisation denies what the project would allow', async () => {
  const project = 'https://www.googleapis.com/compute/v1/projects/gcpdiag-gke1-aaaa';
  const subnet = `${project}/regions/europe-west4/subnetworks/default`;
  const { targets } = await check(
    {
      inputs: [join(FIXTURES, 'gke1')],
      placement: {
        networkId: `${project}/global/networks/default`,
        schedulerSubnetId: subnet,
        workerSubnetId: subnet,
        firewallId: 'byo',
      },
      client: ['203.0.113.0/24'],
    },
    IO,
  );
  const unreachable = targets[0]?.findings.find(({ rule }) => rule === 'scheduler-unreachable');
  expect(unreachable?.trace?.forward.blockers).toEqual([
    expect.objectContaining({
      cause: 'FIREWALL_RULE',
      rule: expect.objectContaining({
        id: 'default-firewall-policy 700',
        text: 'deny all traffic from 0.0.0.0/0 (priority 700)',
        place: expect.objectContaining({ pointer: '/firewallPolicys/0/rules/8', line: 1945 }),
      }),
    }),
  ]);
  expect(targets[0]?.flows.map(({ holds }) => holds)).toEqual(expect.arrayContaining(['yes']));
  // The default network's rules for SSH and RDP stand below the same denial.
  expect(targets[0]?.findings.map(({ rule }) => rule)).not.toContain('admin-ports-open');
});

test('every recorded answer opens, alone as it is', async () => {
  const told: Record<string, number> = {};
  for (const name of await documents()) {
    for (const answer of unwrap(await content(name))) {
      const found = recogniser.recognise(answer, name);
      for (const { call, ...about } of 'why' in found ? [] : found) {
        const document = {
          provider: 'gcp',
          call,
          ...about,
          body: answer,
          origin: { file: name, pointer: '' },
        };
        const { network } = provider.open({ documents: [document], gaps: [], ignored: [] });
        told[call] = (told[call] ?? 0) + network.vpcs.size + network.subnets.size + network.interfaces.size;
      }
    }
  }
  expect(told).toMatchObject({ 'networks.get': 47, 'networks.list': 3, 'subnetworks.aggregatedList': 36 });
});
