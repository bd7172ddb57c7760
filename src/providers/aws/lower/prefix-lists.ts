/** Prefix lists, AWS-managed or one's own, expanded to their blocks (aws.md 13). */
import { type Cidr, parseCidr } from '../../../ip/address.ts';
import type { Unknown } from '../../../model/known.ts';
import { inTurn } from '../calls.ts';
import type { AwsResources } from '../resources.ts';
import type { ListMention } from './mentions.ts';
import { absentCall, commandOf, missing, refusalOf, refusedCall, type Scope, unreadCall } from './reading.ts';

/** The blocks of a list that are known, and why there may be more. */
export interface ReadList {
  readonly blocks: readonly Cidr[];
  readonly unread?: Unknown;
}

export type PrefixLists = (id: string, scope: Scope) => ReadList;

const ENTRIES = 'GetManagedPrefixListEntries';
const LISTS = 'DescribePrefixLists';

/** `mentions`: all lists that are named, each once. */
export function prefixLists(resources: AwsResources, mentions: () => readonly ListMention[]): PrefixLists {
  const expanded = new Map<string, ReadList>();
  return (id, scope) => {
    const done = expanded.get(id) ?? expand(resources, id, scope, mentions);
    expanded.set(id, done);
    return done;
  };
}

/** `GetManagedPrefixListEntries` serves every list, `DescribePrefixLists` those of gateway endpoints. */
function expand(
  resources: AwsResources,
  id: string,
  scope: Scope,
  mentions: () => readonly ListMention[],
): ReadList {
  const texts = textsOf(resources, id);
  return texts
    ? readEntries(resources, id, scope, texts)
    : { blocks: [], unread: whyUnread(resources, id, scope, mentions) };
}

/** A list stands whole in the answer about all of them, or not at all; the answer about one can be cut short. */
function readEntries(resources: AwsResources, id: string, scope: Scope, texts: readonly string[]): ReadList {
  const about = { ...scope, about: id };
  const call = resources.prefixListEntries.has(id) ? ENTRIES : LISTS;
  const refusal = call === ENTRIES ? refusalOf(resources, ENTRIES, about) : undefined;
  const blocks = texts.flatMap((text) => parseCidr(text) ?? []);
  if (refusal) return { blocks, unread: refusedCall(refusal, about, entriesOf(id)) };
  const strange = texts.find((text) => !parseCidr(text));
  if (strange === undefined) return { blocks };
  return {
    blocks,
    unread: missing(call, about, `prefix list ${id} has an entry that is no block: ${strange}`),
  };
}

const entriesOf = (id: string): string => `the entries of prefix list ${id}`;

/** Whoever reads this one is soon asked for the others of the network: one round reads them all. */
function whyUnread(
  resources: AwsResources,
  id: string,
  scope: Scope,
  mentions: () => readonly ListMention[],
): Unknown {
  const about = { ...scope, about: id };
  const unread =
    unreadCall(resources, ENTRIES, about, entriesOf(id)) ?? absentCall(ENTRIES, about, entriesOf(id));
  if (unread.cause === 'PERMISSION_DENIED') return unread;
  const others = mentions().filter(
    (one) => one.id !== id && one.scope.vpc === scope.vpc && !textsOf(resources, one.id),
  );
  const commands = others.map((one) => commandOf(ENTRIES, { ...one.scope, about: one.id }));
  return { ...unread, settle: inTurn([unread.settle, ...commands]) };
}

const textsOf = (
  { prefixListEntries, prefixLists }: AwsResources,
  id: string,
): readonly string[] | undefined =>
  prefixListEntries.get(id)?.value.map(({ Cidr }) => Cidr) ?? prefixLists.get(id)?.value.Cidrs;
