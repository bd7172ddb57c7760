/** Prefix lists, AWS-managed or one's own, expanded to their blocks (aws.md 13). */
import { type Cidr, parseCidr } from '../../../ip/address.ts';
import type { Unknown } from '../../../model/known.ts';
import type { AwsResources } from '../resources.ts';
import { absentCall, missing, refusalOf, refusedCall, type Scope, unreadCall } from './reading.ts';

/** The blocks of a list that are known, and why there may be more. */
export interface ReadList {
  readonly blocks: readonly Cidr[];
  readonly unread?: Unknown;
}

export type PrefixLists = (id: string, scope: Scope) => ReadList;

const ENTRIES = 'GetManagedPrefixListEntries';
const LISTS = 'DescribePrefixLists';

export function prefixLists(resources: AwsResources): PrefixLists {
  const expanded = new Map<string, ReadList>();
  return (id, scope) => {
    const done = expanded.get(id) ?? expand(resources, id, scope);
    expanded.set(id, done);
    return done;
  };
}

/** `GetManagedPrefixListEntries` serves every list, `DescribePrefixLists` those of gateway endpoints. */
function expand(resources: AwsResources, id: string, scope: Scope): ReadList {
  const about = { ...scope, about: id };
  const what = `the entries of prefix list ${id}`;
  const entries = resources.prefixListEntries.get(id)?.value.map(({ Cidr }) => Cidr);
  const texts = entries ?? resources.prefixLists.get(id)?.value.Cidrs;
  if (!texts)
    return {
      blocks: [],
      unread: unreadCall(resources, ENTRIES, about, what) ?? absentCall(ENTRIES, about, what),
    };
  // A list stands whole in the answer about all of them, or not at all; the answer about one can be cut short.
  const refusal = entries && refusalOf(resources, ENTRIES, about);
  const blocks = texts.flatMap((text) => parseCidr(text) ?? []);
  const strange = texts.find((text) => !parseCidr(text));
  const unread = refusal
    ? refusedCall(refusal, about, what)
    : strange !== undefined
      ? missing(
          entries ? ENTRIES : LISTS,
          about,
          `prefix list ${id} has an entry that is no block: ${strange}`,
        )
      : undefined;
  return { blocks, ...(unread && { unread }) };
}
