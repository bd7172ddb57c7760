import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'scheduler-unreachable',
  severity: 'error',
  title: 'Clients cannot reach the scheduler',
  needs: 'flows',
  docs: {
    what: `Follows the packets from the client to the scheduler on the ports that the requirement set names (guide: tcp 8786 for
the Dask protocol and 8787 for the dashboard; current client: 443 carries both), and the replies back to the client.

With \`--client\` every address of the declared range must connect; what cannot is named in the fewest ranges. Without it the
rule speaks only when nobody outside the cluster can connect, for then no client works, wherever it is.`,
    why: `The cluster starts, costs money and waits, while the client stops with "Timed out trying to connect to …" or a handshake
timeout. With only the dashboard's port closed, computations work and the dashboard link does not open.

Ingress from the internet is not required: a VPN, a peered network or a transit gateway is as good, as long as the client's
machine is behind it. Name it with \`--client\`, and what cannot be seen from here with \`--assume\`.`,
    repair: `Read the hops in order: every blocker of the path is listed, not only the first, so all can be repaired at once. The
usual ones: the scheduler's group opens one port and not the other, or to another range than the client's; the scheduler has no
public address although its clients come from the internet; its subnet has no route to an internet gateway, so the reply
never leaves; the subnet's network ACL lets the request in and not the reply out; for a client with private addresses, the table has no route to
them and the reply falls to the default route; the request comes in by the internet gateway and the reply leaves by a firewall, which
drops half a connection. On Google Cloud: a rule for another network tag, a rule that
denies at the same or a lower number, a policy of the organisation that is asked first.`,
    source:
      'Coiled, "Bring your own network"; distributed\'s default ports; the causes are the codes of AWS Reachability Analyzer and of Google\'s Connectivity Tests.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --client internet',
      'fixtures/aws/peered-client --client vpc:vpc-0fdf3631ea89f2ada',
    ],
    bad: [
      'fixtures/gcp/port-closed --client 203.0.113.0/24 --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/port-closed --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/client-range-too-narrow --client 203.0.113.0/24 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['client-scheduler']),
});
