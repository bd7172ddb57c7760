/** Without the provider's resolver nothing resolves. */
import {
  clusterVpcs,
  defineRule,
  isEmpty,
  isKnown,
  type Problem,
  refOf,
  settingEvidence,
  type Undecided,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'dns-support-off',
  severity: 'error',
  title: 'The network’s own resolver is switched off',
  needs: 'roles',
  reads: ['networks', 'names'],
  docs: {
    what: 'Looks at the DNS attribute of the cluster’s network where its VMs use the provider’s resolver (AmazonProvidedDNS, the address two above the network’s base, or 169.254.169.253).',
    why: 'With `enableDnsSupport` off, that resolver does not answer: no name resolves, so no VM downloads anything, although every route and every rule is right.',
    repair: 'Switch the attribute on, or name servers of your own in the DHCP options.',
    source: 'Amazon VPC user guide, "DNS attributes for your VPC".',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/dns-support-off --client internet'],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      const usesOwn = isKnown(vpc.dns.ownServers) && !isEmpty(vpc.dns.ownServers.value);
      if (usesOwn) continue;
      if (!isKnown(vpc.dns.support)) yield open(vpc, vpc.dns.support.unknown);
      else if (!vpc.dns.support.value) yield off(vpc);
    }
  },
});

const off = (vpc: Vpc): Problem => ({
  message: `${vpc.word} ${vpc.id} has enableDnsSupport off, and its VMs ask the provider’s resolver`,
  resources: [refOf(vpc)],
  lines: [settingEvidence(vpc, 'enableDnsSupport', 'enableDnsSupport false')],
  symptom: 'nothing resolves: no download and no connection by name works',
  fix: { changes: [{ kind: 'enable-dns', vpc: vpc.id, attribute: 'support' }] },
});

const open = (vpc: Vpc, reason: Undecided['reasons'][number]): Undecided => ({
  kind: 'undecided',
  message: `whether names resolve in ${vpc.id} is not known`,
  resources: [refOf(vpc)],
  required: true,
  reasons: [reason],
});
