import {
  type Blocker,
  type Context,
  defineRule,
  describePorts,
  describeService,
  distinctRefs,
  overlaps,
  type PortSet,
  type Problem,
  repairBlockers,
  sourcePortsOf,
  subtract,
  type TracedFlow,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'reply-cut-off',
  severity: 'warning',
  title: 'Replies reach only some client ports',
  needs: 'flows',
  reads: ['all flows'],
  docs: {
    what: `A connection's reply goes to the port that the client opened it from. A stateful filter remembers the connection; a stateless
one (a network ACL) must admit the reply by its port. The rule speaks when a required flow holds for the ports that Linux and
Windows use (32768-65535) and not for all that a client behind NAT or on the internet can have (1024-65535), and names the
range that gets an answer and the one that does not. When ports from 32768 on are cut, the flow itself is broken and its own rule
says so.`,
    why: `Such connections fail *sometimes*: most laptops connect, some behind a home router or a company's NAT do not, and the next
attempt may work. Nothing in a log points at the network.`,
    repair: `Let the stateless filter pass tcp to ports 1024-65535 in the direction of the reply, before the rule that denies it. AWS's own
sample ACL opens 32768-65535 only: right for VMs, narrow for clients behind NAT.`,
    source: 'Amazon VPC user guide, "Network ACLs: ephemeral ports"; RFC 6056; NAT gateways use 1024-65535.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: [
      'fixtures/aws/reply-cut-off --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const traced of context.flows) {
      if (traced.judgement.holds !== 'no' && traced.judgement.sometimes.length > 0)
        yield halved(context, traced);
    }
  },
});

function halved(context: Context, traced: TracedFlow): Problem {
  const { required, trace, judgement } = traced;
  const cut = sourcePortsOf(judgement.sometimes);
  const answered = subtract(sourcePortsOf(trace.parts), cut);
  const blockers = cutting(traced, cut);
  const service = describeService(required.flow.protocol, required.flow.ports);
  return {
    message: `${required.from} get an answer from ${required.to} on ${service} at client ports ${describePorts(answered)} and none at ${describePorts(cut)}`,
    resources: distinctRefs(blockers.map((blocker) => blocker.resource)),
    key: required.name,
    trace,
    symptom: 'some connections open and others time out, by the port that the client happens to use',
    fix: repairBlockers(context, traced, blockers),
  };
}

/** What stops the replies to these client ports. */
const cutting = ({ trace }: TracedFlow, cut: PortSet): readonly Blocker[] =>
  [...trace.forward.blockers, ...trace.reply.blockers].filter((blocker) =>
    overlaps(blocker.stopped.sourcePorts, cut),
  );
