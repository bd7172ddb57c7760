/** What every part of the lowering looks at, and the small things that all of them say alike. */
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import type { Place, Resource } from '../../../model/network.ts';
import type { Tag } from '../documents.ts';
import type { AwsResources, Entry } from '../resources.ts';
import { listMentions } from './mentions.ts';
import { type PrefixLists, prefixLists } from './prefix-lists.ts';
import type { Scope } from './reading.ts';
import { folderOf } from './scope.ts';

export { scopeAgain, scopeOf } from './scope.ts';

export interface Context {
  readonly resources: AwsResources;
  readonly lists: PrefixLists;
  /** Accounts whose credentials read this; empty where nothing says who the reader was (aws.md 4). */
  readonly callers: ReadonlySet<string>;
  /** Whether things of several accounts were read. */
  readonly isShared: boolean;
}

export const contextOf = (resources: AwsResources): Context => ({
  resources,
  lists: prefixLists(resources, () => listMentions(resources)),
  callers: callersOf(resources),
  isShared: ownersOf(resources).size > 1,
});

/** What several accounts own in one network shows that it is shared, and the reader may be any of them. */
const ownersOf = ({ vpcs, subnets, securityGroups }: AwsResources): ReadonlySet<string> =>
  new Set(
    [...vpcs.values(), ...subnets.values(), ...securityGroups.values()].flatMap(
      ({ value }) => value.OwnerId ?? [],
    ),
  );

function callersOf(resources: AwsResources): ReadonlySet<string> {
  const accounts = [
    ...resources.vpcs.values(),
    ...resources.subnets.values(),
    ...resources.routeTables.values(),
  ].map((entry) => entry.account);
  const options = resources.blockPublicAccessOptions.map(
    ({ value, account }) => value.AwsAccountId ?? account,
  );
  return new Set([...accounts, ...options].filter((account) => account !== undefined));
}

/** Whether a thing is, or may be, shared by an account that is none of the readers: parts of it stay hidden. */
export const isForeign = ({ callers, isShared }: Context, owner: string | undefined): boolean =>
  owner !== undefined && (callers.size > 0 ? !callers.has(owner) : isShared);

interface Owned {
  readonly OwnerId?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
}

/** The identity of a resource; `name` stands in where it has no Name tag. */
export function resourceOf(
  entry: Entry<unknown>,
  owned: Owned,
  id: string,
  word: string,
  name?: string,
): Resource {
  const account = owned.OwnerId ?? entry.account;
  const label = tagName(owned.Tags) ?? name;
  return {
    id,
    word,
    ...(label !== undefined && { name: label }),
    ...(account !== undefined && { account }),
    ...(entry.region !== undefined && { region: entry.region }),
    place: entry.place,
  };
}

/** Where answers of a region lie; where there are none of it, those of any. */
export function scopeIn({ resources }: Context, region: string | undefined): Scope {
  const entries = [...resources.vpcs.values(), ...resources.subnets.values()];
  const near = entries.find((entry) => region === undefined || entry.region === region) ?? entries[0];
  return { region: region ?? near?.region, folder: near && folderOf(near.place) };
}

export const tagName = (tags: readonly Tag[] | undefined): string | undefined =>
  tags?.find(({ Key, Value }) => Key === 'Name' && Value !== '')?.Value;

export const below = (place: Place, tail: string): Place => ({ ...place, pointer: place.pointer + tail });

/**
 * The health that a `State` means. EC2 always states it, so only a thing that does not exist yet (a plan) leaves it
 * out: that counts as good.
 */
export const stateHealth = (
  id: string,
  state: string | undefined,
  good: readonly string[] = ['available'],
): Health =>
  state === undefined || good.includes(state) ? USABLE : unusable('BAD_STATE', `${id} is ${state}`);

/** EC2 calls a working attachment "available" for internet gateways and "attached" for the others. */
export const isWorkingAttachment = (state: string | undefined): boolean =>
  state === undefined || state === 'available' || state === 'attached';
