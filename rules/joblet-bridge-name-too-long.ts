import { defineRule, refOf } from 'byo-net/rule';

/** IFNAMSIZ is 16 bytes, the closing zero among them. */
const LONGEST = 15;

export const rule = defineRule({
  id: 'joblet-bridge-name-too-long',
  severity: 'error',
  title: 'The bridge of a network has a name that the kernel refuses',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Derives the bridge of every created network (`joblet-<name>`) and compares it with the 15 bytes that a Linux interface name can have. Versions after 2 make a short name of a long one.',
    why: 'The network is created and listed; the first job on it fails, because `ip link add` refuses the name.',
    repair: 'Use a name of 8 characters at most.',
    source: 'Joblet, network/setup.go; Linux, IFNAMSIZ. The error was measured with iproute2 6.1.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check({ network: { plan } }) {
    if (plan?.profile !== 'S') return;
    for (const declared of plan.networks) {
      const bytes = new TextEncoder().encode(declared.bridge).length;
      if (bytes <= LONGEST) continue;
      yield {
        message: `the bridge ${declared.bridge} of network ${declared.name} has ${bytes} bytes, and an interface name has ${LONGEST} at most`,
        resources: [refOf(declared)],
        symptom:
          'the network is created; its first job fails: "failed to create bridge: exit status 2: Error: Attribute failed policy validation."',
        fix: { none: 'a network cannot be renamed: create it with a name of 8 characters at most' },
      };
    }
  },
});
