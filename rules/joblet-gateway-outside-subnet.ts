import { defineRule, formatAddress, formatCidr, makeAnew, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-gateway-outside-subnet',
  severity: 'error',
  title: 'The gateway that Joblet derives lies outside of the network',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: "Joblet's gateway is the network address with its last byte set to 1. Looks for ranges that do not have that address.",
    why: 'No job starts there: its default route names a gateway that it cannot reach.',
    repair: 'Use a /24 or a wider range, or a longer one that begins at a last byte of 0.',
    source: 'Joblet, network/setup.go; the error was measured with iproute2 6.1.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/broken'] },
  *check(context) {
    for (const declared of context.network.plan?.networks ?? []) {
      const { block } = declared;
      if (declared.builtin || !block || typeof block.first !== 'number' || typeof block.last !== 'number')
        continue;
      const gateway = block.first - (block.first % 256) + 1;
      if (gateway >= block.first && gateway <= block.last) continue;
      yield {
        message: `the gateway ${formatAddress(gateway)} of network ${declared.name} is outside of ${formatCidr(block)}`,
        resources: [refOf(declared)],
        symptom:
          'its jobs fail: "failed to configure namespace: exit status 2: Error: Nexthop has invalid gateway."',
        fix: makeAnew(
          context,
          declared,
          'a range cannot be changed: create the network with a range that has its .1',
        ),
      };
    }
  },
});
