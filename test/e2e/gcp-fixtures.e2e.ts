/** Every GCP network of the fixtures, served to the real client: live it is what its files are. */
import { expect, test } from 'vitest';
import { check } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';
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
    const asked = { ...request, inputs: [], provider: 'gcp', project, endpoint: server.url };
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
