import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'required-flow-blocked',
  severity: 'error',
  title: 'A required flow does not get through',
  needs: 'flows',
  docs: {
    what: `Follows each flow that was named with \`--require <from>=<to>:<port>\`, for example \`role:worker=10.20.0.0/24:5432\`: every
address of the one end to every address of the other, and the replies back.`,
    why: `A cluster needs its data as much as its scheduler. A database whose group does not know the workers, or a subnet behind a
peering without a route back, shows only when the first task reads: the connection times out.`,
    repair: `Open the far end to the workers' group or subnet, and give both sides routes to each other. Where the far end is a VM of the
input, its own group is on the path and named; where it is an address range, only routes and network ACLs are judged, for no
one knows what filters the machines there carry.`,
    source: 'Coiled, "Bring your own network" ("as well of course as any data used in your computations").',
  },
  examples: {
    good: [
      'fixtures/aws/guide --require role:worker=role:scheduler:8786 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/database-closed --require role:worker=10.0.128.10:5432 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['required']),
});
