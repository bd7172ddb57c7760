/** What is taken for granted: four things, where nobody asked, said beside the verdict, and never against a document. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Report, TraceReport } from '../../src/report.ts';
import { run } from '../support/command-line.ts';
import { folderOf } from '../support/folder.ts';

const FIREWALLS = 'networks.getEffectiveFirewalls,network=byo-network.json';

/** A fixture with some files more, or (undefined) less. */
function changed(fixture: string, files: Readonly<Record<string, unknown>>) {
  const own = readdirSync(`fixtures/${fixture}`).map((name) => [
    name,
    readFileSync(`fixtures/${fixture}/${name}`, 'utf8'),
  ]);
  const all = Object.entries({ ...Object.fromEntries(own), ...files });
  return folderOf(Object.fromEntries(all.filter(([, content]) => content !== undefined)));
}

async function checked(fixture: string, files: Readonly<Record<string, unknown>>, args = '') {
  const line = `check ${await changed(fixture, files)} --client 203.0.113.0/24${args}`;
  const [json, text, markdown] = [
    await run(`${line} -f json`),
    await run(line),
    await run(`${line} -f markdown`),
  ];
  const [target] = (JSON.parse(json.out) as Report).targets;
  if (!target) throw new Error(json.out);
  const flows = Object.fromEntries(target.flows.map(({ name, verdict }) => [name, verdict]));
  return {
    ...target,
    flows,
    code: text.code,
    text: text.out.replaceAll(/\s+/g, ' '),
    markdown: markdown.out.replaceAll(/\s+/g, ' '),
  };
}

const withoutStates = (): string =>
  readFileSync('fixtures/aws/guide/subnets.json', 'utf8').replaceAll(
    /"BlockPublicAccessStates": \{[^}]*\},?/g,
    '',
  );

const NO_DNS = Object.fromEntries(
  readdirSync('fixtures/aws/guide')
    .filter((name) => name.startsWith('vpc-attribute'))
    .map((name) => [name, undefined]),
);

describe('AWS', () => {
  const unread = {
    'vpc-block-public-access-options.json': undefined,
    'subnets.json': withoutStates(),
    'dhcp-options.json': undefined,
    ...NO_DNS,
  };

  test('three, in the verdict line of every format, and in JSON', async () => {
    const { code, text, markdown, assumed, assuming } = await checked('aws/guide', unread);
    const said =
      "this network carries the cluster, placed as proposed, assuming Block Public Access is off, Amazon's resolver is in use and the DNS attributes are on:";
    expect(code).toBe(0);
    expect(text).toContain(said);
    expect(markdown).toContain(`**${said}`);
    expect(assuming).toEqual([
      'Block Public Access is off',
      "Amazon's resolver is in use",
      'the DNS attributes are on',
    ]);
    expect(assumed).toHaveLength(4);
  });

  test('of a trace, what its packets meet', async () => {
    const folder = await changed('aws/guide', unread);
    const line = `trace ${folder} --to internet --port 443 --from`;
    const subnet = 'vm:subnet=subnet-0a1f2b3c4d5e6f701,public';
    const out = await run(`${line} ${subnet}`);
    expect(out.out).toContain(
      'reachable: a VM in subnet-0a1f2b3c4d5e6f701 → the internet  tcp 443, assuming Block',
    );
    const json = JSON.parse((await run(`${line} ${subnet} -f json`)).out) as TraceReport;
    expect(json.assuming).toEqual(['Block Public Access is off']);
    const inside = await run(
      `trace ${folder} --from ${subnet} --to subnet:subnet-0b2e3d4c5f6a7b802 --port 1`,
    );
    expect(inside.out).not.toContain('assuming');
  });

  test('the states of the subnets beat the assumption', async () => {
    const states = readFileSync('fixtures/aws/bpa-block-bidirectional/subnets.json', 'utf8');
    const { code, assuming, flows } = await checked('aws/bpa-block-bidirectional', {
      'vpc-block-public-access-options.json': undefined,
      'subnets.json': states.includes('BlockPublicAccessStates')
        ? states
        : states.replaceAll(
            '"AvailableIpAddressCount"',
            '"BlockPublicAccessStates": {"InternetGatewayBlockMode": "block-bidirectional"}, "AvailableIpAddressCount"',
          ),
    });
    expect(code).toBe(1);
    expect(assuming).toEqual([]);
    expect(flows['client → scheduler']).toBe('blocked');
  });
});

/** A policy of an organisation as `gcloud compute firewall-policies list` prints it. */
const policy = (rules: readonly object[] | undefined, isAssociated = true) => [
  {
    kind: 'compute#firewallPolicy',
    name: '123456789012',
    displayName: 'org-baseline',
    selfLink: 'https://www.googleapis.com/compute/v1/locations/global/firewallPolicies/123456789012',
    parent: 'organizations/1234567',
    ...(isAssociated && { associations: [{ name: 'org', attachmentTarget: 'organizations/1234567' }] }),
    ...(rules && { rules }),
  },
];
const denyClients = {
  kind: 'compute#firewallPolicyRule',
  action: 'deny',
  direction: 'INGRESS',
  priority: 100,
  match: { srcIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol: 'tcp', ports: ['8786-8787'] }] },
};
const GOTO_NEXT = { ...denyClients, action: 'goto_next' };

describe('Google Cloud', () => {
  const unread = { [FIREWALLS]: undefined };

  test('the fourth: no hierarchical firewall policy', async () => {
    const { code, text, assuming } = await checked('gcp/guide', {
      ...unread,
      'network-firewall-policies.json': [],
    });
    expect(code).toBe(0);
    expect(assuming).toEqual(['no hierarchical firewall policy']);
    expect(text).toContain('placed as proposed, assuming no hierarchical firewall policy: 1 note');
  });

  test('what was listed is not assumed', async () => {
    const { assuming, text } = await checked('gcp/guide', { 'network-firewall-policies.json': [] });
    expect(assuming).toEqual([]);
    expect(text).not.toContain('assuming');
  });

  test('a list that shows policies of the organisation beats it: what they may deny is undecided', async () => {
    const { code, flows, assuming, text } = await checked('gcp/guide', {
      ...unread,
      'firewall-policies.json': policy([denyClients]),
    });
    expect(code).toBe(1);
    expect(assuming).not.toContain('no hierarchical firewall policy');
    expect(flows).toMatchObject({
      'client → scheduler': 'unknown',
      'worker → scheduler': 'unknown',
      'worker → internet': 'reachable',
    });
    expect(text).toContain(
      'whether the hierarchical firewall policy org-baseline applies to byo-network was not read',
    );
    expect(text).toContain('gcloud compute networks get-effective-firewalls byo-network');
  });

  test('without its rules, all is undecided; one that passes everything on, or applies nowhere, changes nothing', async () => {
    const bare = await checked('gcp/guide', { ...unread, 'firewall-policies.json': policy(undefined) });
    expect(bare.flows['worker → internet']).toBe('unknown');
    const passing = await checked('gcp/guide', { ...unread, 'firewall-policies.json': policy([GOTO_NEXT]) });
    expect(passing.code).toBe(0);
    const idle = await checked('gcp/guide', {
      ...unread,
      'firewall-policies.json': policy([denyClients], false),
    });
    expect(idle.code).toBe(0);
    expect(idle.assuming).toContain('no hierarchical firewall policy');
  });

  test('the answer about the network beats the list', async () => {
    const { code } = await checked('gcp/guide', { 'firewall-policies.json': policy([denyClients]) });
    expect(code).toBe(0);
  });

  test('the answer about a region tells the hierarchy too', async () => {
    const answer = JSON.parse(readFileSync(`fixtures/gcp/guide/${FIREWALLS}`, 'utf8'));
    const name =
      'regionNetworkFirewallPolicies.getEffectiveFirewalls,network=byo-network,region=us-east1.json';
    const { code, flows, assuming } = await checked('gcp/guide', {
      ...unread,
      [name]: {
        ...answer,
        firewallPolicys: [{ type: 'HIERARCHY', displayName: 'org', rules: [denyClients] }],
      },
    });
    expect(code).toBe(1);
    expect(flows['client → scheduler']).toBe('blocked');
    expect(assuming).toEqual([]);
  });

  test('policy-based routes are not among them: any packet may be theirs', async () => {
    const { code, flows, assuming, text } = await checked('gcp/guide', {
      'policy-based-routes.json': undefined,
      'network-firewall-policies.json': [],
    });
    expect(code).toBe(1);
    expect(assuming).toEqual([]);
    expect(flows).toMatchObject({ 'scheduler → internet': 'unknown', 'worker → internet': 'unknown' });
    expect(text).toContain(
      'gcloud network-connectivity policy-based-routes list --project my-project-id --format=json > ',
    );
  });

  test.each([
    ['us-east1', 'unknown'],
    ['us-west1', 'reachable'],
  ])('routers of %s that did not answer leave its own ways out %s', async (region, verdict) => {
    const routers = JSON.parse(readFileSync('fixtures/gcp/guide/routers.json', 'utf8')) as readonly object[];
    const items = {
      'regions/us-east1': { routers },
      [`regions/${region}`]: { ...(region === 'us-east1' && { routers }), warning: { code: 'UNREACHABLE' } },
    };
    const { flows } = await checked('gcp/guide', {
      'routers.json': { kind: 'compute#routerAggregatedList', items },
    });
    expect(flows['worker → internet']).toBe(verdict);
  });

  test.each([
    ['routes.json', ['scheduler → internet', 'worker → internet', 'client → scheduler']],
    ['routers.json', ['scheduler → internet', 'worker → internet', 'client → scheduler']],
    ['subnets.json', []],
  ])('%s cut short leaves undecided what the rest may decide', async (file, undecided) => {
    const items = JSON.parse(readFileSync(`fixtures/gcp/guide/${file}`, 'utf8')) as readonly object[];
    const kind = { 'routes.json': 'route', 'routers.json': 'router', 'subnets.json': 'subnetwork' }[file];
    const { flows } = await checked('gcp/guide', {
      [file]: { kind: `compute#${kind}List`, items, nextPageToken: 'next' },
    });
    for (const [name, verdict] of Object.entries(flows))
      expect([name, verdict]).toEqual([name, undecided.includes(name) ? 'unknown' : 'reachable']);
  });
});
