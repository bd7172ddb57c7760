/** What every live read does alike: rounds of calls side by side, patience with a busy provider, an end when interrupted or when nobody answers. */
import { setMaxListeners } from 'node:events';
import { ByoNetError } from '../errors.ts';
import type { JsonObject } from '../snapshot/canonical.ts';
import type { LoadedDocument } from '../snapshot/snapshot.ts';
import { checkDocument } from '../snapshot/validate.ts';
import type { LiveIo } from './provider.ts';

export const interrupted = (cause?: unknown): ByoNetError =>
  new ByoNetError('input', 'the read was interrupted; nothing was written', {
    remedy: 'run the same command again',
    cause,
  });

/** Runs `read` with a signal that aborts when the person interrupts, and when `read` is over: one hopeless call ends the others. */
export async function stopping<T>(io: LiveIo, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const signal = io.interrupted ? AbortSignal.any([stop.signal, io.interrupted()]) : stop.signal;
  // One listener a call that is under way: dozens are no leak here.
  setMaxListeners(0, signal);
  try {
    return await read(signal);
  } finally {
    stop.abort();
    io.progress?.('');
  }
}

/** Milliseconds. */
export interface Limits {
  /** How long a throttled call is asked again. */
  readonly patience: number;
  /** How long nobody may say a word: to a request, and until there are credentials. */
  readonly silence: number;
}

export const PATIENCE = 20_000;
export const SILENCE = 60_000;

/** Whoever was asked took the question and said nothing. Not asked again: it would be a minute more. */
export class Silence extends Error {
  constructor(who: string, silence: number) {
    super(`${who} said nothing for ${silence / SECOND} s`);
  }
}

/** Beyond the silence of each request: who is silent is named by the request. */
const GRACE = 3_000;

/** What `work` gives; throws a `Silence` where it takes too long, and ends with the read. */
export async function within<T>(
  work: Promise<T>,
  who: string,
  { silence, signal }: Pick<Limits, 'silence'> & { readonly signal: AbortSignal },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence(who, silence)), silence + GRACE);
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Nobody vouches for the certificate that was shown; one that is expired or another host's is the host's fault. */
export const isDistrust = (code: string): boolean =>
  /^(CERT_(?!HAS_EXPIRED|NOT_YET_VALID)|DEPTH_|UNABLE_|SELF_SIGNED|INVALID_CA)/.test(code);

/** The way there is cut, as Node's network codes tell it. */
export const isCut = (code: string): boolean =>
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code);

export type Answered<Question> =
  | { readonly question: Question; readonly body: JsonObject }
  /** Refused or failed, in the provider's words. */
  | {
      readonly question: Question;
      readonly why: string;
      /** What answered was not the API: the error that ends the read where nothing else answered either. */
      readonly stranger?: ByoNetError;
    };

/** One call that a page of a portal answers is a gap; where every call gets one, nobody who answers is the API. */
export function refuseStrangers(answers: readonly Answered<unknown>[]): void {
  const strangers = answers.flatMap((answer) => ('why' in answer ? (answer.stranger ?? []) : []));
  const [first] = strangers;
  if (first !== undefined && strangers.length === answers.length) throw first;
}

/** Why an answer cannot be taken for what it says it is; undefined where its shape is known. */
export function misshapen(document: LoadedDocument): string | undefined {
  const problem = checkDocument(document);
  if (problem === undefined) return undefined;
  return `the answer has a shape that is not known: ${problem.fact}, at ${problem.pointer}`;
}

export interface Rounds<Question, Answer> {
  readonly most: number;
  /** From what is known so far to all the questions it gives rise to; those asked before are not asked again. */
  readonly plan: (answers: readonly Answer[], isLast: boolean) => readonly Question[];
  readonly keyOf: (question: Question) => string;
  readonly ask: (question: Question) => Promise<Answer>;
  /** What has to hold once the first round is answered: throws where it does not. */
  readonly check: (answers: readonly Answer[]) => void;
  readonly signal: AbortSignal;
  /** Where is read, for the progress line. */
  readonly where: string;
}

/** Every answer, in the order of the questions. */
export async function inRounds<Q, A>(rounds: Rounds<Q, A>, io: LiveIo): Promise<readonly A[]> {
  const answers: A[] = [];
  const asked = new Set<string>();
  for (let round = 1; round <= rounds.most; round += 1) {
    const planned = rounds.plan(answers, round === rounds.most);
    const questions = planned.filter((question) => isNew(rounds.keyOf(question), asked));
    if (questions.length === 0) break;
    const tick = tell(io, `reading ${rounds.where}: round ${round}`, questions.length);
    answers.push(...(await askAll(questions, rounds, tick)));
    if (round === 1) rounds.check(answers);
  }
  return answers;
}

const isNew = (key: string, asked: Set<string>): boolean => !asked.has(key) && asked.add(key) !== undefined;

/** Calls at one time: one network's first round, and no more than the clouds answer before they throttle. */
export const SIDE_BY_SIDE = 32;

async function askAll<Q, A>(
  questions: readonly Q[],
  { ask, signal }: Rounds<Q, A>,
  tick: () => void,
): Promise<readonly A[]> {
  if (signal.aborted) throw interrupted();
  const answers: A[] = [];
  const queue = questions.entries();
  const worker = async (): Promise<void> => {
    for (const [i, question] of queue) {
      answers[i] = await ask(question);
      tick();
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return answers;
}

function tell({ progress }: LiveIo, what: string, total: number): () => void {
  let done = 0;
  const line = () => progress?.(`${what}, ${done} of ${total} calls`);
  line();
  return () => {
    done += 1;
    line();
  };
}

export interface Patience extends Limits {
  readonly signal: AbortSignal;
}

const SECOND = 1_000;

/** Asks again, a second later each time, while the provider throttles and patience lasts. */
export async function patiently<T>(
  send: () => Promise<T>,
  isThrottled: (error: unknown) => boolean,
  { patience, signal }: Pick<Patience, 'patience' | 'signal'>,
): Promise<T> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isThrottled(error) || Date.now() >= until) throw error;
      await delay(SECOND, signal);
    }
  }
}

const delay = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
