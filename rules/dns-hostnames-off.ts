/** Private DNS of endpoints needs host names. */
import {
  clusterVpcs,
  defineRule,
  type Fix,
  isKnown,
  type Problem,
  refOf,
  settingEvidence,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'dns-hostnames-off',
  severity: 'note',
  title: 'DNS host names are off',
  needs: 'roles',
  reads: ['networks', 'names'],
  docs: {
    what: 'Looks at the DNS host name attribute of the cluster’s network.',
    why: 'Clusters work without it: Coiled’s own Terraform leaves it off. Only the private DNS names of interface endpoints need it.',
    repair:
      'Switch `enableDnsHostnames` on if the cluster is to use interface endpoints by their ordinary names.',
    source: 'Amazon VPC user guide, "DNS attributes for your VPC"; AWS PrivateLink guide, "Private DNS".',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/coiled-terraform --client internet'],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      if (isKnown(vpc.dns.hostnames) && !vpc.dns.hostnames.value) yield off(vpc);
    }
  },
});

/** Names for hosts can be switched on only where the resolver is. */
const withSupport = ({ id, dns: { support } }: Vpc): Fix => {
  const hostnames = { kind: 'enable-dns', vpc: id, attribute: 'hostnames' } as const;
  return isKnown(support) && !support.value
    ? { changes: [{ ...hostnames, attribute: 'support' }, hostnames] }
    : { changes: [hostnames] };
};

const off = (vpc: Vpc): Problem => ({
  message: `${vpc.word} ${vpc.id} has enableDnsHostnames off`,
  resources: [refOf(vpc)],
  lines: [settingEvidence(vpc, 'enableDnsHostnames', 'enableDnsHostnames false')],
  symptom: 'none for the cluster; interface endpoints do not answer by their ordinary names',
  fix: withSupport(vpc),
});
