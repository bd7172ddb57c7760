import { type DeclaredNetwork, defineRule, matches, refOf, textsOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-closed-network-open',
  severity: 'warning',
  title: 'A network that is meant to be closed has a way to the internet',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks for custom networks that are meant to have no way out: by a name of the option \`closed\`, or by the comment beside the
command that creates them ("no internet", "no external access", "with restrictions").`,
    why: 'Joblet adds a NAT rule for every network: there is no custom network without the internet, and no switch that makes one.',
    repair: `Accept it, or close the bridge on the host, where Joblet neither knows nor keeps the rule:
\`iptables -I FORWARD 1 -i joblet-NAME ! -o joblet-NAME -j DROP\` keeps what is on the network and ends its egress.`,
    source: 'Joblet, network/setup.go (MASQUERADE for each network); the rule of the host was measured.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  options: {
    closed: {
      what: 'names of networks that are to have no way out, with `*` for anything',
      default: [
        '*restricted*',
        'secure',
        'secure-*',
        '*-secure',
        'private',
        'private-*',
        '*-private',
        'internal',
        'internal-*',
        '*-internal',
        'closed',
        'closed-*',
        '*-closed',
        'offline',
        'offline-*',
        '*-offline',
        '*no-internet*',
        '*airgap*',
      ],
    },
  },
  *check({ network }, { closed }) {
    for (const declared of network.plan?.networks ?? []) {
      const why = declared.builtin ? undefined : intentOf(declared, textsOf(closed));
      if (why === undefined) continue;
      const { name, bridge } = declared;
      yield {
        message: `network ${name} is meant to be closed (${why}), and Joblet gives every custom network a way to the internet`,
        resources: [refOf(declared)],
        symptom: 'its jobs reach the internet, and the host',
        fix: {
          none: `Joblet has no network without NAT; on the host, iptables -I FORWARD 1 -i ${bridge} ! -o ${bridge} -j DROP closes it until the next start`,
        },
      };
    }
  },
});

const SAYS =
  /\b(?:no|without) (?:direct )?(?:internet|external|outside|outbound|egress)\b|\bair-?gapped\b|\bwith restrictions\b/i;

function intentOf({ name, comment }: DeclaredNetwork, closed: readonly string[]): string | undefined {
  const [said] = SAYS.exec(comment?.text ?? '') ?? [];
  if (said !== undefined) return `line ${comment?.place.line} says "${said}"`;
  return closed.some((one) => matches(name, one)) ? 'its name says so' : undefined;
}
