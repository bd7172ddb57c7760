/** Changes as they would be made in Joblet; undefined where one cannot be. */
import type { Change } from '../../../model/change.ts';
import type { JobletResources } from '../resources.ts';

export function applyChanges(
  resources: JobletResources,
  changes: readonly Change[],
): JobletResources | undefined {
  return changes.reduce<JobletResources | undefined>((now, change) => now && apply(now, change), resources);
}

function apply(now: JobletResources, change: Change): JobletResources | undefined {
  switch (change.kind) {
    case 'create-network':
      return {
        ...now,
        networks: [
          ...now.networks,
          {
            name: change.network,
            cidr: change.cidr,
            bridge: '',
            source: 'created',
            place: { file: 'rnx network create', pointer: '', line: 1, column: 1 },
          },
        ],
      };
    case 'remove-network':
      return {
        ...now,
        networks: now.networks.filter(
          ({ name, cidr }) => name !== change.network || (change.cidr !== undefined && cidr !== change.cidr),
        ),
      };
    case 'place':
    // Files are edited before they are decoded.
    case 'edit':
      return now;
    default:
      // Joblet has no filter, route or gateway that a person could change.
      return undefined;
  }
}
