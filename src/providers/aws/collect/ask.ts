/** Asks one question and pages through its answer. */
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import { hideTokensIn, hideTokensOf } from '../../../snapshot/tokens.ts';
import { type Answered, type Patience, patiently } from '../../live.ts';
import { isThrottled, refusal, type Setting } from './failure.ts';
import type { Question } from './questions.ts';
import { type EC2Client, SENDERS } from './sdk.ts';

export type Answer = Answered<Question>;

/** Its patience begins once the SDK's own retries are spent. */
export interface Reader extends Patience {
  readonly client: EC2Client;
  readonly setting: Setting;
}

/** Throws a `ByoNetError` where no call can succeed: region, connection, credentials that are refused. */
export async function ask(question: Question, reader: Reader): Promise<Answer> {
  try {
    const body = await pages(question, reader);
    return isObject(body) ? { question, body: hideTokensOf(body) } : { question, why: body };
  } catch (error) {
    const refused = refusal(error, question.call.call, reader.setting);
    return { question, ...refused, why: hideTokensIn(refused.why) };
  }
}

/** The field that the answers of these calls cannot be without; every other call answers lists. */
const ONE_THING: Readonly<Record<string, string>> = {
  DescribeVpcAttribute: 'VpcId',
  DescribeVpcBlockPublicAccessOptions: 'VpcBlockPublicAccessOptions',
};

/** All of an answer, or why it is none. */
async function pages(question: Question, reader: Reader): Promise<JsonObject | string> {
  const { call, key } = question.call;
  const field = ONE_THING[call];
  if (field !== undefined) {
    const body = await send(question, undefined, reader);
    return body[field] === undefined ? `the answer of ${call} holds no ${field}` : body;
  }
  const elements: unknown[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const { NextToken, ...page } = await send(question, token, reader);
    // EC2 leaves an empty list out of some answers; the root element said that this is one.
    elements.push(...(Array.isArray(page[key]) ? page[key] : []));
    if (typeof NextToken !== 'string' || NextToken === '') return { ...page, [key]: elements };
    if (tokens.has(NextToken)) return `${call} gave the same NextToken twice: its pages have no end`;
    tokens.add(NextToken);
    token = NextToken;
  }
}

async function send(question: Question, token: string | undefined, reader: Reader): Promise<JsonObject> {
  const input = { ...question.input, ...(token !== undefined && { NextToken: token }) };
  const sender = SENDERS[question.call.call];
  const once = async () => plain(await sender?.(reader.client, input, { abortSignal: reader.signal }));
  return patiently(once, isThrottled, reader);
}

/** As the AWS CLI prints it: dates as text, no field without a value, nothing of the SDK's own. */
function plain(output: object | undefined): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify({ ...output, $metadata: undefined }));
  return isObject(value) ? value : {};
}
