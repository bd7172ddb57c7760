/** Without the provider's resolver nothing resolves. */
import {
  type Context,
  clusterVpcs,
  defineRule,
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
      const { servers, support } = vpc.dns;
      const all = isKnown(servers) ? servers.value : (['provider'] as const);
      if (!all.includes('provider')) continue;
      const others = all.length > 1;
      if (!isKnown(support)) yield open(vpc, support.unknown, !others || !othersAnswer(context));
      else if (!support.value) yield off(vpc, others);
    }
  },
});

/** The name servers of one's own do without the provider's. */
const othersAnswer = ({ flows }: Context): boolean =>
  flows.every(({ required, trace }) => required.kind !== 'resolver' || trace.verdict === 'reachable');

const off = (vpc: Vpc, others: boolean): Problem => ({
  message: `${vpc.word} ${vpc.id} has enableDnsSupport off, and ${others ? 'one of the name servers that its VMs ask is' : 'its VMs ask'} the provider’s resolver`,
  resources: [refOf(vpc)],
  lines: [settingEvidence(vpc, 'enableDnsSupport', 'enableDnsSupport false')],
  ...(others && { severity: 'warning' as const }),
  symptom: others
    ? 'the provider’s resolver does not answer; names resolve by the others alone'
    : 'nothing resolves: no download and no connection by name works',
  fix: { changes: [{ kind: 'enable-dns', vpc: vpc.id, attribute: 'support' }] },
});

const open = (vpc: Vpc, reason: Undecided['reasons'][number], required: boolean): Undecided => ({
  kind: 'undecided',
  message: `whether names resolve in ${vpc.id} is not known`,
  resources: [refOf(vpc)],
  required,
  reasons: [reason],
});
