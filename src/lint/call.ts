/** What rules ask of a call: which cloud it is meant for, its parts as resources of a report, and edits as fixes. */
import { CLIENT } from '../call/client.ts';
import { argumentOf, entryOf, networkOf, textIn } from '../call/placement.ts';
import type { Call, CallEdit, CallEntry, CallPath, CallValue } from '../model/call.ts';
import type { Network, Place } from '../model/network.ts';
import type { Ref } from '../reach/trace.ts';
import type { Fix } from './rule-types.ts';

/** A part of the call: its name is its identity, wherever the line moves. */
export const callRef = (id: string, word: 'argument' | 'key' | 'call', place: Place): Ref => ({
  id,
  word,
  place,
});

export const entryRef = ({ name, place }: CallEntry, word: 'argument' | 'key'): Ref =>
  callRef(name, word, place);

/** The call as a whole, for what is not there. */
export const wholeCall = ({ form, place }: Call): Ref =>
  callRef(form === 'call' ? CLIENT.function : 'network', 'call', place);

/** A fix that changes the call. */
export const editFix = (first: CallEdit, ...rest: readonly CallEdit[]): Fix => ({
  changes: [
    { kind: 'edit-call', edit: first },
    ...rest.map((edit) => ({ kind: 'edit-call', edit }) as const),
  ],
});

/** The backend that the client takes: what `backend` says, or its default; undefined where that is not known. */
export function actualBackend(call: Call): string | undefined {
  const entry = argumentOf(call, 'backend');
  if (entry) return textIn(entry);
  return call.unseen.length > 0 ? undefined : defaultOf('backend');
}

/** A selfLink of GCP, or the path in it. */
export interface Link {
  readonly project: string;
  /** Absent: it is global. */
  readonly region: string | undefined;
  /** "networks", "subnetworks". */
  readonly kind: string;
}

const LINK =
  /^(?:https:\/\/[a-z.]+\/compute\/\w+\/|\/)?projects\/([^/]+)\/(?:global|regions\/([^/]+))\/(\w+)\/[^/]+$/;

export function linkOf(text: string): Link | undefined {
  const [, project, region, kind] = LINK.exec(text) ?? [];
  return project === undefined || kind === undefined ? undefined : { project, region, kind };
}

const isLink = (text: string | undefined): boolean => text !== undefined && linkOf(text) !== undefined;

/** The backend that the person means, who may have called it `backend_type`, or wrote a dictionary alone. */
export function meantBackend(call: Call): string | undefined {
  if (call.form === 'call')
    return argumentOf(call, 'backend')
      ? actualBackend(call)
      : (textIn(argumentOf(call, 'backend_type')) ?? actualBackend(call));
  const network = networkOf(call);
  const ids = CLIENT.networkKeys.map((key) => textIn(entryOf(network, key)));
  return ids.some(isLink) ? 'gcp' : 'aws';
}

/** What the client takes where an argument is left out. */
export const defaultOf = (name: string): string | undefined =>
  CLIENT.parameters.find((one) => one.name === name)?.default ?? undefined;

/** Whether nothing but the call was read. */
export const isUnread = ({ vpcs, subnets }: Network): boolean => vpcs.size + subnets.size === 0;

/** Every value of a call with the way to it; of an argument its whole value first, then the parts. */
export function* valuesOf(
  call: Call,
): Generator<{ readonly path: CallPath; readonly value: CallValue; readonly entry: CallEntry }> {
  for (const entry of call.arguments) yield* below([entry.name], entry.value, entry);
}

function* below(path: CallPath, value: CallValue, entry: CallEntry): ReturnType<typeof valuesOf> {
  yield { path, value, entry };
  if (value.is === 'mapping')
    for (const one of value.entries) yield* below([...path, one.name], one.value, one);
  if (value.is === 'list')
    for (const [i, item] of value.items.entries()) yield* below([...path, i], item, entry);
}

/** "network.network_id", "ingress[0].cidr". */
export const pathText = (path: CallPath): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
