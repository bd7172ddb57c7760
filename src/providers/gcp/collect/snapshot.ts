/** Answers to one snapshot: one document a call, as one file of REST answers would hold it. */
import { ByoNetError } from '../../../errors.ts';
import { merge } from '../../../snapshot/merge.ts';
import type { LoadedDocument, Snapshot } from '../../../snapshot/snapshot.ts';
import { checkDocument } from '../../../snapshot/validate.ts';
import { recogniser } from '../recognise.ts';
import type { Answer } from './ask.ts';
import { argumentsOf, type Question } from './questions.ts';

/** Throws a `ByoNetError` for an answer whose shape is not the Compute API's. */
export function snapshotOf(answers: readonly Answer[]): Snapshot {
  const documents = answers.flatMap((answer) =>
    'body' in answer
      ? [checked({ ...about(answer.question), body: answer.body, origin: originOf(answer.question) })]
      : [],
  );
  const gaps = answers.flatMap((answer) =>
    'why' in answer ? [{ ...about(answer.question), why: answer.why }] : [],
  );
  return merge([{ documents, gaps, ignored: [] }], [recogniser]);
}

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

function checked(document: LoadedDocument): LoadedDocument {
  const problem = checkDocument(document);
  if (problem === undefined) return document;
  throw new ByoNetError(
    'input',
    `an answer of the Compute API has a shape that is not known: ${problem.fact}`,
    {
      file: document.origin.file,
      place: problem.pointer,
      remedy: 'look at CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: what answers there is not the Compute API v1',
    },
  );
}
