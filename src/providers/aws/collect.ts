/**
 * Reads an account live: at most three rounds of calls one after the other, the calls of a round side by side. The
 * first asks about the network in question, the second what its answers lead to, the third what lies behind a
 * transit gateway. Only reads, ever (aws.md 5).
 */
import { ByoNetError } from '../../errors.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { readText } from '../../snapshot/text.ts';
import { inRounds, PATIENCE, type Rounds, refuseStrangers, SILENCE, stopping, within } from '../live.ts';
import type { LiveIo, LiveRequest } from '../provider.ts';
import { isAnswerTo } from './answers.ts';
import { type Answer, ask, type Reader } from './collect/ask.ts';
import { noCredentials, refusal, type Setting } from './collect/failure.ts';
import { attachmentsOfGateways, everyList, followedQuestions, followedVpcs } from './collect/follow.ts';
import { profileOf } from './collect/profile.ts';
import {
  aboutEach,
  aboutIds,
  aboutRegion,
  aboutVpcs,
  idsIn,
  keyOf,
  type Question,
} from './collect/questions.ts';
import { readingClient } from './collect/sdk.ts';
import { snapshotOf } from './collect/snapshot.ts';
import { type Wire, wireTo } from './collect/wire.ts';

const MOST_ROUNDS = 3;

/** Throws a `ByoNetError` where no call can succeed, and where the region does not have the network. */
export function collect(request: LiveRequest, io: LiveIo, patience = PATIENCE): Promise<Snapshot> {
  return stopping(io, async (signal) => {
    const limits = { patience, silence: io.silence ?? SILENCE, signal };
    const { region, profile } = request;
    const { ca, ...known } = await profileOf(request, io.env ?? {});
    const trust = ca === undefined ? {} : { ca: await readText(ca) };
    const wire = wireTo({ ...limits, env: io.env ?? {}, trust });
    const client = readingClient({ region, profile, ...known, handler: wire.handler });
    try {
      const setting = {
        profile,
        endpoint: known.endpoint,
        region: await regionOf(client, { region, profile }),
      };
      await signIn(client, wire, { ...limits, setting });
      return await read(request, io, { client, setting, ...limits });
    } finally {
      client.destroy();
    }
  });
}

/** Before any call: what is wrong with credentials is one failure, and not one of each call. */
async function signIn(client: Reader['client'], wire: Wire, { setting, ...limits }: Omit<Reader, 'client'>) {
  try {
    await within(client.config.credentials(), 'whoever gives the credentials', limits);
  } catch (error) {
    throw noCredentials(error, wire.broken(), setting);
  }
}

async function regionOf({ config }: Reader['client'], setting: Setting): Promise<string> {
  try {
    return await config.region();
  } catch (error) {
    throw new ByoNetError('usage', refusal(error, 'the region', setting).why, { cause: error });
  }
}

async function read(request: LiveRequest, io: LiveIo, reader: Reader): Promise<Snapshot> {
  const { setting, signal } = reader;
  const plan = planOf(request);
  const rounds: Rounds<Question, Answer> = {
    most: MOST_ROUNDS,
    plan: (answers, isLast) => plan(snapshotOf(answers, setting), isLast),
    keyOf,
    ask: (question) => ask(question, reader),
    check: (answers) => {
      refuseStrangers(answers);
      requireNetwork(request, snapshotOf(answers, setting), setting);
    },
    signal,
    where: setting.region ?? '',
  };
  return snapshotOf(await inRounds(rounds, io), setting);
}

/** From what is known so far to all the questions it gives rise to; which of them are new the reader knows. */
function planOf(request: LiveRequest): (known: Snapshot, isLast: boolean) => readonly Question[] {
  const { networkId } = request;
  if (networkId === undefined) return ({ documents }) => wholeRegion(documents);
  const named = namedIds(request);
  const read = new Set<string>();
  return ({ documents }, isLast) => {
    const vpcs = [networkId, ...followedVpcs(documents, [networkId], named)].filter((id) => !read.has(id));
    for (const id of vpcs) read.add(id);
    return [
      ...aboutVpcs(vpcs),
      ...aboutRegion(),
      ...aboutIds(named),
      ...attachmentsOfGateways(documents, [networkId]),
      ...followedQuestions(documents, [networkId]),
      // What the last VPCs name cannot be asked about any more: so every list that they may name is.
      ...(isLast && vpcs.length > 0 ? everyList(documents) : []),
    ];
  };
}

/** Without a network in question each of the region may be it. */
const wholeRegion = (documents: Snapshot['documents']): readonly Question[] => [
  ...aboutVpcs(undefined),
  ...aboutRegion(),
  ...aboutEach(vpcsOf(documents)),
  ...followedQuestions(documents, vpcsOf(documents)),
];

const vpcsOf = (documents: Snapshot['documents']): readonly string[] =>
  documents
    .filter((document) => isAnswerTo(document, 'DescribeVpcs'))
    .flatMap((document) => document.body.Vpcs.map(({ VpcId }) => VpcId));

/** The ids in everything the person wrote, the network's own aside. */
const namedIds = ({ networkId, mentioned }: LiveRequest): readonly string[] =>
  idsIn(mentioned).filter((id) => id !== networkId);

function requireNetwork(
  { networkId }: LiveRequest,
  { documents }: Snapshot,
  { region, profile }: Setting,
): void {
  const answered = documents.some((document) => isAnswerTo(document, 'DescribeVpcs'));
  if (networkId === undefined || !answered || vpcsOf(documents).includes(networkId)) return;
  const account = documents.find(({ account }) => account !== undefined)?.account;
  const option = profile === undefined ? '' : ` --profile ${profile}`;
  throw new ByoNetError(
    'input',
    `region ${region}${account === undefined ? '' : ` of account ${account}`} has no VPC ${networkId}`,
    {
      remedy: `name its region with --region, its account with --profile; aws ec2 describe-vpcs --region ${region}${option} lists what is there`,
    },
  );
}
