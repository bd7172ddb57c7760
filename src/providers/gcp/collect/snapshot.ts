/** Answers to one snapshot: one document a call, as one file of REST answers would hold it. */
import type { JsonObject } from '../../../snapshot/canonical.ts';
import { merge } from '../../../snapshot/merge.ts';
import type { LoadedDocument, Snapshot } from '../../../snapshot/snapshot.ts';
import { checked } from '../../live.ts';
import { recogniser } from '../recognise.ts';
import type { Answer } from './ask.ts';
import { argumentsOf, type Question } from './questions.ts';

/** Throws a `ByoNetError` for an answer whose shape is not the Compute API's. */
export function snapshotOf(answers: readonly Answer[]): Snapshot {
  const documents = answers.flatMap((answer) =>
    'body' in answer ? [checked(documentOf(answer.question, answer.body), 'the Compute API', REMEDY)] : [],
  );
  const gaps = answers.flatMap((answer) =>
    'why' in answer ? [{ ...about(answer.question), why: answer.why }] : [],
  );
  return merge([{ documents, gaps, ignored: [] }], [recogniser]);
}

const REMEDY =
  'look at CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: what answers there is not the Compute API v1';

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
