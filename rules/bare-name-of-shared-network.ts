import { defineRule, type PlacedId, type Problem, placedIds, type Resource, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'bare-name-of-shared-network',
  severity: 'warning',
  title: 'A bare name stands for a network of another project',
  needs: 'placement',
  reads: ['placement', 'networks'],
  providers: ['gcp'],
  docs: {
    what: `Where \`--project\`, or \`gcp_project_id\` of a call, names the project of the cluster, looks at the network and the subnets that were written as bare names, as in
\`--network-id byo-network\`: whether they are that project's own.`,
    why: `In a Shared VPC the network stands in the host project, and Coiled makes the VMs in a service project. A bare name means a
resource of the project that asks, which has none of that name.`,
    repair: `Write the selfLink, as \`byo-net config\` prints it.`,
    source:
      'Google Cloud, "Shared VPC overview"; Coiled, "Bring your own network" (selfLinks in its call for GCP).',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --project my-project-id --network-id byo-network',
      'fixtures/gcp/shared-vpc --project data-team-1 --network-id projects/network-host-1/global/networks/byo-network',
    ],
    bad: ['fixtures/gcp/shared-vpc --project data-team-1 --network-id byo-network'],
  },
  *check(context) {
    const { project, bareNames = [] } = context.placement;
    if (project === undefined) return;
    for (const placed of placedIds(context)) {
      const resource = placed.candidates.get(placed.id);
      if (!bareNames.includes(placed.key) || resource?.account === undefined) continue;
      if (resource.account !== project) yield foreign(placed, resource, resource.account, project);
    }
  },
});

const foreign = (
  { flag, id, ref, inCall }: PlacedId,
  resource: Resource,
  owner: string,
  project: string,
): Problem => ({
  message: `${flag} ${id} is a bare name, and means a ${resource.word} of ${project}: this one is of ${owner}`,
  resources: [inCall ? ref : refOf(resource)],
  key: flag,
  symptom: `the cluster is refused when it is created: ${project} has no ${resource.word} ${id}`,
  fix: { none: `write its selfLink: ${flag}${inCall ? ':' : ''} ${resource.link ?? id}` },
});
