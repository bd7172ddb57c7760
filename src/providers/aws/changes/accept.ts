/**
 * What EC2 would say to changes that can be made on paper: it refuses what is somebody else's to change and what goes
 * past a quota. Where other changes to the same effect stay within the quota, those are made instead.
 */
import type { Change } from '../../../model/change.ts';
import type { Accepted } from '../../provider.ts';
import { type Context, contextOf, isForeign } from '../lower/context.ts';
import { optionsOf } from '../lower/public-access.ts';
import type { AwsResources } from '../resources.ts';
import { applyChange } from './apply.ts';
import type { Origin } from './lines.ts';
import { excess } from './quotas.ts';
import { madeRoom } from './room.ts';
import { subjectOf } from './subject.ts';

/** `there`: the account as the changes `beside` leave it. */
export function accept(
  origin: Origin,
  changes: readonly Change[],
  beside: readonly Change[],
  there: AwsResources,
): Accepted {
  const context = contextOf(origin.resources);
  const [locked] = changes.flatMap((change) => underPolicy(context, change) ?? []);
  if (locked !== undefined) return { refused: locked, isFinal: true };
  const [refused] = changes.flatMap((change) => foreign(context, origin, change) ?? []);
  return refused === undefined ? withinQuotas(origin, changes, beside, there) : { refused };
}

/** In a shared VPC only the owner changes what the participants see (aws.md 4). */
function foreign(context: Context, { network }: Origin, change: Change): string | undefined {
  const subject = subjectOf(network, change);
  if (!subject || !isForeign(context, subject.account)) return undefined;
  return `${subject.id} belongs to account ${subject.account}, and no other account can change it: ask its owner`;
}

/** An organisation's policy sets the mode and says whether an account may make exceptions (aws.md 20). */
function underPolicy(context: Context, change: Change): string | undefined {
  if (change.kind !== 'exclude-from-public-access-block') return undefined;
  const entry = context.resources.subnets.get(change.subnet);
  const options = entry && optionsOf(context, entry);
  if (options?.ExclusionsAllowed !== 'not-allowed') return undefined;
  const by = options.ManagedBy === undefined ? '' : `ManagedBy ${options.ManagedBy}, `;
  return `no change of yours can repair this: an organisation policy sets Block Public Access and allows no exclusions; ask its owner (VpcBlockPublicAccessOptions: ${by}ExclusionsAllowed not-allowed)`;
}

function withinQuotas(
  origin: Origin,
  changes: readonly Change[],
  beside: readonly Change[],
  there: AwsResources,
): Accepted {
  const over = (some: readonly Change[]) =>
    excess(
      there,
      some.reduce<AwsResources>((now, change) => applyChange(now, origin, change) ?? now, there),
    );
  const [first] = over(changes);
  if (!first) return { changes };
  const fitting = madeRoom(origin, changes, beside, over(changes));
  const [left = first] = fitting ? over(fitting) : [];
  return fitting && over(fitting).length === 0 ? { changes: fitting } : { refused: left.text };
}
