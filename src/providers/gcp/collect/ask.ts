/** Asks one question and puts the pages of its answer together. */
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import { hideTokensIn, hideTokensOf } from '../../../snapshot/tokens.ts';
import { type Answered, type Patience, patiently } from '../../live.ts';
import { isThrottled, refusal, type Setting } from './failure.ts';
import type { Question } from './questions.ts';
import { type Client, SENDERS } from './sdk.ts';
import { heard } from './wire.ts';

export type Answer = Answered<Question>;

export interface Reader extends Patience {
  readonly client: Client;
  readonly setting: Setting;
}

/** Throws a `ByoNetError` where no call can succeed: credentials, project, connection. */
export async function ask(question: Question, reader: Reader): Promise<Answer> {
  const { call } = question.call;
  const send = async () => SENDERS[call]?.(reader.client, question.input);
  try {
    const pages = await patiently(() => heard(send, reader.signal), isThrottled, reader);
    return { question, body: hideTokensOf(pages.length === 1 ? (pages[0] ?? {}) : united(pages)) };
  } catch (error) {
    const refused = refusal(error, question, reader);
    return { question, ...refused, why: hideTokensIn(refused.why) };
  }
}

/** One answer of all pages: what the last page says stands, its lists are those of all. */
function united(pages: readonly JsonObject[]): JsonObject {
  return pages.reduce((whole, page) => {
    const { nextPageToken: _token, ...before } = whole;
    const lists = LISTS.filter((key) => key in whole && key in page);
    const joint = Object.fromEntries(lists.map((key) => [key, joined(whole[key], page[key])]));
    return { ...before, ...page, ...joint, ...itemsOf(whole, page) };
  }, {});
}

/** Those that are no `items`. */
const LISTS = ['unreachables', 'unreachable', 'policyBasedRoutes'];

function itemsOf({ items: before }: JsonObject, { items }: JsonObject): JsonObject {
  if (before === undefined || items === undefined) return before === undefined ? {} : { items: before };
  if (!isObject(before) || !isObject(items)) return { items: joined(before, items) };
  const scopes = new Set([...Object.keys(before), ...Object.keys(items)]);
  return {
    items: Object.fromEntries([...scopes].map((scope) => [scope, joinedScope(before[scope], items[scope])])),
  };
}

const joined = (a: unknown, b: unknown): unknown =>
  Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : (b ?? a);

/** A scope that a page has nothing of says so in a warning; what another page has of it stands. */
function joinedScope(a: unknown, b: unknown): unknown {
  if (!isObject(a) || !isObject(b)) return b ?? a;
  const lists = Object.keys({ ...a, ...b }).filter((key) => key !== 'warning');
  const warnings = [a.warning, b.warning].filter((warning) => !isNothing(warning));
  return {
    ...Object.fromEntries(lists.map((key) => [key, joined(a[key], b[key])])),
    ...(warnings.length > 0 && { warning: warnings[0] }),
  };
}

const isNothing = (warning: unknown): boolean =>
  warning === undefined || (isObject(warning) && warning.code === 'NO_RESULTS_ON_PAGE');
