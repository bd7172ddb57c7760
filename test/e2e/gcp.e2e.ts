/**
 * Against a Compute API of recorded answers, through the real client and the built command: what a live check says.
 * Run by `scripts/e2e-gcp.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALLS, type Call, readCommand } from '../../src/providers/gcp/calls.ts';
import { computeAnswers, isServedAt, restFiles } from '../support/compute-answers.ts';
import {
  type ComputeServer,
  computeServer,
  type Fault,
  forbidden,
  refusal,
} from '../support/compute-server.ts';
import { GUIDE, guideNetwork, PROJECT, REGION } from '../support/gcp.ts';
import { byoNet, check, findingsOf, shell, withoutPlaces } from './command.ts';

const ANSWERS = computeAnswers(guideNetwork(), PROJECT);

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'byo-net-e2e-'));

/** What looks for credentials and projects writes there too, gcloud for one. */
let home: string;
beforeAll(async () => {
  home = await newFolder();
});

let server: ComputeServer;
beforeEach(async () => {
  server = await computeServer(ANSWERS);
});
afterEach(() => server.close());

const env = () => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  METADATA_SERVER_DETECTION: 'none',
  CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: server.url,
  CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY: server.connectivityUrl,
});

const LIVE = `--provider gcp --project ${PROJECT}`;
const PLACED = `--network-id ${GUIDE.network} --scheduler-subnet-id ${GUIDE.subnet} --worker-subnet-id ${GUIDE.subnet} --firewall-id ${GUIDE.tag}`;
const WORDS = `${PLACED} --client 203.0.113.0/24`;

test('live, collected and written to files, a network gives the same report', async () => {
  const folder = await newFolder();
  const file = join(folder, 'snapshot.json');
  expect(await byoNet(`collect ${LIVE} --network-id ${GUIDE.network} -o ${file}`, env())).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  const live = await check(`${LIVE} ${WORDS}`, env());
  expect(live.summary).toMatchObject({ errors: 0, warnings: 0, undecidedRequired: 0 });
  expect(live.targets[0]?.config.state).toBe('ready');
  expect(withoutPlaces(await check(`${file} ${WORDS}`, env()))).toEqual(withoutPlaces(live));
  const rest = join(folder, 'rest');
  await write(rest, restFiles(ANSWERS));
  expect(withoutPlaces(await check(`${rest} ${WORDS}`, env()))).toEqual(withoutPlaces(live));
  const printed = join(folder, 'gcloud');
  await write(printed, asPrinted(restFiles(ANSWERS)));
  expect(withoutPlaces(await check(`${printed} ${WORDS}`, env()))).toEqual(withoutPlaces(live));
});

const ASKED = CALLS.filter(({ asked }) => asked);
const ASKED_HERE = ASKED.filter(({ call }) => call !== 'networks.listPeeringRoutes');

const HAS_GCLOUD = spawnSync('gcloud', ['--version']).status === 0;

test.skipIf(!HAS_GCLOUD)(
  'the commands that a report prints, run with the real gcloud, give it too',
  async () => {
    const folder = await newFolder();
    const target = {
      project: PROJECT,
      region: REGION,
      arguments: { network: GUIDE.network, router: GUIDE.router },
    };
    const gcloud = {
      ...env(),
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    };
    for (const call of ASKED_HERE) {
      const { code, err } = await shell(readCommand(call, target), gcloud, folder);
      expect(code, `${call.call}: ${err}`).toBe(0);
    }
    const live = await check(`${LIVE} ${WORDS}`, env());
    expect(withoutPlaces(await check(`${folder} ${WORDS}`, env()))).toEqual(withoutPlaces(live));
  },
);

test('the same network gives the same bytes, in pages too, and nothing beside them', async () => {
  const folder = await newFolder();
  const collect = (name: string) => byoNet(`collect ${LIVE} -o ${join(folder, name)}`, env());
  await collect('one.json');
  server.pageSize = 1;
  await collect('two.json');
  const bytes = (name: string) => readFile(join(folder, name), 'utf8');
  expect(await bytes('two.json')).toBe(await bytes('one.json'));
  expect(await readdir(folder)).toEqual(['one.json', 'two.json']);
});

async function write(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(content));
  }
}

/** gcloud prints a list alone, whatever the regions it came from. */
const asPrinted = (files: ReturnType<typeof restFiles>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(files).map(([name, body]) => {
      if ('policyBasedRoutes' in body) return [name, body.policyBasedRoutes];
      return [name, 'items' in body ? listed(body.items) : body];
    }),
  );

function listed(items: unknown): readonly unknown[] {
  if (Array.isArray(items)) return items;
  return Object.values(items ?? {}).flatMap((scope) =>
    Object.values(scope ?? {})
      .filter(Array.isArray)
      .flat(),
  );
}

/** Whether a path is one that a call asks. */
const isAskedBy = (path: string, call: Call): boolean => isServedAt(path.split('/').slice(2).join('/'), call);

/**
 * Without these nobody knows whether the guide's network works. Not among them: the list of VPC firewall rules and what
 * is in force in the network, which the answer about the region repeats, and the status of a router that has no BGP peer.
 */
const DECIDING = [
  'networks.list',
  'subnetworks.aggregatedList',
  'routes.list',
  'routers.aggregatedList',
  'regionNetworkFirewallPolicies.getEffectiveFirewalls',
  'policyBasedRoutes.list',
];

test('a refused call is never a pass where it matters, and the gap names its permission', async () => {
  const whole = await check(`${LIVE} ${WORDS}`, env());
  const matters: string[] = [];
  for (const asked of ASKED_HERE) {
    const { call, permission } = asked;
    server.fault = (path) => (isAskedBy(path, asked) ? forbidden(permission, PROJECT) : undefined);
    const report = await check(`${LIVE} ${WORDS}`, env());
    const [target] = report.targets;
    const gap = target?.gaps.find((each) => each.permission === permission);
    expect(gap?.why, call).toContain(`Required '${permission}' permission`);
    const errors = findingsOf(report).filter(({ severity }) => severity === 'error');
    expect(errors, call).toEqual([]);
    if (target?.config.state !== 'ready') matters.push(call);
    else expect(holds(report), call).toEqual(holds(whole));
  }
  expect(matters).toEqual(expect.arrayContaining(DECIDING));
});

const holds = ({ targets }: Awaited<ReturnType<typeof check>>) =>
  targets.flatMap(({ flows }) => flows.map((flow) => flow.holds));

test('with exactly the permissions of the role everything is read', async () => {
  const { out } = await byoNet('permissions gcp', env());
  const role: { readonly includedPermissions: readonly string[] } = JSON.parse(out);
  const allowed = new Set(role.includedPermissions);
  server.fault = (path) => {
    const call = ASKED.find((each) => isAskedBy(path, each));
    const missing = [call?.permission ?? 'unknown', ...(call?.besides ?? [])].find(
      (one) => !allowed.has(one),
    );
    return missing === undefined ? undefined : forbidden(missing, PROJECT);
  };
  expect(await byoNet(`collect ${LIVE} -o ${join(await newFolder(), 'a.json')}`, env())).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  expect(new Set(server.asked).size).toBe(Object.keys(ANSWERS).length);
});

describe('what ends a read is one message, exit 2, and no file', () => {
  const html = { status: 200, text: '<html>', type: 'text/html' };
  const unknown = refusal(404, 'notFound', `The resource 'projects/${PROJECT}' was not found`);
  const off = refusal(
    403,
    'accessNotConfigured',
    'Compute Engine API has not been used in project 1 before.',
  );
  test.each<readonly [string, Fault, RegExp, RegExp]>([
    ['a portal', () => html, /an HTML page/, /CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE/],
    ['a wrong project', () => unknown, /there is no project my-project-id/, /gcloud projects list/],
    ['the API is off', () => off, /is not enabled in project my-project-id/, /gcloud services enable/],
    ['a cut connection', () => 'cut', /the connection at \S+ broke/, /run the same command again/],
    ['an expired token', () => refusal(401, 'authError', 'no'), /credentials/, /application-default login/],
  ])('%s', async (_, fault, says, remedy) => {
    server.fault = fault;
    const folder = await newFolder();
    const { code, out, err } = await byoNet(`collect ${LIVE} -o ${join(folder, 'a.json')}`, env());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err).toMatch(remedy);
    expect(err.match(/^byo-net:/gm)).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('no credentials', async () => {
    const { CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: _, ...bare } = env();
    const { code, err } = await byoNet(`check ${LIVE} ${WORDS}`, bare);
    expect(code).toBe(2);
    expect(err).toMatch(/there are no credentials.*\n.*gcloud auth application-default login/);
  });

  test('credentials that buy no token any more', async () => {
    const told = { error: 'invalid_grant', error_description: 'The credential is expired.' };
    const issuer = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    const folder = await newFolder();
    await write(join(folder, 'adc'), {
      token: 'of GitHub',
      'adc.json': {
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/g/providers/g',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/v1/token`,
        credential_source: { file: join(folder, 'adc/token') },
      },
    });
    const { CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: _, ...bare } = env();
    const adc = { ...bare, GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'adc/adc.json') };
    const { code, err } = await byoNet(`check ${LIVE} ${WORDS}`, adc);
    issuer.close();
    expect(code).toBe(2);
    expect(err).toMatch(/the credentials give no token: .*invalid_grant: The credential is expired\./);
  });

  test('no project', async () => {
    const { code, err } = await byoNet(`check --provider gcp ${WORDS}`, env());
    expect(code).toBe(2);
    expect(err).toMatch(/no project is given\n.*--project/);
  });

  test('a network of another project', async () => {
    const { code, err } = await byoNet(`check ${LIVE} --network-id elsewhere`, env());
    expect(code).toBe(2);
    expect(err).toMatch(/project my-project-id has no network elsewhere\n.*gcloud compute networks list/);
  });

  test('Ctrl-C', async () => {
    const stop = new AbortController();
    server.fault = () => {
      setTimeout(() => stop.abort(), 100);
      return 'silence';
    };
    const folder = await newFolder();
    const words = `collect ${LIVE} -o ${join(folder, 'a.json')}`;
    const { code, err } = await byoNet(words, env(), stop.signal);
    expect(code).toBe(2);
    expect(err).toContain('the read was interrupted; nothing was written');
    expect(await readdir(folder)).toEqual([]);
  });
});

test('throttled for ten seconds, the read waits, and comes out whole', async () => {
  const until = Date.now() + 10_000;
  server.fault = () => (Date.now() < until ? refusal(429, 'rateLimitExceeded', 'Quota exceeded') : undefined);
  const report = await check(`${LIVE} ${WORDS}`, env());
  expect(report.targets[0]?.gaps).toEqual([]);
});
