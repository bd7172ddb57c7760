/** Changes in words, and placements as flags. */
import { describe, expect, it } from 'vitest';
import { addressSet, block } from '../../src/ip/address.ts';
import { describeChange, placeFlags } from '../../src/lint/describe-change.ts';
import type { Change } from '../../src/model/change.ts';

const allow = {
  kind: 'allow',
  filter: 'sg-1',
  direction: 'ingress',
  protocol: 6,
  ports: [8787, 8787],
} as const;
const office = { addresses: addressSet(['203.0.113.0/24']) };
const anywhere = block(0, 0);

it.each<readonly [Change, string]>([
  [{ ...allow, peer: office }, 'allow tcp 8787 from 203.0.113.0/24 into sg-1'],
  [
    { ...allow, direction: 'egress', protocol: 17, ports: [53, 53, 100, 200], peer: { group: 'sg-2' } },
    'allow udp 53, 100-200 to members of sg-2 out of sg-1',
  ],
  [{ ...allow, protocol: undefined, peer: office }, 'allow all traffic from 203.0.113.0/24 into sg-1'],
  [{ ...allow, protocol: 1, peer: office }, 'allow icmp from 203.0.113.0/24 into sg-1'],
  [
    { ...allow, filter: 'acl-1', peer: office, before: 'rule 100' },
    'allow tcp 8787 from 203.0.113.0/24 into acl-1, before rule 100',
  ],
  [
    { kind: 'edit-call', edit: { do: 'rename', at: ['backend_type'], to: 'backend' } },
    'write backend instead of backend_type',
  ],
  [{ kind: 'edit-call', edit: { do: 'remove', at: ['network', 'vpc'] } }, 'leave network.vpc out'],
  [
    { kind: 'edit-call', edit: { do: 'set', at: ['ingress', 0, 'cidr'], value: 'true' } },
    'write ingress[0].cidr = "true"',
  ],
  [{ kind: 'edit-call', edit: { do: 'set', at: ['a'], value: true } }, 'write a = True'],
  [{ kind: 'edit-call', edit: { do: 'set', at: ['a'], value: null } }, 'write a = None'],
  [
    { kind: 'edit-call', edit: { do: 'set', at: ['a'], value: { environment: 'X' } } },
    'write a = os.environ["X"]',
  ],
  [
    { kind: 'remove-rule', filter: 'sg-1', direction: 'ingress', rule: 'tcp 22 from 0.0.0.0/0' },
    'remove ingress tcp 22 from 0.0.0.0/0 of sg-1',
  ],
  [
    { kind: 'raise-rule', filter: 'net/firewall', direction: 'egress', rule: 'web', before: 'shut' },
    'have egress web of net/firewall asked before shut',
  ],
  [
    { kind: 'add-route', table: 'rtb-1', destination: anywhere, gateway: 'igw-1' },
    'route 0.0.0.0/0 of rtb-1 to igw-1',
  ],
  [
    { kind: 'replace-route', table: 'rtb-1', route: 'r', destination: anywhere, gateway: 'igw-1' },
    'route 0.0.0.0/0 of rtb-1 to igw-1 instead',
  ],
  [
    { kind: 'remove-route', table: 'rtb-1', route: '10.0.0.0/8 → pcx-1', destination: anywhere },
    'remove the route 10.0.0.0/8 → pcx-1 of rtb-1',
  ],
  [{ kind: 'attach-gateway', gateway: 'igw-1', vpc: 'vpc-1' }, 'attach igw-1 to vpc-1'],
  [{ kind: 'enable-dns', vpc: 'vpc-1', attribute: 'hostnames' }, 'turn DNS hostnames on in vpc-1'],
  [
    { kind: 'exclude-from-public-access-block', subnet: 'subnet-1', mode: 'egress' },
    'except subnet-1 from Block Public Access (egress)',
  ],
  [{ kind: 'place', set: { workersPublicIp: true } }, 'check with --workers-public-ip'],
])('%#', (change, words) => {
  expect(describeChange(change)).toBe(words);
});

describe('a placement as flags', () => {
  it('has the flag of each key, in the order of the dictionary', () => {
    const set = {
      schedulerPublicIp: false,
      workersPublicIp: true,
      schedulerFirewallId: 'sg-2',
      firewallId: 'sg-1',
      workerSubnetId: 'subnet-2',
      schedulerSubnetId: 'subnet-1',
      networkId: 'vpc-1',
    };
    expect(placeFlags(set)).toEqual([
      '--network-id vpc-1',
      '--scheduler-subnet-id subnet-1',
      '--worker-subnet-id subnet-2',
      '--firewall-id sg-1',
      '--scheduler-firewall-id sg-2',
      '--no-scheduler-public-ip',
      '--workers-public-ip',
    ]);
  });
});
