/** A call for Google Cloud with its network: findings stand at the call's lines, and the fixes change the call. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Finding } from '../../src/report.ts';
import { check } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/gcp/${name}`, import.meta.url));
const ACCOUNT = 'dask@my-project-id.iam.gserviceaccount.com';

interface Parts {
  readonly project?: string;
  readonly region?: string;
  readonly subnet?: string;
  readonly tag?: string;
}

/** One line an argument: project 4, region 5, zone 6, network 7, its keys 8 to 11. */
const python = ({ project = 'my-project-id', region = 'us-east1', subnet, tag }: Parts = {}): string =>
  [
    'import coiled',
    'coiled.set_backend_options(',
    '  backend="gcp", gcp_service_creds_file="k.json", registry_type="gar",',
    `  gcp_project_id="${project}",`,
    `  gcp_region="${region}",`,
    `  gcp_zone="${region}-c",`,
    '  network={',
    '    "network_id": "byo-network",',
    `    "scheduler_subnet_id": "${subnet ?? 'byo-subnet'}",`,
    `    "worker_subnet_id": "${subnet ?? 'byo-subnet'}",`,
    `    "firewall_id": "${tag ?? 'byo-firewall'}"})`,
  ].join('\n');

async function ask(name: string, call: string, asked: Partial<CheckRequest> = {}) {
  const request = { inputs: [fixture(name)], placement: {}, client: ['internet'], call: '-', ...asked };
  const [target] = (await check(request, { readStdin: async () => call })).targets;
  if (!target) throw new Error('no target');
  return target;
}

/** "rule at line: message → fix", for the findings that stand in the call. */
const inCall = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap(({ rule, message, resources: [first], fix }) =>
    first?.place?.file === '-'
      ? [
          `${rule} at ${first.place.line}: ${message} → ${'none' in fix ? `(${fix.none})` : fix.changes.join('; ')}`,
        ]
      : [],
  );

it('finds nothing in the call that fits, and keeps its project and zone in the configuration', async () => {
  const { findings, config } = await ask('guide', python());
  expect(inCall(findings)).toEqual([]);
  expect(config).toMatchObject({ state: 'ready', account: 'my-project-id', zone: 'us-east1-c' });
});

it('finds a misspelt tag at its line, and corrects the call', async () => {
  const { findings, call } = await ask('guide', python({ tag: 'byo-firewal' }));
  expect(inCall(findings)).toEqual([
    'tag-without-rule at 11: no rule of byo-network that allows ingress targets the network tag byo-firewal → write network.firewall_id = "byo-firewall"',
  ]);
  expect(call?.corrected).toContain('        "firewall_id": "byo-firewall",\n');
});

it('leaves the call as it is where a flag beats its tag', async () => {
  const placement = { firewallId: 'byo-firewal' };
  const { findings, call } = await ask('guide', python(), { placement });
  expect(inCall(findings)).toEqual([]);
  expect(findings.map(({ rule }) => rule)).toContain('tag-without-rule');
  expect(call?.changed).toBe(false);
});

it('finds a service account for a tag at its line', async () => {
  const { findings } = await ask('guide', python({ tag: ACCOUNT }));
  expect(inCall(findings)).toEqual([
    `malformed-id at 11: firewall_id "${ACCOUNT}" is a service account, and a network tag is wanted: lower-case letters, digits and dashes → (name the network tag that the firewall rules target)`,
  ]);
});

it('finds the bare names of a network that is shared by another project', async () => {
  const { findings, config } = await ask('shared-vpc', python({ project: 'data-team-1' }));
  const said = inCall(findings).map((text) => text.replace(/ →.*/, ''));
  expect(said.sort()).toEqual([
    'bare-name-of-shared-network at 10: worker_subnet_id byo-subnet is a bare name, and means a subnet of data-team-1: this one is of network-host-1',
    'bare-name-of-shared-network at 8: network_id byo-network is a bare name, and means a VPC network of data-team-1: this one is of network-host-1',
    'bare-name-of-shared-network at 9: scheduler_subnet_id byo-subnet is a bare name, and means a subnet of data-team-1: this one is of network-host-1',
  ]);
  expect(config.account).toBe('data-team-1');
});

it('takes the project of a flag before that of the call', async () => {
  const { findings } = await ask('shared-vpc', python({ project: 'data-team-1' }), {
    project: 'network-host-1',
  });
  expect(inCall(findings)).toEqual([]);
});

it.each<readonly [string, Parts, readonly string[]]>([
  [
    'another region than that of the subnets',
    { region: 'us-west1' },
    [
      'mismatched-location at 5: gcp_region is us-west1, and byo-subnet is in us-east1 → write gcp_region = "us-east1"; leave gcp_zone out',
    ],
  ],
  [
    'another region than that in the links, once for each',
    {
      region: 'us-west1',
      subnet: 'projects/my-project-id/regions/us-east1/subnetworks/byo-subnet',
    },
    ['scheduler_subnet_id', 'worker_subnet_id'].map(
      (key, i) =>
        `mismatched-location at ${9 + i}: ${key} is in us-east1, and gcp_region is us-west1 → (name subnets of one region, and that region as gcp_region)`,
    ),
  ],
])('finds %s', async (_what, parts, said) => {
  const { findings } = await ask('guide', python(parts));
  expect([...inCall(findings)].sort()).toEqual([...said].sort());
});
