import { defineRule, refOf, settingEvidence } from 'byo-net/rule';

export const rule = defineRule({
  id: 'regions-differ',
  severity: 'error',
  title: 'Scheduler and workers are in different regions',
  needs: 'roles',
  reads: [],
  providers: ['gcp'],
  docs: {
    what: 'Compares the regions of the two subnets. A VPC network of Google Cloud spans regions, so both can be in it.',
    why: 'Coiled makes a cluster in one region (`gcp_region`): in the other one it finds no subnet of that name. VMs that were made would pay for every byte between them.',
    repair:
      'Name a subnet of the same network in the scheduler’s region for the workers, or the other way round.',
    source:
      'Google Cloud, "VPC networks": subnets are regional; coiled, `set_backend_options(gcp_region=…)`.',
  },
  examples: {
    good: ['fixtures/gcp/guide --client internet'],
    bad: [
      'fixtures/gcp/two-regions --scheduler-subnet-id byo-subnet --worker-subnet-id byo-west --firewall-id byo-firewall',
    ],
  },
  *check({ workload, network }) {
    const [scheduler, worker] = ['scheduler', 'worker'].map((name) =>
      workload.roles.find((role) => role.name === name),
    );
    const [here, there] = [scheduler?.subnet.region, worker?.subnet.region];
    if (!scheduler || !worker || here === undefined || there === undefined || here === there) return;
    const other = [...network.subnets.values()].find(
      ({ region, vpc, state }) => region === here && vpc === scheduler.subnet.vpc && state.is === 'usable',
    );
    yield {
      message: `the scheduler's ${scheduler.subnet.word} ${scheduler.subnet.id} is in ${here}, and the workers' ${worker.subnet.id} in ${there}`,
      resources: [refOf(scheduler.subnet), refOf(worker.subnet)],
      lines: [scheduler.subnet, worker.subnet].map((subnet) =>
        settingEvidence(subnet, 'region', `region ${subnet.region}`),
      ),
      symptom: 'the cluster is refused when it is created: one of the subnets is not in its region',
      fix: other
        ? { changes: [{ kind: 'place', set: { workerSubnetId: other.id } }] }
        : { none: `make a subnet in ${here}` },
    };
  },
});
