/** A network in which only some instance types start. */
import { clusterVpcs, defineRule, type Problem, refOf, settingEvidence, type Vpc } from 'byo-net/rule';

export const rule = defineRule({
  id: 'encryption-enforced',
  severity: 'note',
  title: 'Only VMs that encrypt in transit start in the network',
  needs: 'roles',
  reads: ['networks'],
  providers: ['aws'],
  docs: {
    what: 'Looks whether the encryption control of the cluster’s VPC enforces encryption in transit. What reaches what does not change by it.',
    why: 'Network interfaces of such a VPC attach only to instance types that encrypt what they send (most of those on Nitro). A VM of another type never starts, and the cluster waits for it.',
    repair:
      'Name instance types that encrypt in transit when the cluster is made: `coiled.Cluster(worker_vm_types=[…], scheduler_vm_types=[…])`.',
    source:
      'Amazon VPC user guide, "Enforce VPC encryption in transit"; EC2 API, Vpc.EncryptionControl; EC2 user guide, "Encryption in transit".',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/encryption-enforced --client internet'],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) if (vpc.encryptedOnly) yield enforced(vpc);
  },
});

const enforced = (vpc: Vpc): Problem => ({
  message: `the encryption control of ${vpc.word} ${vpc.id} enforces: only instance types that encrypt in transit start in it`,
  resources: [refOf(vpc)],
  lines: [settingEvidence(vpc, 'EncryptionControl', 'EncryptionControl enforce')],
  symptom: 'VMs of other instance types never start',
  fix: {
    none: 'the network needs no change: name instance types that encrypt in transit, coiled.Cluster(worker_vm_types=[…], scheduler_vm_types=[…])',
  },
});
