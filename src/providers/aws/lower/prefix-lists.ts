/** Prefix lists, AWS-managed or one's own, expanded to their blocks (aws.md 13). */
import { type Cidr, parseCidr } from '../../../ip/address.ts';
import { type Known, known } from '../../../model/known.ts';
import { inTurn } from '../calls.ts';
import type { AwsResources } from '../resources.ts';
import type { ListMention } from './mentions.ts';
import { absentCall, commandOf, type Scope, unreadCall } from './reading.ts';

/** The blocks of a list, or why they are not known. */
export type PrefixLists = (id: string, scope: Scope) => Known<readonly Cidr[]>;

const CALL = 'GetManagedPrefixListEntries';

/** `mentions`: all lists that are named, each once. */
export function prefixLists(resources: AwsResources, mentions: () => readonly ListMention[]): PrefixLists {
  const expanded = new Map<string, Known<readonly Cidr[]>>();
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
): Known<readonly Cidr[]> {
  const texts = textsOf(resources, id);
  if (texts) return known(texts.flatMap((text) => parseCidr(text) ?? []));
  const about = { ...scope, about: id };
  const what = `the entries of prefix list ${id}`;
  const unread = unreadCall(resources, CALL, about, what) ?? absentCall(CALL, about, what);
  if (unread.cause === 'PERMISSION_DENIED') return { unknown: unread };
  // Whoever reads this one is soon asked for the others of the network: one round reads them all.
  const others = mentions().filter(
    (one) => one.id !== id && one.scope.vpc === scope.vpc && !textsOf(resources, one.id),
  );
  const commands = others.map((one) => commandOf(CALL, { ...one.scope, about: one.id }));
  return { unknown: { ...unread, settle: inTurn([unread.settle, ...commands]) } };
}

const textsOf = (
  { prefixListEntries, prefixLists }: AwsResources,
  id: string,
): readonly string[] | undefined =>
  prefixListEntries.get(id)?.value.map(({ Cidr }) => Cidr) ?? prefixLists.get(id)?.value.Cidrs;
