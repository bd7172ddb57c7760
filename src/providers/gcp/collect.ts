/**
 * Reads projects live: at most three rounds of calls one after the other, the calls of a round side by side. The first
 * lists the project and every other one that the person named, the second asks about the networks found and lists the
 * Shared VPC host project, the third asks about its networks. Only reads, ever (gcp.md 4).
 */
import { BaseExternalAccountClient, type GoogleAuth } from 'google-auth-library';
import { ByoNetError } from '../../errors.ts';
import type { LoadedDocument, Snapshot } from '../../snapshot/snapshot.ts';
import { hideTokensIn } from '../../snapshot/tokens.ts';
import { inRounds, PATIENCE, type Rounds, refuseStrangers, SILENCE, stopping, within } from '../live.ts';
import type { LiveIo, LiveRequest } from '../provider.ts';
import { type Answer, ask, type Reader } from './collect/ask.ts';
import { noProject, noToken } from './collect/failure.ts';
import { hostOf, networksIn } from './collect/follow.ts';
import { policyRoutes } from './collect/policy-routes.ts';
import { aboutNetwork, aboutProject, type Found, keyOf, type Question } from './collect/questions.ts';
import { computeClient } from './collect/sdk.ts';
import { snapshotOf } from './collect/snapshot.ts';
import { authFor, type Way, type Wire, wireTo } from './collect/wire.ts';
import { linkOf } from './links.ts';

const MOST_ROUNDS = 3;

/** Throws a `ByoNetError` where no call can succeed, and where the project does not have the network. */
export function collect(request: LiveRequest, io: LiveIo, patience = PATIENCE): Promise<Snapshot> {
  return stopping(io, async (signal) => {
    const limits = { patience, silence: io.silence ?? SILENCE, signal };
    const wire = wireOf(request);
    const way = { ...limits, env: io.env };
    const besides = policyRoutes(wire, request.connectivityEndpoint, way);
    const { auth, project } = await signedIn(request, wire, way);
    const client = { ...computeClient(auth, wire.peer), policyRoutes: besides };
    return read(request, io, { client, setting: { project, endpoint: request.endpoint }, ...limits });
  });
}

function wireOf({ endpoint }: LiveRequest): Wire {
  try {
    return wireTo(endpoint);
  } catch (cause) {
    throw new ByoNetError(
      'usage',
      `CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE is no URL: ${hideTokensIn(endpoint ?? '')}`,
      {
        remedy: 'unset it, or write a whole URL, as https://compute.googleapis.com/compute/v1/',
        cause,
      },
    );
  }
}

/** Before any call: what is wrong with credentials is one failure, and not one of each call. */
async function signedIn(request: LiveRequest, wire: Wire, way: Way) {
  const signIn = async () => {
    const auth = await authFor(wire, way, request.project);
    const project = await projectOf(request, auth);
    await auth.getRequestHeaders(wire.base);
    return { auth, project };
  };
  try {
    return await within(signIn(), 'whoever gives the credentials', way);
  } catch (error) {
    throw noToken(error);
  }
}

/** As Google's libraries: the option, the environment, the credentials, what gcloud is set to. */
async function projectOf({ project }: LiveRequest, auth: GoogleAuth): Promise<string> {
  if (project !== undefined) return project;
  try {
    return await auth.getProjectId();
  } catch (error) {
    const client = await auth.getClient();
    const own = client instanceof BaseExternalAccountClient ? await client.getProjectId() : null;
    if (own !== null) return own;
    throw noProject(error);
  }
}

async function read(request: LiveRequest, io: LiveIo, reader: Reader): Promise<Snapshot> {
  const { project } = reader.setting;
  const rounds: Rounds<Question, Answer> = {
    most: MOST_ROUNDS,
    plan: (answers) => planOf(request, project, snapshotOf(answers).documents),
    keyOf,
    ask: (question) => ask(question, reader),
    check: (answers) => {
      refuseStrangers(answers.filter(({ question }) => question.call.api === 'compute'));
      requireNetwork(request, project, snapshotOf(answers));
    },
    signal: reader.signal,
    where: `project ${project}`,
  };
  return snapshotOf(await inRounds(rounds, io));
}

function planOf(
  request: LiveRequest,
  project: string,
  documents: readonly LoadedDocument[],
): readonly Question[] {
  const host = hostOf(documents, project);
  // Without a network in question each of the host's may be it.
  const shared = host !== undefined && request.networkId === undefined ? [host] : [];
  const projects = new Set([project, ...projectsIn(request), ...shared]);
  const networks = inQuestion(networksIn(documents, request.region), request, project);
  return [...[...projects].flatMap(aboutProject), ...networks.flatMap(aboutNetwork)];
}

/** The projects that the links in everything the person wrote name. */
const projectsIn = ({ networkId = '', mentioned }: LiveRequest): readonly string[] =>
  [...new Set([networkId, ...mentioned].flatMap((text) => [...text.matchAll(/\bprojects\/([^/\s,=]+)\//g)]))]
    .flatMap(([, project]) => project ?? [])
    .sort();

/**
 * Every network is in question where none is named. Where one is, so are those that it peers with, and those that are
 * named besides, or a subnet of theirs.
 */
function inQuestion(found: readonly Found[], request: LiveRequest, own: string): readonly Found[] {
  if (request.networkId === undefined) return found;
  const { project, name } = askedNetwork(request.networkId, own);
  const asked = found.filter((one) => one.project === project && one.name === name);
  const peers = asked.flatMap(({ peerings }) => peerings.map(({ network }) => network));
  const words = request.mentioned.flatMap((text) => text.split(/[=@,:]/));
  return found.filter(
    (one) =>
      asked.includes(one) ||
      peers.some((link) => isLinkTo(one, link)) ||
      words.some((word) => isNamed(one, word)),
  );
}

const askedNetwork = (id: string, own: string): { readonly project: string; readonly name: string } => {
  const link = linkOf(id);
  return { project: link?.project ?? own, name: link?.name ?? id };
};

function isLinkTo({ project, name }: Found, text: string): boolean {
  const link = linkOf(text);
  return link?.collection === 'networks' && link.name === name && (link.project ?? project) === project;
}

const isNamed = (one: Found, word: string): boolean =>
  word === one.name || isLinkTo(one, word) || one.subnets.includes(linkOf(word)?.name ?? word);

function requireNetwork({ networkId }: LiveRequest, own: string, { documents }: Snapshot): void {
  if (networkId === undefined) return;
  const { project, name } = askedNetwork(networkId, own);
  const isRead = documents.some(({ call, account }) => call === 'networks.list' && account === project);
  const found = networksIn(documents, undefined).some((one) => one.project === project && one.name === name);
  if (!isRead || found) return;
  const host = linkOf(networkId) === undefined ? hostOf(documents, own) : undefined;
  const shared =
    host === undefined
      ? ''
      : `; a network of the Shared VPC host project goes by its link: --network-id projects/${host}/global/networks/${name}`;
  throw new ByoNetError('input', `project ${project} has no network ${name}`, {
    remedy: `name its project with --project; gcloud compute networks list --project ${project} lists what is there${shared}`,
  });
}
