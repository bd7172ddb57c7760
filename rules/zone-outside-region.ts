import { defineRule, type Problem, refOf, type Subnet, settingEvidence } from 'byo-net/rule';

export const rule = defineRule({
  id: 'zone-outside-region',
  severity: 'error',
  title: 'The zone is none of its subnet',
  needs: 'roles',
  reads: [],
  docs: {
    what: `Compares the zone that \`--zone\` names with the subnets of the placement: a subnet of a zone (AWS) takes VMs of that zone only,
a subnet of a region (GCP) those of any zone of it.`,
    why: `The provider refuses the VM: a subnet and a zone that have nothing in common make no cluster.`,
    repair: 'Name a zone of the subnet’s region, or a subnet in the region of the zone.',
    source:
      'Google Cloud, "VPC networks": subnets are regional; Amazon VPC user guide, "Subnets for your VPC".',
  },
  examples: {
    good: ['fixtures/gcp/guide --zone us-east1-c'],
    bad: ['fixtures/gcp/guide --zone us-west1-b'],
  },
  *check({ placement: { zone }, workload }) {
    if (zone === undefined) return;
    const subnets = new Map(workload.roles.map(({ subnet }) => [subnet.id, subnet]));
    for (const subnet of subnets.values()) {
      const place = subnet.zone ?? subnet.region;
      if (place !== undefined && !isWithin(zone, place)) yield elsewhere(subnet, zone, place);
    }
  },
});

/** "us-east1-c" in "us-east1", "us-east-1a" in "us-east-1", and each zone in itself. */
const isWithin = (zone: string, place: string): boolean =>
  zone === place || zone.replace(/-?[a-z]$/, '') === place;

const elsewhere = (subnet: Subnet, zone: string, place: string): Problem => ({
  message: `zone ${zone} is not in ${place}, where ${subnet.word} ${subnet.id} is`,
  resources: [refOf(subnet)],
  lines: [settingEvidence(subnet, place, `${subnet.zone === undefined ? 'region' : 'zone'} ${place}`)],
  symptom: 'no VM is created',
  fix: { none: `name a zone of ${place} with --zone, or a subnet in the region of ${zone}` },
});
