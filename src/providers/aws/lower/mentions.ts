/** What documents name without describing it. */
import type { AwsResources } from '../resources.ts';
import type { Scope } from './reading.ts';
import { scopeOf } from './scope.ts';

export interface ListMention {
  readonly id: string;
  readonly scope: Scope;
}

/** Every prefix list that a route or a rule names, and where. */
export function listMentions(resources: AwsResources): readonly ListMention[] {
  const inRoutes = [...resources.routeTables.values()].flatMap((table) =>
    (table.value.Routes ?? []).flatMap(({ DestinationPrefixListId: id }) =>
      id === undefined ? [] : [{ id, scope: scopeOf(table, table.value.VpcId) }],
    ),
  );
  const inRules = [...resources.securityGroups.values()].flatMap((group) =>
    [...(group.value.IpPermissions ?? []), ...(group.value.IpPermissionsEgress ?? [])].flatMap(
      ({ PrefixListIds = [] }) =>
        PrefixListIds.map(({ PrefixListId: id }) => ({ id, scope: scopeOf(group, group.value.VpcId) })),
    ),
  );
  return [...new Map([...inRoutes, ...inRules].map((mention) => [mention.id, mention])).values()];
}
