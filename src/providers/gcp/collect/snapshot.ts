/** Answers to one snapshot: one document a call, as one file of REST answers would hold it. */
import type { JsonObject } from '../../../snapshot/canonical.ts';
import { merge } from '../../../snapshot/merge.ts';
import type { LoadedDocument, Snapshot, SnapshotGap } from '../../../snapshot/snapshot.ts';
import { misshapen } from '../../live.ts';
import { recogniser } from '../recognise.ts';
import type { Answer } from './ask.ts';
import { argumentsOf, type Question } from './questions.ts';

/** An answer whose shape is not the Compute API's is none: a gap. */
export function snapshotOf(answers: readonly Answer[]): Snapshot {
  const taken = answers.map((answer) => {
    if ('why' in answer) return { gap: gapOf(answer.question, answer.why) };
    const document = documentOf(answer.question, answer.body);
    const why = misshapen(document);
    return why === undefined ? { document } : { gap: gapOf(answer.question, why) };
  });
  const documents = taken.flatMap(({ document }) => document ?? []);
  const gaps = taken.flatMap(({ gap }) => gap ?? []);
  return merge([{ documents, gaps, ignored: [] }], [recogniser]);
}

const gapOf = (question: Question, why: string): SnapshotGap => ({ ...about(question), why });

const documentOf = (question: Question, body: JsonObject): LoadedDocument => ({
  ...about(question),
  body,
  origin: originOf(question),
});

const about = (question: Question) => ({
  provider: 'gcp',
  account: question.input.project,
  ...(question.input.region !== undefined && { region: question.input.region }),
  call: question.call.call,
  ...argumentsOf(question),
});

const originOf = ({ call, input }: Question) => ({
  file: `gcp:${input.project}/${input.region ?? ''}/${call.call}`,
  pointer: '',
});
