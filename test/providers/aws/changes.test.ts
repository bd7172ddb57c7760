/** Changes on a real account: what each does to the network, what EC2 would refuse, and the command that does it. */
import { describe, expect, it } from 'vitest';
import { addressSet, block, parseAddress } from '../../../src/ip/address.ts';
import { type AllowChange, type Change, NEW_NAT, NEW_SUBNET } from '../../../src/model/change.ts';
import { isKnown, knownValue } from '../../../src/model/known.ts';
import type { Network } from '../../../src/model/network.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  association,
  change,
  GUIDE,
  guideNetwork,
  localRoute,
  permission,
  route,
} from '../../support/aws.ts';
import { openedOf, withoutRegion } from '../../support/opened.ts';

const cidr = (text: string) => {
  const [head = '', length = ''] = text.split('/');
  return block(parseAddress(head) ?? 0, Number(length));
};

const allow = (more: Partial<AllowChange>): AllowChange => ({
  kind: 'allow',
  filter: GUIDE.group,
  direction: 'ingress',
  protocol: 6,
  ports: [8787, 8787],
  peer: { addresses: addressSet(['203.0.113.0/24']) },
  ...more,
});
const from = (...texts: readonly string[]) => ({ peer: { addresses: addressSet(texts) } });

/** Everything that a change can alter, one line each. */
function* linesOf(network: Network): Generator<string> {
  for (const { id, ingress, egress } of network.filters.values()) {
    for (const rule of ingress) yield `${id} in ${rule.id}: ${rule.text}`;
    for (const rule of egress) yield `${id} out ${rule.id}: ${rule.text}`;
  }
  for (const { id, routes } of network.routeTables.values())
    for (const one of routes) yield `${id} ${one.id}`;
  for (const gateway of network.gateways.values())
    if (gateway.kind === 'internet')
      for (const [vpc, health] of gateway.attached) yield `${gateway.id} at ${vpc} ${health.is}`;
  for (const { id, dns } of network.vpcs.values())
    yield `${id} support ${knownValue(dns.support)} hostnames ${knownValue(dns.hostnames)}`;
  for (const { id, dns } of network.vpcs.values()) yield `${id} asks ${knownValue(dns.servers)?.join(', ')}`;
  for (const { id, publicAccess } of network.subnets.values())
    yield `${id} ${isKnown(publicAccess) ? publicAccess.value : 'unknown'}`;
}

/** What the changes take away and add, and the commands that do it; `refused` where one cannot be made. */
function effect(bodies: AwsBodies, ...changes: readonly Change[]) {
  const opened = openedOf(bodies);
  const after = opened.changed(changes);
  const commands = withoutRegion(opened.commands(changes));
  if (!after) return { refused: true, commands };
  const [old, now] = [[...linesOf(opened.network)], [...linesOf(after)]];
  return {
    gone: old.filter((line) => !now.includes(line)),
    fresh: now.filter((line) => !old.includes(line)),
    commands,
  };
}

const guide = guideNetwork();
const sg = (more: Partial<AllowChange>) => effect(guide, allow(more));

describe('allow in a security group', () => {
  const ingress = `aws ec2 authorize-security-group-ingress --group-id ${GUIDE.group}`;
  const egress = `aws ec2 authorize-security-group-egress --group-id ${GUIDE.group}`;

  it.each<readonly [string, Partial<AllowChange>, readonly string[], readonly string[]]>([
    [
      'a port from a block',
      {},
      ['in tcp 8787 from 203.0.113.0/24: allow tcp 8787 from 203.0.113.0/24'],
      [`${ingress} --protocol tcp --port 8787 --cidr 203.0.113.0/24`],
    ],
    [
      'two ranges of ports from two blocks: four lines',
      { ports: [22, 22, 8000, 9000], ...from('10.1.0.0/16', '10.3.0.0/16') },
      [
        'in tcp 22 from 10.1.0.0/16: allow tcp 22 from 10.1.0.0/16',
        'in tcp 22 from 10.3.0.0/16: allow tcp 22 from 10.3.0.0/16',
        'in tcp 8000-9000 from 10.1.0.0/16: allow tcp 8000-9000 from 10.1.0.0/16',
        'in tcp 8000-9000 from 10.3.0.0/16: allow tcp 8000-9000 from 10.3.0.0/16',
      ],
      [
        `${ingress} --protocol tcp --port 22 --cidr 10.1.0.0/16`,
        `${ingress} --protocol tcp --port 22 --cidr 10.3.0.0/16`,
        `${ingress} --protocol tcp --port 8000-9000 --cidr 10.1.0.0/16`,
        `${ingress} --protocol tcp --port 8000-9000 --cidr 10.3.0.0/16`,
      ],
    ],
    [
      'IPv6 beside IPv4',
      { protocol: 17, ports: [53, 53], ...from('10.1.0.0/16', '2600:1f18::/56') },
      [
        'in udp 53 from 10.1.0.0/16: allow udp 53 from 10.1.0.0/16',
        'in udp 53 from 2600:1f18::/56: allow udp 53 from 2600:1f18::/56',
      ],
      [
        `${ingress} --protocol udp --port 53 --cidr 10.1.0.0/16`,
        `${ingress} --ip-permissions '[{"IpProtocol":"udp","FromPort":53,"ToPort":53,"Ipv6Ranges":[{"CidrIpv6":"2600:1f18::/56"}]}]'`,
      ],
    ],
    [
      'a range of addresses as the fewest blocks',
      from('10.1.0.0/17', '10.1.128.0/17', '10.2.0.0/32'),
      [
        'in tcp 8787 from 10.1.0.0/16: allow tcp 8787 from 10.1.0.0/16',
        'in tcp 8787 from 10.2.0.0/32: allow tcp 8787 from 10.2.0.0/32',
      ],
      [
        `${ingress} --protocol tcp --port 8787 --cidr 10.1.0.0/16`,
        `${ingress} --protocol tcp --port 8787 --cidr 10.2.0.0/32`,
      ],
    ],
    [
      'members of a group',
      { ports: [1024, 65535], peer: { group: GUIDE.defaultGroup } },
      [`in tcp 1024-65535 from ${GUIDE.defaultGroup}: allow tcp 1024-65535 from ${GUIDE.defaultGroup}`],
      [`${ingress} --protocol tcp --port 1024-65535 --source-group ${GUIDE.defaultGroup}`],
    ],
    [
      'out',
      { direction: 'egress', ports: [443, 443], ...from('198.51.100.0/24') },
      ['out tcp 443 to 198.51.100.0/24: allow tcp 443 to 198.51.100.0/24'],
      [
        `${egress} --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"198.51.100.0/24"}]}]'`,
      ],
    ],
    [
      'all protocols',
      { protocol: undefined, ports: [0, 65535] },
      ['in all traffic from 203.0.113.0/24: allow all traffic from 203.0.113.0/24'],
      [`${ingress} --ip-permissions '[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"203.0.113.0/24"}]}]'`],
    ],
    [
      'ICMP, which has types where others have ports',
      { protocol: 1, ports: [0, 65535] },
      ['in icmp from 203.0.113.0/24: allow icmp from 203.0.113.0/24'],
      [
        `${ingress} --ip-permissions '[{"IpProtocol":"icmp","FromPort":-1,"ToPort":-1,"IpRanges":[{"CidrIp":"203.0.113.0/24"}]}]'`,
      ],
    ],
    [
      'a protocol by its number',
      { protocol: 132, ports: [0, 65535] },
      ['in protocol 132 from 203.0.113.0/24: allow protocol 132 from 203.0.113.0/24'],
      [`${ingress} --ip-permissions '[{"IpProtocol":"132","IpRanges":[{"CidrIp":"203.0.113.0/24"}]}]'`],
    ],
  ])('%s', (_what, more, fresh, commands) => {
    expect(sg(more)).toEqual({ gone: [], fresh: fresh.map((line) => `${GUIDE.group} ${line}`), commands });
  });

  it('is refused for a group that is not there', () => {
    expect(sg({ filter: 'sg-0none' })).toMatchObject({ refused: true });
  });
});

describe('allow in a network ACL', () => {
  const withEntries = (...entries: ReturnType<typeof aclEntry>[]) =>
    change(guide, 'NetworkAcls', GUIDE.acl, { Entries: entries });
  const closing = [aclEntry(32767, 'in', 'deny'), aclEntry(32767, 'out', 'deny')];
  const acl = (more: Partial<AllowChange>) => allow({ filter: GUIDE.acl, ...more });
  const create = `aws ec2 create-network-acl-entry --network-acl-id ${GUIDE.acl}`;

  it('stands after the last entry of its direction', () => {
    const bodies = withEntries(
      aclEntry(100, 'in', 'allow', '10.0.0.0/16'),
      aclEntry(7, 'out', 'allow'),
      ...closing,
    );
    expect(effect(bodies, acl({}))).toEqual({
      gone: [],
      fresh: [`${GUIDE.acl} in rule 110: allow tcp 8787 from 203.0.113.0/24`],
      commands: [
        `${create} --ingress --rule-number 110 --protocol 6 --port-range From=8787,To=8787 --cidr-block 203.0.113.0/24 --rule-action allow`,
      ],
    });
    expect(effect(bodies, acl({ direction: 'egress' })).fresh).toEqual([
      `${GUIDE.acl} out rule 17: allow tcp 8787 to 203.0.113.0/24`,
    ]);
  });

  it('is the first where only the closing entry is there', () => {
    expect(effect(withEntries(...closing), acl({})).fresh).toEqual([
      `${GUIDE.acl} in rule 10: allow tcp 8787 from 203.0.113.0/24`,
    ]);
  });

  it('stands before the entry that denies, on numbers that are free', () => {
    const bodies = withEntries(
      aclEntry(98, 'in', 'allow', '10.0.0.0/16'),
      aclEntry(99, 'out', 'allow'),
      aclEntry(100, 'in', 'deny'),
      ...closing,
    );
    const before = { before: 'rule 100', ...from('10.1.0.0/16', '10.3.0.0/16') };
    expect(effect(bodies, acl(before)).fresh).toEqual([
      `${GUIDE.acl} in rule 97: allow tcp 8787 from 10.1.0.0/16`,
      `${GUIDE.acl} in rule 99: allow tcp 8787 from 10.3.0.0/16`,
    ]);
  });

  it('is refused where no number is left before the entry that denies', () => {
    const bodies = withEntries(aclEntry(1, 'in', 'deny'), ...closing);
    expect(effect(bodies, acl({ before: 'rule 1' }))).toEqual({ refused: true, commands: [] });
    const two = withEntries(aclEntry(2, 'in', 'deny'), ...closing);
    expect(effect(two, acl({ before: 'rule 2' })).fresh).toHaveLength(1);
    expect(effect(two, acl({ before: 'rule 2', ...from('10.1.0.0/16', '10.3.0.0/16') }))).toMatchObject({
      refused: true,
    });
  });

  it('fills the numbers at the end when there is no room beyond the last', () => {
    const bodies = withEntries(aclEntry(32766, 'in', 'allow', '10.0.0.0/16'), ...closing);
    expect(effect(bodies, acl({})).fresh).toEqual([
      `${GUIDE.acl} in rule 32765: allow tcp 8787 from 203.0.113.0/24`,
    ]);
  });

  it('gives entries of several changes different numbers', () => {
    const { fresh, commands } = effect(
      withEntries(...closing),
      acl({}),
      acl({ ports: [443, 443] }),
      acl({ direction: 'egress' }),
    );
    const expected = [
      'in rule 10: allow tcp 8787 from 203.0.113.0/24',
      'in rule 20: allow tcp 443 from 203.0.113.0/24',
      'out rule 10: allow tcp 8787 to 203.0.113.0/24',
    ];
    expect(fresh).toEqual(expected.map((line) => `${GUIDE.acl} ${line}`));
    expect(commands.map((line) => /--rule-number (\d+)/.exec(line)?.[1])).toEqual(['10', '20', '10']);
  });

  it.each<readonly [string, Partial<AllowChange>, string]>([
    [
      'IPv6',
      from('2600:1f18::/56'),
      '--protocol 6 --port-range From=8787,To=8787 --ipv6-cidr-block 2600:1f18::/56',
    ],
    ['all protocols', { protocol: undefined }, '--protocol -1 --cidr-block 203.0.113.0/24'],
    ['ICMP', { protocol: 1 }, '--protocol 1 --icmp-type-code Code=-1,Type=-1 --cidr-block 203.0.113.0/24'],
    ['a protocol without ports', { protocol: 47 }, '--protocol 47 --cidr-block 203.0.113.0/24'],
  ])('%s', (_what, more, middle) => {
    expect(effect(withEntries(...closing), acl(more)).commands).toEqual([
      `${create} --ingress --rule-number 10 ${middle} --rule-action allow`,
    ]);
  });

  it('is refused for a group: an entry knows addresses alone', () => {
    expect(effect(guide, acl({ peer: { group: GUIDE.group } }))).toEqual({ refused: true, commands: [] });
  });
});

describe('remove-rule', () => {
  const bodies = change(guide, 'SecurityGroups', GUIDE.group, {
    IpPermissions: [
      {
        ...permission('tcp', [22, 22], { v4: ['0.0.0.0/0', '10.0.0.0/8'], v6: ['::/0'], lists: ['pl-0a'] }),
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: "somebody's" }, { CidrIp: '10.0.0.0/8' }],
      },
      {
        ...permission('-1', undefined, {}),
        UserIdGroupPairs: [
          {
            GroupId: 'sg-0gone',
            UserId: '111122223333',
            VpcPeeringConnectionId: 'pcx-1',
            PeeringStatus: 'deleted',
          },
        ],
      },
    ],
  });
  const remove = (rule: string, filter: string = GUIDE.group, direction: 'ingress' | 'egress' = 'ingress') =>
    ({ kind: 'remove-rule', filter, direction, rule }) as const;
  const revoke = `aws ec2 revoke-security-group-ingress --group-id ${GUIDE.group}`;

  it.each([
    ['tcp 22 from 0.0.0.0/0', `${revoke} --protocol tcp --port 22 --cidr 0.0.0.0/0`],
    [
      'tcp 22 from ::/0',
      `${revoke} --ip-permissions '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]'`,
    ],
    [
      'tcp 22 from pl-0a',
      `${revoke} --ip-permissions '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"PrefixListIds":[{"PrefixListId":"pl-0a"}]}]'`,
    ],
    [
      'all traffic from sg-0gone',
      `${revoke} --ip-permissions '[{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"sg-0gone","UserId":"111122223333"}]}]'`,
    ],
  ])('takes only the line %s', (rule, command) => {
    const { gone, fresh, commands } = effect(bodies, remove(rule));
    expect({ gone: gone?.map((line) => line.split(': ')[0]), fresh, commands }).toEqual({
      gone: [`${GUIDE.group} in ${rule}`],
      fresh: [],
      commands: [command],
    });
  });

  it('takes two lines of one permission, and no third', () => {
    const { gone } = effect(bodies, remove('tcp 22 from 0.0.0.0/0'), remove('tcp 22 from 10.0.0.0/8'));
    expect(gone).toEqual([
      `${GUIDE.group} in tcp 22 from 0.0.0.0/0: allow tcp 22 from 0.0.0.0/0`,
      `${GUIDE.group} in tcp 22 from 10.0.0.0/8: allow tcp 22 from 10.0.0.0/8`,
    ]);
  });

  it('finds the line after others were added', () => {
    const { gone, fresh } = effect(bodies, allow({}), remove('tcp 22 from 0.0.0.0/0'));
    expect([gone?.length, fresh?.length]).toEqual([1, 1]);
  });

  it('takes an entry of an ACL, whatever the order it was printed in', () => {
    const unsorted = change(guide, 'NetworkAcls', GUIDE.acl, {
      Entries: [
        aclEntry(32767, 'in', 'deny'),
        aclEntry(200, 'in', 'allow'),
        aclEntry(100, 'in', 'deny', '10.0.0.0/8'),
        aclEntry(100, 'out', 'allow'),
      ],
    });
    expect(effect(unsorted, remove('rule 100', GUIDE.acl))).toEqual({
      gone: [`${GUIDE.acl} in rule 100: deny all traffic from 10.0.0.0/8`],
      fresh: [],
      commands: [
        `aws ec2 delete-network-acl-entry --network-acl-id ${GUIDE.acl} --ingress --rule-number 100`,
      ],
    });
  });

  it.each([
    ['a line', remove('tcp 1 from 0.0.0.0/0')],
    ['a group', remove('tcp 22 from 0.0.0.0/0', 'sg-0none')],
    ['the other direction', remove('tcp 22 from 0.0.0.0/0', GUIDE.group, 'egress')],
    ['an entry', remove('rule 1', GUIDE.acl)],
  ])('is refused for %s that is not there', (_what, change) => {
    expect(effect(bodies, change)).toMatchObject({ refused: true });
  });
});

describe('routes', () => {
  const table = GUIDE.privateTable;
  const to = (destination: string, gateway: string) => ({ table, destination: cidr(destination), gateway });

  const peering = add(guide, 'VpcPeeringConnections', {
    VpcPeeringConnectionId: 'pcx-0far',
    Status: { Code: 'active' },
    RequesterVpcInfo: { VpcId: GUIDE.vpc, CidrBlock: '10.0.0.0/16' },
    AccepterVpcInfo: { VpcId: 'vpc-0far', CidrBlock: '10.9.0.0/16' },
  });
  const withDoors = add(
    add(peering, 'EgressOnlyInternetGateways', {
      EgressOnlyInternetGatewayId: 'eigw-0out',
      Attachments: [{ VpcId: GUIDE.vpc, State: 'attached' }],
    }),
    'TransitGateways',
    { TransitGatewayId: 'tgw-0hub', State: 'available' },
  );

  it.each([
    ['10.9.0.0/16', 'pcx-0far', '--destination-cidr-block 10.9.0.0/16 --vpc-peering-connection-id pcx-0far'],
    ['10.8.0.0/16', 'tgw-0hub', '--destination-cidr-block 10.8.0.0/16 --transit-gateway-id tgw-0hub'],
    ['10.7.0.0/16', 'vgw-0office', '--destination-cidr-block 10.7.0.0/16 --gateway-id vgw-0office'],
    ['10.6.0.0/16', 'eni-0box', '--destination-cidr-block 10.6.0.0/16 --network-interface-id eni-0box'],
    ['::/0', 'eigw-0out', '--destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id eigw-0out'],
    [
      '198.51.100.0/24',
      GUIDE.natGateway,
      `--destination-cidr-block 198.51.100.0/24 --nat-gateway-id ${GUIDE.natGateway}`,
    ],
    [
      '::/0',
      GUIDE.internetGateway,
      `--destination-ipv6-cidr-block ::/0 --gateway-id ${GUIDE.internetGateway}`,
    ],
  ])('add-route %s to %s', (destination, gateway, tail) => {
    expect(effect(withDoors, { kind: 'add-route', ...to(destination, gateway) })).toEqual({
      gone: [],
      fresh: [`${table} ${destination} → ${gateway}`],
      commands: [`aws ec2 create-route --route-table-id ${table} ${tail}`],
    });
  });

  it('add-route is refused where there is one', () => {
    expect(effect(guide, { kind: 'add-route', ...to('0.0.0.0/0', GUIDE.internetGateway) })).toMatchObject({
      refused: true,
    });
  });

  it('replace-route changes the target and nothing else', () => {
    const replace = { kind: 'replace-route', route: '', ...to('0.0.0.0/0', GUIDE.internetGateway) } as const;
    expect(effect(guide, replace)).toEqual({
      gone: [`${table} 0.0.0.0/0 → ${GUIDE.natGateway}`],
      fresh: [`${table} 0.0.0.0/0 → ${GUIDE.internetGateway}`],
      commands: [
        `aws ec2 replace-route --route-table-id ${table} --destination-cidr-block 0.0.0.0/0 --gateway-id ${GUIDE.internetGateway}`,
      ],
    });
  });

  const propagated = change(guide, 'RouteTables', table, {
    Associations: [association(table, GUIDE.privateSubnet)],
    Routes: [
      localRoute(),
      route('0.0.0.0/0', { GatewayId: 'vgw-0office', Origin: 'EnableVgwRoutePropagation' }),
    ],
  });

  it('a propagated route stays where it is, and a static one beats it', () => {
    const replace = { kind: 'replace-route', route: '', ...to('0.0.0.0/0', GUIDE.natGateway) } as const;
    expect(effect(propagated, replace)).toEqual({
      gone: [],
      fresh: [`${table} 0.0.0.0/0 → ${GUIDE.natGateway}`],
      commands: [
        `aws ec2 create-route --route-table-id ${table} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id ${GUIDE.natGateway}`,
      ],
    });
  });

  const remove = (id: string, destination: string) =>
    ({ kind: 'remove-route', table, route: id, destination: cidr(destination) }) as const;

  it('remove-route takes it', () => {
    expect(effect(guide, remove(`0.0.0.0/0 → ${GUIDE.natGateway}`, '0.0.0.0/0'))).toEqual({
      gone: [`${table} 0.0.0.0/0 → ${GUIDE.natGateway}`],
      fresh: [],
      commands: [`aws ec2 delete-route --route-table-id ${table} --destination-cidr-block 0.0.0.0/0`],
    });
  });

  it('remove-route of one that is propagated, or not there, is refused', () => {
    expect(effect(propagated, remove('0.0.0.0/0 → vgw-0office', '0.0.0.0/0'))).toMatchObject({
      refused: true,
    });
    expect(effect(guide, remove('10.9.0.0/16 → pcx-1', '10.9.0.0/16'))).toMatchObject({ refused: true });
  });

  it('remove-route of a prefix list takes all of its blocks, by its name', () => {
    const listed: AwsBodies = {
      ...change(guide, 'RouteTables', table, {
        Routes: [localRoute(), route('pl-0a', { NatGatewayId: GUIDE.natGateway })],
      }),
      ManagedPrefixLists: [{ PrefixListId: 'pl-0a', PrefixListName: 'partners', MaxEntries: 2 }],
      Entries: { 'pl-0a': [{ Cidr: '192.0.2.0/24' }, { Cidr: '198.51.100.0/24' }] },
    };
    const [first] = [...(openedOf(listed).network.routeTables.get(table)?.routes ?? [])].filter(
      ({ prefixList }) => prefixList === 'pl-0a',
    );
    if (!first) throw new Error('no route of the list');
    const { gone, fresh, commands } = effect(listed, {
      kind: 'remove-route',
      table,
      route: first.id,
      destination: first.destination,
    });
    expect([gone?.length, fresh, commands]).toEqual([
      2,
      [],
      [`aws ec2 delete-route --route-table-id ${table} --destination-prefix-list-id pl-0a`],
    ]);
  });

  it('a table that is not there is refused', () => {
    expect(
      effect(guide, { kind: 'add-route', ...to('10.9.0.0/16', 'pcx-1'), table: 'rtb-0none' }),
    ).toMatchObject({
      refused: true,
    });
  });
});

describe('attach-gateway', () => {
  const detached = change(guide, 'InternetGateways', GUIDE.internetGateway, { Attachments: [] });
  const attach = { kind: 'attach-gateway', gateway: GUIDE.internetGateway, vpc: GUIDE.vpc } as const;

  it('attaches it', () => {
    expect(effect(detached, attach)).toEqual({
      gone: [],
      fresh: [`${GUIDE.internetGateway} at ${GUIDE.vpc} usable`],
      commands: [
        `aws ec2 attach-internet-gateway --internet-gateway-id ${GUIDE.internetGateway} --vpc-id ${GUIDE.vpc}`,
      ],
    });
  });

  it.each<readonly [string, AwsBodies]>([
    ['the VPC has one', add(guide, 'InternetGateways', { InternetGatewayId: 'igw-0free', Attachments: [] })],
    [
      'the gateway serves another VPC',
      change(guide, 'InternetGateways', GUIDE.internetGateway, {
        Attachments: [{ VpcId: 'vpc-0far', State: 'available' }],
      }),
    ],
    ['there is no such VPC', { ...detached, Vpcs: [] }],
  ])('is refused where %s', (what, bodies) => {
    const gateway = what === 'the VPC has one' ? 'igw-0free' : GUIDE.internetGateway;
    expect(effect(bodies, { ...attach, gateway })).toMatchObject({ refused: true });
  });
});

describe('enable-dns', () => {
  const off: AwsBodies = {
    ...guide,
    VpcAttributes: [
      { VpcId: GUIDE.vpc, EnableDnsSupport: { Value: false } },
      { VpcId: GUIDE.vpc, EnableDnsHostnames: { Value: false } },
    ],
  };
  const enable = (attribute: 'support' | 'hostnames') =>
    ({ kind: 'enable-dns', vpc: GUIDE.vpc, attribute }) as const;
  const modify = `aws ec2 modify-vpc-attribute --vpc-id ${GUIDE.vpc}`;

  it('turns support on', () => {
    expect(effect(off, enable('support'))).toEqual({
      gone: [`${GUIDE.vpc} support false hostnames false`],
      fresh: [`${GUIDE.vpc} support true hostnames false`],
      commands: [`${modify} --enable-dns-support Value=true`],
    });
  });

  it('turns host names on after support, and not before', () => {
    expect(effect(off, enable('hostnames'))).toMatchObject({ refused: true });
    expect(effect(off, enable('support'), enable('hostnames'))).toMatchObject({
      fresh: [`${GUIDE.vpc} support true hostnames true`],
      commands: [`${modify} --enable-dns-support Value=true`, `${modify} --enable-dns-hostnames Value=true`],
    });
  });
});

describe('use-provider-resolver', () => {
  const use = { kind: 'use-provider-resolver', vpc: GUIDE.vpc } as const;
  const corporate = change(guide, 'DhcpOptions', GUIDE.dhcpOptions, {
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: "corp's" }] },
      { Key: 'domain-name-servers', Values: [{ Value: '10.200.1.10' }] },
    ],
  });

  it.each([
    [
      'options of one’s own, whose other settings stay',
      corporate,
      `'[{"Key":"domain-name","Values":["corp'\\''s"]},{"Key":"domain-name-servers","Values":["AmazonProvidedDNS"]}]'`,
    ],
    [
      'no options',
      change(guide, 'Vpcs', GUIDE.vpc, { DhcpOptionsId: 'default' }),
      `'[{"Key":"domain-name-servers","Values":["AmazonProvidedDNS"]}]'`,
    ],
  ])('instead of %s', (_name, bodies, said) => {
    expect(effect(bodies, use)).toMatchObject({
      fresh: [`${GUIDE.vpc} asks provider`],
      commands: [
        `DHCP=$(aws ec2 create-dhcp-options --dhcp-configurations ${said} --query DhcpOptions.DhcpOptionsId --output text)`,
        `aws ec2 associate-dhcp-options --dhcp-options-id "$DHCP" --vpc-id ${GUIDE.vpc}`,
      ],
    });
  });
});

describe('exclude-from-public-access-block', () => {
  const blocked = (mode: string) =>
    change(guide, 'Subnets', GUIDE.publicSubnet, {
      BlockPublicAccessStates: { InternetGatewayBlockMode: mode },
    });
  const exclude = (mode: 'bidirectional' | 'egress') =>
    ({ kind: 'exclude-from-public-access-block', subnet: GUIDE.publicSubnet, mode }) as const;

  it.each([
    ['block-bidirectional', 'bidirectional', 'open'],
    ['block-ingress', 'bidirectional', 'open'],
    ['block-bidirectional', 'egress', 'block-ingress'],
  ] as const)('%s with an exclusion %s is %s', (before, mode, after) => {
    expect(effect(blocked(before), exclude(mode))).toEqual({
      gone: [`${GUIDE.publicSubnet} ${before}`],
      fresh: [`${GUIDE.publicSubnet} ${after}`],
      commands: [
        `aws ec2 create-vpc-block-public-access-exclusion --subnet-id ${GUIDE.publicSubnet} --internet-gateway-exclusion-mode allow-${mode}`,
      ],
    });
  });
});

it('a change of the placement is none of the account', () => {
  expect(effect(guide, { kind: 'place', set: { workersPublicIp: true } })).toEqual({
    gone: [],
    fresh: [],
    commands: [],
  });
});

describe('quoting', () => {
  it.each([
    ["sg-'; rm -rf ~; echo '", `'sg-'\\''; rm -rf ~; echo '\\'''`],
    ['sg-$(id)', "'sg-$(id)'"],
    ['sg-`id`', "'sg-`id`'"],
    ['sg 1', "'sg 1'"],
    ['sg-ä', "'sg-ä'"],
  ])('%s is one word', (id, word) => {
    const bodies = add(guide, 'SecurityGroups', { GroupId: id, GroupName: 'hostile', VpcId: GUIDE.vpc });
    expect(effect(bodies, allow({ filter: id })).commands).toEqual([
      `aws ec2 authorize-security-group-ingress --group-id ${word} --protocol tcp --port 8787 --cidr 203.0.113.0/24`,
    ]);
    expect(
      effect(bodies, allow({ peer: { group: id } })).commands?.[0]?.endsWith(` --source-group ${word}`),
    ).toBe(true);
  });
});

describe('what is made', () => {
  const network = (bodies: AwsBodies, ...changes: readonly Change[]) => openedOf(bodies).changed(changes);
  const nat = { kind: 'create-nat-gateway', id: NEW_NAT, subnet: GUIDE.publicSubnet } as const;
  const subnet = {
    kind: 'create-subnet',
    id: NEW_SUBNET,
    like: GUIDE.privateSubnet,
    range: cidr('10.0.32.0/24'),
  } as const;

  it('a NAT gateway stands in its subnet, usable and public', () => {
    const made = network(guide, nat)?.gateways.get(NEW_NAT);
    expect(made).toMatchObject({
      kind: 'nat',
      vpc: GUIDE.vpc,
      connectivity: 'public',
      state: { is: 'usable' },
    });
    expect(made?.kind === 'nat' && knownValue(made.subnet)).toBe(GUIDE.publicSubnet);
  });

  it('and a route leads to it by the variable that holds its id', () => {
    const through = [
      nat,
      { kind: 'add-route', table: GUIDE.privateTable, destination: cidr('1.0.0.0/8'), gateway: NEW_NAT },
    ] as const;
    expect(withoutRegion(openedOf(guide).commands(through)).at(-1)).toBe(
      `aws ec2 create-route --route-table-id ${GUIDE.privateTable} --destination-cidr-block 1.0.0.0/8 --nat-gateway-id "$NAT"`,
    );
  });

  it('a subnet routes as its model, and the default ACL filters it', () => {
    const made = network(guide, subnet)?.subnets.get(NEW_SUBNET);
    expect(made).toMatchObject({
      vpc: GUIDE.vpc,
      free: { count: 251, exact: true },
      state: { is: 'usable' },
    });
    expect(made && knownValue(made.routeTable)).toBe(GUIDE.privateTable);
    expect(made && isKnown(made.filters)).toBe(true);
  });

  it.each<readonly [string, Change]>([
    ['a NAT gateway in a subnet that is not there', { ...nat, subnet: 'subnet-0none' }],
    ['a subnet like one that is not there', { ...subnet, like: 'subnet-0none' }],
  ])('%s is refused', (_, change) => {
    expect(network(guide, change)).toBeUndefined();
  });

  it('a NAT gateway needs an address of its subnet', () => {
    const full = change(guide, 'Subnets', GUIDE.publicSubnet, { AvailableIpAddressCount: 0 });
    expect(network(full, nat)).toBeUndefined();
  });
});
