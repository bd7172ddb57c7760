/** Prefix lists, AWS-managed or one's own, expanded to their blocks (aws.md 13). */
import { type Cidr, parseCidr } from '../../../ip/address.ts';
import { type Known, known } from '../../../model/known.ts';
import type { AwsResources } from '../resources.ts';
import { absentCall, type Scope, unreadCall } from './reading.ts';

/** The blocks of a list, or why they are not known. */
export type PrefixLists = (id: string, scope: Scope) => Known<readonly Cidr[]>;

const CALL = 'GetManagedPrefixListEntries';

export function prefixLists(resources: AwsResources): PrefixLists {
  const expanded = new Map<string, Known<readonly Cidr[]>>();
  return (id, scope) => {
    const done = expanded.get(id) ?? expand(resources, id, scope);
    expanded.set(id, done);
    return done;
  };
}

/** `GetManagedPrefixListEntries` serves every list, `DescribePrefixLists` those of gateway endpoints. */
function expand(resources: AwsResources, id: string, scope: Scope): Known<readonly Cidr[]> {
  const entries = resources.prefixListEntries.get(id)?.value.map(({ Cidr }) => Cidr);
  const texts = entries ?? resources.prefixLists.get(id)?.value.Cidrs;
  if (texts) return known(texts.flatMap((text) => parseCidr(text) ?? []));
  const about = { ...scope, about: id };
  const what = `the entries of prefix list ${id}`;
  return {
    unknown: unreadCall(resources, CALL, about, what) ?? absentCall(CALL, about, what),
  };
}
