/**
 * Reads an account live: at most three rounds of calls one after the other, the calls of a round side by side. The
 * first asks about the network in question, the second what its answers lead to, the third what lies behind a
 * transit gateway. Only reads, ever (aws.md 5).
 */
import { setMaxListeners } from 'node:events';
import { ByoNetError } from '../../errors.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { LiveIo, LiveRequest } from '../provider.ts';
import { isAnswerTo } from './answers.ts';
import { type Answer, ask, type Reader } from './collect/ask.ts';
import { interrupted, refusal, type Setting } from './collect/failure.ts';
import { attachmentsOfGateways, everyList, followedQuestions, followedVpcs } from './collect/follow.ts';
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

const MOST_ROUNDS = 3;
const PATIENCE = 20_000;

/** Throws a `ByoNetError` where no call can succeed, and where the region does not have the network. */
export async function collect(request: LiveRequest, io: LiveIo, patience = PATIENCE): Promise<Snapshot> {
  const { region, profile } = request;
  const client = readingClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const stop = new AbortController();
  const signal = io.interrupted ? AbortSignal.any([stop.signal, io.interrupted()]) : stop.signal;
  // One listener a call that is under way: dozens are no leak here.
  setMaxListeners(0, signal);
  try {
    const setting = { profile, region: await regionOf(() => client.config.region(), { region, profile }) };
    return await rounds(request, io, { client, setting, signal, patience });
  } finally {
    // One hopeless call ends the others.
    stop.abort();
    client.destroy();
    io.progress?.('');
  }
}

async function regionOf(region: () => Promise<string>, setting: Setting): Promise<string> {
  try {
    return await region();
  } catch (error) {
    throw new ByoNetError('usage', refusal(error, 'the region', setting), { cause: error });
  }
}

async function rounds(request: LiveRequest, io: LiveIo, reader: Reader): Promise<Snapshot> {
  const plan = planOf(request);
  const answers: Answer[] = [];
  const asked = new Set<string>();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const known = snapshotOf(answers, reader.setting);
    const questions = plan(known, round === MOST_ROUNDS).filter((question) => isNew(question, asked));
    if (questions.length === 0) break;
    answers.push(...(await askAll(questions, reader, tell(io, reader.setting, round, questions.length))));
    if (round === 1) requireNetwork(request, snapshotOf(answers, reader.setting), reader.setting);
  }
  return snapshotOf(answers, reader.setting);
}

function isNew(question: Question, asked: Set<string>): boolean {
  const key = keyOf(question);
  return !asked.has(key) && asked.add(key) !== undefined;
}

async function askAll(
  questions: readonly Question[],
  reader: Reader,
  tick: () => void,
): Promise<readonly Answer[]> {
  if (reader.signal.aborted) throw interrupted();
  return Promise.all(
    questions.map(async (question) => {
      const answer = await ask(question, reader);
      tick();
      return answer;
    }),
  );
}

function tell({ progress }: LiveIo, { region }: Setting, round: number, total: number): () => void {
  let done = 0;
  const line = () => progress?.(`reading ${region}: round ${round}, ${done} of ${total} calls`);
  line();
  return () => {
    done += 1;
    line();
  };
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
