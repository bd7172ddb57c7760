/** Answers of several questions to one snapshot: one document a call, as one file of the AWS CLI would hold it. */
import { groupBy } from '../../../model/lists.ts';
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import { merge } from '../../../snapshot/merge.ts';
import type { Snapshot, SnapshotGap } from '../../../snapshot/snapshot.ts';
import { misshapen } from '../../live.ts';
import { recogniser } from '../recognise.ts';
import { SETS } from '../sets.ts';
import type { Answer } from './ask.ts';
import type { Setting } from './failure.ts';
import type { Question } from './questions.ts';

/** An answer whose shape is not EC2's is none: a gap. */
export function snapshotOf(answers: readonly Answer[], { region }: Setting): Snapshot {
  const read = answers.filter((answer) => 'body' in answer);
  const account = toldAccount(read);
  const scope = {
    provider: 'aws',
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
  const refused = answers.flatMap((answer) =>
    'why' in answer ? [gapOf(answer.question, answer.why, scope)] : [],
  );
  const taken = bodiesOf(read).map(({ question, body }) => {
    const { call } = question.call;
    const origin = { file: `aws:${account ?? ''}/${region ?? ''}/${call}`, pointer: '' };
    const document = { ...scope, call, ...parentOf(question), body, origin };
    const why = misshapen(document);
    return why === undefined ? { document } : { gap: gapOf(question, why, scope) };
  });
  const documents = taken.flatMap(({ document }) => document ?? []);
  const gaps = [...refused, ...taken.flatMap(({ gap }) => gap ?? [])];
  return merge([{ documents, gaps, ignored: [] }], [recogniser]);
}

type Read = Extract<Answer, { readonly body: JsonObject }>;

/** The one call that names the account whose credentials asked. */
function toldAccount(answers: readonly Read[]): string | undefined {
  const options = answers.find(
    ({ question }) => question.call.call === 'DescribeVpcBlockPublicAccessOptions',
  );
  const told = options?.body.VpcBlockPublicAccessOptions;
  return isObject(told) && typeof told.AwsAccountId === 'string' ? told.AwsAccountId : undefined;
}

function bodiesOf(answers: readonly Read[]): readonly Read[] {
  const groups = groupBy(answers, (answer) => {
    const { call, arguments: about } = answer.question;
    const isList = Array.isArray(answer.body[call.key]);
    return isList ? `${call.call} ${JSON.stringify(about ?? {})}` : answer;
  });
  return [...groups.values()].flatMap(united);
}

function united(answers: readonly Read[]): readonly Read[] {
  const [first] = answers;
  if (!first || answers.length === 1) return answers;
  const { key } = first.question.call;
  const elements = new Map<string, unknown>();
  for (const element of answers.flatMap(({ body }) => listOf(body[key]))) {
    const id = idOf(element, key);
    // What two calls of one read answer twice may differ in a counter: the first answer stands.
    if (!elements.has(id)) elements.set(id, element);
  }
  return [{ question: first.question, body: { ...first.body, [key]: [...elements.values()] } }];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function idOf(element: unknown, key: string): string {
  const fields = SETS[key] ?? [];
  return JSON.stringify(
    isObject(element) && fields.length > 0 ? fields.map((field) => element[field]) : element,
  );
}

const parentOf = ({ call, arguments: about }: Question) =>
  call.target.by === 'parent' && about !== undefined ? { arguments: about } : {};

/** A refusal of a call that a filter narrows says nothing of the VPC: the caller lacks the action everywhere. */
const gapOf = (
  { call, arguments: about }: Question,
  why: string,
  scope: Omit<SnapshotGap, 'call' | 'why'>,
): SnapshotGap => ({
  ...scope,
  call: call.call,
  ...(about !== undefined && { arguments: about }),
  why,
});
