/** A rule that names a group which is gone matches nothing, and looks as if it did. */
import {
  clusterFilters,
  defineRule,
  type Filter,
  type FilterDirection,
  type FilterRule,
  type Problem,
  refOf,
  ruleEvidence,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'stale-group-reference',
  severity: 'warning',
  title: 'A rule names a group that is gone',
  needs: 'roles',
  reads: ['groups'],
  docs: {
    what: 'Looks at the rules of the cluster’s groups for references to a group that was deleted, or that sits behind a peering connection that is gone.',
    why: 'The rule stays in the list and matches nothing: whoever reads it believes that a door is open.',
    repair: 'Remove the rule, and name the group that took its place.',
    source: 'Amazon VPC peering guide, "Stale security group rules"; `DescribeStaleSecurityGroups`.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/stale-reference --client internet'],
  },
  *check(context) {
    for (const filter of clusterFilters(context)) {
      for (const direction of ['ingress', 'egress'] as const) {
        for (const line of filter[direction]) {
          for (const { group, stale } of line.peer.groups) {
            if (stale !== undefined) yield gone(filter, direction, line, group, stale);
          }
        }
      }
    }
  },
});

const gone = (
  filter: Filter,
  direction: FilterDirection,
  line: FilterRule,
  group: string,
  why: string,
): Problem => ({
  message: `the rule “${line.text}” of ${filter.id} names ${group} and matches nothing: ${why}`,
  resources: [refOf(filter)],
  key: `${direction} ${line.id}`,
  lines: [ruleEvidence(filter, line)],
  symptom: `members of ${group} are not let through`,
  fix: { changes: [{ kind: 'remove-rule', filter: filter.id, direction, rule: line.id }] },
});
