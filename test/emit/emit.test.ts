import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { emitConfig, remarks, STYLES, type Style } from '../../src/emit/index.ts';
import type { ConfigReport, TargetReport } from '../../src/report.ts';
import { cleanTarget, HOSTILE, ready } from '../reporters/reports.ts';

const target = (config: Partial<ConfigReport> = {}): TargetReport => ({
  ...cleanTarget,
  config: { ...ready, ...config },
});

/** `ast` of the standard library: what Python itself makes of the text. Skipped where there is no Python. */
const hasPython = spawnSync('python3', ['-c', '']).status === 0;
const python = (program: string, text: string): unknown => {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
/** The `network` dictionary of the call, read without running it. */
const NETWORK = `
import ast, json, sys
calls = [n for n in ast.walk(ast.parse(sys.stdin.read())) if isinstance(n, ast.Call)]
call = next(c for c in calls if ast.unparse(c.func) == "coiled.set_backend_options")
print(json.dumps(next(ast.literal_eval(k.value) for k in call.keywords if k.arg == "network")))`;
const DICTIONARY = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))';

test.each(STYLES)('the %s style', async (style) => {
  await expect(emitConfig(target(), style)).toMatchFileSnapshot(`golden/${style}.txt`);
});

const link = (path: string) => `https://www.googleapis.com/compute/v1/projects/my-project/${path}`;
const byoSubnet = link('regions/us-west1/subnetworks/byo-subnet');
const onGcp: TargetReport = {
  ...target({
    backend: 'gcp',
    account: 'my-project',
    region: 'us-west1',
    zone: 'us-west1-b',
    network: {
      network_id: link('global/networks/byo-network'),
      scheduler_subnet_id: byoSubnet,
      worker_subnet_id: byoSubnet,
      firewall_id: 'byo-firewall',
      give_workers_public_ip: false,
    },
  }),
  provider: 'gcp',
};

test.each(STYLES)('the %s style on GCP', async (style) => {
  await expect(emitConfig(onGcp, style)).toMatchFileSnapshot(`golden/gcp-${style}.txt`);
});

test.each([
  ['python', 'backend="gcp"'],
  ['guide', 'backend_type="gcp"'],
] as const)('the %s call on GCP names what the client takes, and no secret', (style, backend) => {
  const text = emitConfig(onGcp, style);
  expect(text).toContain(`    ${backend},`);
  expect(text).toContain('gcp_service_creds_file=os.environ["GOOGLE_APPLICATION_CREDENTIALS"]');
  expect(text).toContain('registry_type="gar"');
  expect(text).not.toContain('aws');
});

const { account: _a, region: _r, zone: _z, ...nowhere } = onGcp.config;
test('what is not known on GCP is looked up, or left to the client where it finds it', () => {
  const text = emitConfig({ ...onGcp, config: nowhere }, 'python');
  expect(text).toContain('gcp_region=os.environ["CLOUDSDK_COMPUTE_REGION"]');
  expect(text).not.toMatch(/gcp_project_id|gcp_zone/);
});

const { region: _, ...unplaced } = ready;
const awkward = {
  unknownRegion: { ...cleanTarget, config: unplaced },
  elsewhere: target({ region: 'eu-central-1', clusterArguments: { use_scheduler_public_ip: false } }),
  unproven: target({
    state: 'unproven',
    missing: ['whether workers → the internet on tcp 443 is not known\nimport os'],
  }),
};
test.each(Object.keys(awkward) as (keyof typeof awkward)[])(
  'a configuration that is %s says so',
  async (name) => {
    const texts = STYLES.map((style) => `==== ${style}\n${emitConfig(awkward[name], style)}`);
    await expect(texts.join('\n')).toMatchFileSnapshot(`golden/${name}.txt`);
  },
);

const ids = [
  HOSTILE,
  '"""',
  "'",
  '\\',
  '\\"',
  '\n)',
  ['$', '{file("/etc/passwd")}'].join(''),
  '%{ if true }',
  'é😀\u2028',
  '\u0000',
];

const codeLines = (of: TargetReport, style: Style): number =>
  emitConfig(of, style)
    .split('\n')
    .filter((line) => !line.startsWith('#')).length;

describe.each(ids)('the id %j stays inside its literal', (id) => {
  const network = { network_id: id, give_workers_public_ip: true };
  const hostile = target({ network, region: id });
  const harmless = target({ network: { ...network, network_id: 'x' } });

  test('on one printable line', () => {
    for (const style of STYLES) expect(emitConfig(hostile, style)).toMatch(/^[\x20-\x7e\n]*$/);
    for (const style of STYLES) expect(codeLines(hostile, style)).toBe(codeLines(harmless, style));
  });

  test('JSON gives it back', () => {
    expect(JSON.parse(emitConfig(hostile, 'json'))).toEqual(network);
  });

  test.skipIf(!hasPython)('Python gives it back', () => {
    expect(python(NETWORK, emitConfig(hostile, 'python'))).toEqual(network);
    expect(python(NETWORK, emitConfig(hostile, 'guide'))).toEqual(network);
    expect(python(DICTIONARY, emitConfig(hostile, 'dict'))).toEqual(network);
  });

  test('HCL neither ends the literal nor evaluates it', () => {
    const line = emitConfig(hostile, 'terraform')
      .split('\n')
      .find((one) => one.startsWith('network_id'));
    const literal = /^network_id\s+= "((?:[^"\\]|\\.)*)"$/.exec(line ?? '')?.[1] ?? 'no literal';
    expect(literal.replaceAll('$${', '').replaceAll('%%{', '')).not.toMatch(/[$%]\{/);
  });
});

test('no secret is printed: keys are looked up where the call runs', () => {
  for (const style of ['python', 'guide'] as const) {
    const text = emitConfig(target(), style);
    expect(text).toContain('aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"]');
    expect(text).toContain('import os');
  }
});

test('every style states whether workers get public addresses, as it was checked', () => {
  for (const style of STYLES) {
    for (const give of [true, false]) {
      const text = emitConfig(target({ network: { give_workers_public_ip: give } }), style);
      expect(text).toMatch(
        give
          ? /give_workers_public_ip"?\s*[:=] (True|true)/
          : /give_workers_public_ip"?\s*[:=] (False|false)/,
      );
    }
  }
});

test('JSON has no comments, so what it cannot say is handed out beside it', () => {
  expect(remarks(target({ state: 'withheld', missing: ['tcp 8787 is closed'] }).config)).toEqual([
    'UNPROVEN: byo-net does not confirm that a cluster works with this.',
    'UNPROVEN: tcp 8787 is closed',
    expect.stringContaining('coiled.Cluster(scheduler_port=8786, use_dashboard_https=False)'),
  ]);
  expect(remarks(target({ clusterArguments: {} }).config)).toEqual([]);
});

test('a backend without a call of its own still has its dictionary', () => {
  expect(() => emitConfig(target({ backend: 'elsewhere' }), 'python')).toThrow(
    'there is no call of set_backend_options for elsewhere',
  );
  expect(emitConfig(target({ backend: 'elsewhere' }), 'dict')).toContain('"network_id": "vpc-0f3c"');
});
