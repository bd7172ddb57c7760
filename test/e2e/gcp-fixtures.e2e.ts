/** Every GCP network of the fixtures, served to the real client: live it is what its files are. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { elementsOf } from '../../src/providers/gcp/elements.ts';
import { recogniser } from '../../src/providers/gcp/recognise.ts';
import { check } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';
import { isObject, type JsonObject } from '../../src/snapshot/canonical.ts';
import { readSnapshot } from '../../src/snapshot/read.ts';
import { computeAnswers, restFiles } from '../support/compute-answers.ts';
import { type Answers, computeServer } from '../support/compute-server.ts';
import { GCP_CATALOGUE } from '../support/fixtures/gcp/catalogue.ts';
import { requestOf } from '../support/fixtures/request.ts';
import { folderOf } from '../support/folder.ts';
import { type GcpBodies, PROJECT } from '../support/gcp.ts';
import { withoutPlaces } from './command.ts';

const IO = { readStdin: async () => '' };

/** The report about answers that are served, and about the same answers in files. */
async function bothWays(answers: Answers, request: CheckRequest, project: string) {
  const server = await computeServer(answers);
  try {
    const asked = {
      ...request,
      inputs: [],
      provider: 'gcp',
      project,
      endpoint: server.url,
      connectivityEndpoint: server.connectivityUrl,
    };
    const live = await check(asked, IO);
    const heard = Object.entries(answers).filter(([path]) => server.served.has(path));
    const folder = await folderOf(restFiles(Object.fromEntries(heard)));
    return {
      live: withoutPlaces(live),
      files: withoutPlaces(await check({ ...request, inputs: [folder], project }, IO)),
    };
  } finally {
    server.close();
  }
}

/** The projects that a network's resources are in, the one that asks first. */
function projectsOf(bodies: GcpBodies): readonly string[] {
  const links = JSON.stringify(bodies).matchAll(/"selfLink":"[^"]*\/projects\/([^/"]+)\//g);
  return [...new Set([PROJECT, ...[...links].map((match) => match[1] ?? '')])];
}

test.each(GCP_CATALOGUE.filter(({ gaps }) => gaps === undefined))('$name', async ({ bodies, runs }) => {
  const projects = projectsOf(bodies);
  const answers = Object.assign({}, ...projects.map((project) => computeAnswers(bodies, project)));
  const { live, files } = await bothWays(answers, requestOf('', runs[0]?.args ?? []), PROJECT);
  expect(live).toEqual(files);
});

const GKE = fileURLToPath(new URL('../../fixtures/gcp/gke1', import.meta.url));
const GKE_PROJECT = 'gcpdiag-gke1-aaaa';

/** What a real project's recorded answers list, by collection. */
async function recorded(): Promise<GcpBodies> {
  const { documents } = await readSnapshot([GKE], IO, [recogniser]);
  const listed = (service: string) =>
    documents
      .filter(({ call }) => call.startsWith(`${service}.`))
      .flatMap((document) => elementsOf(document).map(({ value }) => value));
  const effective = documents.find(({ call }) => call === 'networks.getEffectiveFirewalls')?.body;
  const objects = (list: unknown) => (Array.isArray(list) ? list.filter(isObject) : []);
  return {
    networks: listed('networks'),
    routes: listed('routes'),
    subnetworks: distinct(listed('subnetworks')),
    routers: listed('routers'),
    instances: distinct(listed('instances')),
    addresses: listed('addresses'),
    firewalls: objects(effective?.firewalls),
    policies: { default: objects(effective?.firewallPolicys) },
  };
}

/** The first of each link: two recordings of one resource were made at different times. */
const distinct = (items: readonly JsonObject[]): readonly JsonObject[] => [
  ...new Map([...items].reverse().map((item) => [item.selfLink, item])).values(),
];

test('a real project, served as it was recorded', async () => {
  const link = `projects/${GKE_PROJECT}`;
  const subnet = `${link}/regions/europe-west4/subnetworks/default`;
  const placement = { schedulerSubnetId: subnet, workerSubnetId: subnet, firewallId: 'byo' };
  const { live, files } = await bothWays(
    computeAnswers(await recorded(), GKE_PROJECT),
    {
      inputs: [],
      client: ['203.0.113.0/24'],
      placement: { networkId: `${link}/global/networks/default`, ...placement },
    },
    GKE_PROJECT,
  );
  expect(live).toEqual(files);
  expect(JSON.stringify(live)).toContain('default-firewall-policy 700');
});
