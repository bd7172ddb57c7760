import { entry, OPEN, route } from './build.ts';
import { all, type Case, entries, remove, routes, rules, testCases } from './cases.ts';
import { CLIENT, NEIGHBOUR, PRIVATE_VM, PUBLIC_VM, SITE } from './home.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED_OUT = ['blocked', 'reachable'] as const;
const NO_REPLY = ['reachable', 'blocked'] as const;

const ANY_IN = entry(100, 'in', 'allow', '0.0.0.0/0');

const NETWORK_ACLS: readonly Case[] = [
  {
    line: 27,
    name: 'the lower rule number decides, whatever the order of the answer',
    change: entries(
      'acl-private',
      entry(200, 'in', 'allow', '0.0.0.0/0'),
      entry(100, 'in', 'deny', '10.0.0.0/28'),
      entry(100, 'out', 'allow', '0.0.0.0/0'),
    ),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: BLOCKED_OUT,
    blockers: ['acl-in:acl-private'],
  },
  {
    line: 27,
    name: 'an ACL without a matching entry denies',
    change: entries('acl-public', entry(100, 'in', 'allow', '0.0.0.0/0')),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: BLOCKED_OUT,
    blockers: ['acl-out:acl-public'],
  },
  {
    line: 27,
    name: 'the reply is asked again, on both subnets',
    change: all(
      entries('acl-public', entry(1, 'in', 'deny', '10.0.0.16/28', [1024, 65535]), ...OPEN),
      entries('acl-private', entry(1, 'out', 'deny', '10.0.0.5/32'), ...OPEN),
    ),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: NO_REPLY,
    blockers: ['acl-out:acl-private', 'acl-in:acl-public'],
  },
  {
    line: 27,
    name: 'an entry of another protocol does not match',
    change: entries('acl-private', entry(1, 'in', 'deny', '0.0.0.0/0', [0, 65535], '17'), ...OPEN),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: OK,
  },
  {
    line: 27,
    name: 'inbound entries look at the source, not the destination',
    change: entries('acl-private', entry(1, 'in', 'deny', '10.0.0.16/28'), ...OPEN),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: OK,
  },
  {
    line: 28,
    name: 'inside one subnet no ACL is met',
    change: entries('acl-private'),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 29,
    name: "AWS's sample range carries a Linux client's reply",
    change: entries('acl-public', ANY_IN, entry(100, 'out', 'allow', '0.0.0.0/0', [32768, 65535])),
    from: CLIENT,
    to: PUBLIC_VM,
    ephemeralPort: 60999,
    is: OK,
  },
  {
    line: 29,
    name: "AWS's sample range does not carry a reply to a lower port",
    change: entries('acl-public', ANY_IN, entry(100, 'out', 'allow', '0.0.0.0/0', [32768, 65535])),
    from: CLIENT,
    to: PUBLIC_VM,
    ephemeralPort: 1024,
    is: NO_REPLY,
    blockers: ['acl-out:acl-public'],
  },
  {
    line: 27,
    name: 'every blocker of the path is named',
    change: all(
      entries('acl-public'),
      entries('acl-private'),
      rules('sg-vm', [], []),
      routes('rtb-private', route('10.0.0.0/24', 'local')),
    ),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: ['blocked', 'blocked'],
    blockers: [
      'acl-out:acl-public',
      'acl-in:acl-private',
      'sg-out:sg-vm',
      'sg-in:sg-vm',
      'acl-out:acl-private',
      'acl-in:acl-public',
    ],
  },
  {
    line: 3,
    name: 'an ACL that nobody read decides nothing',
    change: remove('NetworkAcls', 'acl-private'),
    from: PRIVATE_VM,
    to: SITE,
    is: ['unknown', 'unknown'],
    unknowns: ['acl:subnet-private'],
  },
];

testCases(NETWORK_ACLS);
