/**
 * Every command that a fix of the catalogue prints is one that gcloud documents: its words, its flags, its values. The
 * grammar here is that of gcloud's reference pages; test/e2e/gcp-fixes.e2e.ts gives the same commands to
 * gcloud itself, where there is one.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { addressSet, type Cidr, parseCidr } from '../../../src/ip/address.ts';
import type { Change } from '../../../src/model/change.ts';
import { provider } from '../../../src/providers/gcp/index.ts';
import { check } from '../../../src/run.ts';
import { FIXTURES } from '../../support/fixtures/catalogue.ts';
import { requestOf } from '../../support/fixtures/request.ts';
import { add, change, firewall, type GcpBodies, guideNetwork, nat, subnetLink } from '../../support/gcp.ts';
import { gcpDocuments } from '../../support/gcp-asked.ts';

const ROOT = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const CIDRS =
  /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-f:]+\/\d{1,3})(,(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-f:]+\/\d{1,3}))*$/;
const NAMES = /^[a-z][-a-z0-9]*(,[a-z][-a-z0-9]*)*$/;
const FLAG = /^$/;

/** By command: its flags, each with what its value looks like; `''` takes none. */
const GCLOUD: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'firewall-rules create': {
    project: NAME,
    network: NAME,
    direction: /^(ingress|egress)$/,
    priority: /^\d{1,5}$/,
    action: /^(allow|deny)$/,
    rules: /^(all|\w+(:\d+(-\d+)?)?)(,\w+(:\d+(-\d+)?)?)*$/,
    'source-ranges': CIDRS,
    'source-tags': NAMES,
    'destination-ranges': CIDRS,
    'target-tags': NAMES,
  },
  'firewall-rules update': { project: NAME, disabled: FLAG, priority: /^\d{1,5}$/ },
  'routes create': {
    project: NAME,
    network: NAME,
    'destination-range': CIDRS,
    priority: /^\d+$/,
    tags: NAMES,
    'next-hop-gateway': /^default-internet-gateway$/,
  },
  'routes delete': { project: NAME, quiet: FLAG },
  'routers create': { project: NAME, network: NAME, region: NAME },
  'routers nats create': {
    project: NAME,
    router: NAME,
    region: NAME,
    'auto-allocate-nat-external-ips': FLAG,
    'nat-custom-subnet-ip-ranges': /^[a-z][-a-z0-9]*(:[\w-]+)?(,[a-z][-a-z0-9]*(:[\w-]+)?)*$/,
  },
  'routers nats update': {
    project: NAME,
    router: NAME,
    region: NAME,
    'nat-custom-subnet-ip-ranges': /^[a-z][-a-z0-9]*(:[\w-]+)?(,[a-z][-a-z0-9]*(:[\w-]+)?)*$/,
  },
};

/** What is wrong with a command; undefined where gcloud takes it. */
function wrong(command: string): string | undefined {
  if (command.startsWith('# ')) return undefined;
  const [, words = '', name = '', rest = ''] =
    /^gcloud compute ((?:[a-z][-a-z]* )+?)([^ -]\S*)((?: --\S+)*)$/.exec(command) ?? [];
  const flags = GCLOUD[words.trim()];
  if (!flags) return `no such command: ${command}`;
  if (!NAME.test(name)) return `no name: ${name}`;
  for (const flag of rest.split(' --').slice(1)) {
    const [key = '', ...value] = flag.split('=');
    const form = flags[key];
    if (!form?.test(value.join('='))) return `--${flag} of ${words}`;
  }
  return undefined;
}

const runs = FIXTURES.filter(({ folder }) => folder.startsWith('gcp/'));
const io = { readStdin: async () => '' };

describe('the commands of the catalogue', () => {
  const printed = new Set<string>();

  it.each(runs.map((run) => [[run.folder, ...run.args].join(' '), run] as const))(
    '%s',
    async (_, { folder, args }) => {
      const report = await check(requestOf(`${ROOT}${folder}`, args), io);
      const fixes = report.targets
        .flatMap(({ findings }) => findings)
        .flatMap(({ fix }) => ('commands' in fix ? fix.commands : []));
      expect(fixes.flatMap((command) => wrong(command) ?? [])).toEqual([]);
      for (const command of fixes)
        printed.add(/^gcloud compute ((?:[a-z][-a-z]* )+?)[^ -]\S* --/.exec(command)?.[1]?.trim() ?? '#');
    },
  );

  it('are of every kind', () => {
    expect([...printed].sort()).toEqual(['#', ...Object.keys(GCLOUD)].sort());
  });
});

const opened = (bodies: GcpBodies) =>
  provider.open({ documents: gcpDocuments(bodies), gaps: [], ignored: [] });

const FILTER = 'byo-network/firewall';
const TABLE = 'byo-network/routes';
const DEFAULT = parseCidr('0.0.0.0/0') as Cidr;
const allow: Change = {
  kind: 'allow',
  filter: FILTER,
  direction: 'ingress',
  target: ['tag:byo-firewall'],
  protocol: 6,
  ports: [8786, 8787],
  peer: { addresses: addressSet(['203.0.113.0/24']) },
};
const deny = (priority: number) =>
  add(guideNetwork(), 'firewalls', firewall('no', { deny: ['all'], from: ['0.0.0.0/0'], priority }));

const commands: readonly (readonly [string, GcpBodies, readonly Change[], readonly string[]])[] = [
  [
    'a rule for clients',
    guideNetwork(),
    [allow],
    [
      'firewall-rules create byo-firewall-ingress-tcp-8786-8787 --project=my-project-id --network=byo-network --direction=ingress --action=allow --rules=tcp:8786-8787 --source-ranges=203.0.113.0/24 --target-tags=byo-firewall',
    ],
  ],
  [
    'a rule a family of addresses, each with a name of its own',
    guideNetwork(),
    [{ ...allow, peer: { addresses: addressSet(['203.0.113.0/24', '2001:db8::/32']) } }],
    [
      'firewall-rules create byo-firewall-ingress-tcp-8786-8787 --project=my-project-id --network=byo-network --direction=ingress --action=allow --rules=tcp:8786-8787 --source-ranges=203.0.113.0/24 --target-tags=byo-firewall',
      'firewall-rules create byo-firewall-ingress-tcp-8786-8787-2 --project=my-project-id --network=byo-network --direction=ingress --action=allow --rules=tcp:8786-8787 --source-ranges=2001:db8::/32 --target-tags=byo-firewall',
    ],
  ],
  [
    'a rule between members, all protocols',
    guideNetwork(),
    [{ ...allow, protocol: undefined, ports: [0, 65535], peer: { group: 'tag:byo-firewall' } }],
    [
      'firewall-rules create byo-firewall-ingress-all --project=my-project-id --network=byo-network --direction=ingress --action=allow --rules=all --source-tags=byo-firewall --target-tags=byo-firewall',
    ],
  ],
  [
    'a rule before the one that denies: at equal priority deny wins',
    deny(500),
    [{ ...allow, before: 'no' }],
    [
      'firewall-rules create byo-firewall-ingress-tcp-8786-8787 --project=my-project-id --network=byo-network --direction=ingress --priority=499 --action=allow --rules=tcp:8786-8787 --source-ranges=203.0.113.0/24 --target-tags=byo-firewall',
    ],
  ],
  [
    'a rule that goes',
    guideNetwork(),
    [{ kind: 'remove-rule', filter: FILTER, direction: 'ingress', rule: 'byo-clients' }],
    ['firewall-rules update byo-clients --project=my-project-id --disabled'],
  ],
  [
    'a rule that is asked before one that denies',
    deny(500),
    [{ kind: 'raise-rule', filter: FILTER, direction: 'ingress', rule: 'byo-clients', before: 'no' }],
    ['firewall-rules update byo-clients --project=my-project-id --priority=499'],
  ],
  [
    'a rule for the members of two tags',
    guideNetwork(),
    [{ ...allow, peer: { group: 'tag:byo-firewall', others: ['tag:head'] } }],
    [
      'firewall-rules create byo-firewall-ingress-tcp-8786-8787 --project=my-project-id --network=byo-network --direction=ingress --action=allow --rules=tcp:8786-8787 --source-tags=byo-firewall,head --target-tags=byo-firewall',
    ],
  ],
  [
    'a subnet that a NAT takes as well: what it has stays',
    change(guideNetwork(), 'routers', 'byo-router', {
      nats: [
        nat({
          sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
          subnetworks: [
            { name: subnetLink('other'), sourceIpRangesToNat: ['ALL_IP_RANGES'] },
            {
              name: subnetLink('byo-subnet'),
              sourceIpRangesToNat: ['LIST_OF_SECONDARY_IP_RANGES'],
              secondaryIpRangeNames: ['pods'],
            },
          ],
        }),
      ],
    }),
    [{ kind: 'translate', subnet: 'byo-subnet' }],
    [
      'routers nats update byo-nat --project=my-project-id --router=byo-router --region=us-east1 --nat-custom-subnet-ip-ranges=other:ALL,byo-subnet,byo-subnet:pods',
    ],
  ],
  [
    'a route to the internet',
    guideNetwork(),
    [{ kind: 'add-route', table: TABLE, destination: DEFAULT, gateway: 'default-internet-gateway' }],
    [
      'routes create byo-network-internet --project=my-project-id --network=byo-network --destination-range=0.0.0.0/0 --next-hop-gateway=default-internet-gateway',
    ],
  ],
];

test.each(commands)('%s', (_, bodies, changes, expected) => {
  const { commands: print, changed } = opened(bodies);
  expect(changed(changes)).toBeDefined();
  expect(print(changes)).toEqual(expected.map((line) => `gcloud compute ${line}`));
});

test('a name that another fix of the report has is not given twice', () => {
  const other: Change = { ...allow, peer: { addresses: addressSet(['198.51.100.0/24']) } };
  const { commands: print } = opened(guideNetwork());
  expect(print([allow], [other])[0]).toContain('create byo-firewall-ingress-tcp-8786-8787-2 ');
  expect(print([allow], [allow])[0]).toContain('create byo-firewall-ingress-tcp-8786-8787 ');
});

const impossible: readonly (readonly [string, GcpBodies, Change])[] = [
  ['nothing comes before priority 0', deny(0), { ...allow, before: 'no' }],
  ['a rule without a tag would concern every VM', guideNetwork(), { ...allow, target: [] }],
  [
    'no tag stands beside a service account',
    guideNetwork(),
    { ...allow, target: ['sa:dask@p.iam.gserviceaccount.com'] },
  ],
  [
    'whom a VM sends to no rule chooses by tag',
    guideNetwork(),
    { ...allow, direction: 'egress', peer: { group: 'tag:x' } },
  ],
  [
    'a route that is not there',
    guideNetwork(),
    { kind: 'remove-route', table: TABLE, route: 'x', destination: DEFAULT },
  ],
  [
    'a route to somewhere else than the internet',
    guideNetwork(),
    { kind: 'add-route', table: TABLE, destination: DEFAULT, gateway: 'tunnel' },
  ],
  ['a subnet that a NAT has already', guideNetwork(), { kind: 'translate', subnet: 'byo-subnet' }],
  [
    'a gateway is not attached here',
    guideNetwork(),
    { kind: 'attach-gateway', gateway: 'x', vpc: 'byo-network' },
  ],
];

test.each(impossible)('cannot be made: %s', (_, bodies, one) => {
  expect(opened(bodies).changed([one])).toBeUndefined();
});

test('what was written into a name cannot leave it', () => {
  const hostile = "$(touch /tmp/x)';`id`";
  const bodies = add(
    guideNetwork(),
    'firewalls',
    firewall(hostile, { allow: ['all'], tags: ['byo-firewall'] }),
  );
  const [line = ''] = opened(bodies).commands([
    { kind: 'remove-rule', filter: FILTER, direction: 'ingress', rule: hostile },
  ]);
  expect(
    spawnSync('sh', ['-c', line.replace('gcloud', 'printf "%s\\n"')], { encoding: 'utf8' }).stdout,
  ).toContain(`\n${hostile}\n`);
});
