/**
 * Fixes of broken flows, end to end: what is proposed for each cause, that the proof holds, and that no fix opens
 * more than was asked for. Each network is the guide's with one thing broken.
 */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.ts';
import type { AnalysisInput } from '../../src/analyse.ts';
import { distinctChanges } from '../../src/lint/repair.ts';
import { prover } from '../../src/prove.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  change,
  drop,
  GUIDE,
  guideNetwork,
  localRoute,
  permission,
  route,
} from '../support/aws.ts';
import { analysisOf, GUIDE_PLACEMENT, inputOf, openedOf, withoutRegion } from '../support/opened.ts';

type Asked = Partial<Omit<AnalysisInput, 'network'>>;

const OFFICE: Asked = { client: ['203.0.113.0/24'] };

/**
 * Every flow that is broken, or answered in part, with its proven fix or the sentence why there is none: each fix alone,
 * or as one report prints them.
 */
function repairs(bodies: AwsBodies, asked: Asked = OFFICE, isOneReport = false) {
  const opened = openedOf(bodies);
  const input = inputOf(opened.network, asked);
  const before = analysisOf(input, RULES);
  const prove = prover({ opened, input, rules: RULES, before, isPrinted: () => isOneReport });
  const broken = before.problems.filter(({ severity, problem }) => severity !== 'note' && problem.trace);
  const told = broken.map((one) => {
    const fix = prove(one);
    return [one.problem.key ?? one.rule, 'none' in fix ? fix.none : withoutRegion(fix.commands)] as const;
  });
  const changes = broken.flatMap(({ problem: { fix } }) => ('none' in fix ? [] : fix.changes));
  return { told: Object.fromEntries(told), changes: distinctChanges(changes), opened, input };
}

const guide = guideNetwork();
const everywhere = { v4: ['0.0.0.0/0'] };
const OUT = [permission('-1', undefined, everywhere)];
const CLIENTS = permission('tcp', [8786, 8787], everywhere);
const SELF = permission('-1', undefined, { groups: [GUIDE.group] });
type Permissions = readonly ReturnType<typeof permission>[];
const group = (IpPermissions: Permissions, IpPermissionsEgress: Permissions = OUT) =>
  change(guide, 'SecurityGroups', GUIDE.group, { IpPermissions, IpPermissionsEgress });
const schedulerGroup = (bodies: AwsBodies, IpPermissions: Permissions) =>
  add(bodies, 'SecurityGroups', {
    GroupId: 'sg-0scheduler',
    GroupName: 'scheduler',
    VpcId: GUIDE.vpc,
    IpPermissions,
    IpPermissionsEgress: OUT,
  });
const TWO_GROUPS: Asked = {
  ...OFFICE,
  placement: { ...GUIDE_PLACEMENT, schedulerFirewallId: 'sg-0scheduler' },
};

const CLOSING = [aclEntry(32767, 'in', 'deny'), aclEntry(32767, 'out', 'deny')];
const acl = (...entries: readonly ReturnType<typeof aclEntry>[]) =>
  change(guide, 'NetworkAcls', GUIDE.acl, { Entries: [...entries, ...CLOSING] });
const IN = aclEntry(100, 'in', 'allow');
const ANY_OUT = aclEntry(100, 'out', 'allow');
const routes = (table: string, ...added: readonly ReturnType<typeof route>[]) =>
  change(guide, 'RouteTables', table, { Routes: [localRoute(), ...added] });
const publicAccess = (mode: string) =>
  change(guide, 'Subnets', GUIDE.publicSubnet, {
    BlockPublicAccessStates: { InternetGatewayBlockMode: mode },
  });

const into = `aws ec2 authorize-security-group-ingress --group-id ${GUIDE.group}`;
const out = `aws ec2 authorize-security-group-egress --group-id ${GUIDE.group}`;
const amongThemselves = (verb: string, first: number, last: number) =>
  verb === into
    ? `${verb} --protocol tcp --port ${first}-${last} --source-group ${GUIDE.group}`
    : `${verb} --ip-permissions '[{"IpProtocol":"tcp","FromPort":${first},"ToPort":${last},"UserIdGroupPairs":[{"GroupId":"${GUIDE.group}"}]}]'`;
const entry = `aws ec2 create-network-acl-entry --network-acl-id ${GUIDE.acl}`;
const exclusion = `aws ec2 create-vpc-block-public-access-exclusion --subnet-id ${GUIDE.publicSubnet} --internet-gateway-exclusion-mode`;
const routeToNat = (verb: string) =>
  `aws ec2 ${verb} --route-table-id ${GUIDE.privateTable} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id ${GUIDE.natGateway}`;
const routeToGateway = `aws ec2 create-route --route-table-id ${GUIDE.publicTable} --destination-cidr-block 0.0.0.0/0 --gateway-id ${GUIDE.internetGateway}`;
const attachGateway = `aws ec2 attach-internet-gateway --internet-gateway-id ${GUIDE.internetGateway} --vpc-id ${GUIDE.vpc}`;

const CLIENT = 'client → scheduler';
const TO_SCHEDULER = 'worker → scheduler';
const TO_WORKER = 'scheduler → worker';
const WORKERS = 'worker ↔ worker';
const SCHEDULER_OUT = 'scheduler → internet';
const WORKER_OUT = 'worker → internet';

interface Case {
  readonly what: string;
  readonly bodies: AwsBodies;
  readonly asked?: Asked;
  readonly fixes: Readonly<Record<string, readonly string[] | string>>;
}

const CASES: readonly Case[] = [
  { what: 'nothing', bodies: guide, fixes: {} },
  {
    what: 'one of two client ports in the group',
    bodies: group([permission('tcp', [8786, 8786], everywhere), SELF]),
    fixes: { [CLIENT]: [`${into} --protocol tcp --port 8787 --cidr 203.0.113.0/24`] },
  },
  {
    what: 'half of the client range in the group',
    bodies: group([permission('tcp', [8000, 9000], { v4: ['203.0.113.0/25'] }), SELF]),
    fixes: { [CLIENT]: [`${into} --protocol tcp --port 8786-8787 --cidr 203.0.113.128/25`] },
  },
  {
    what: 'the client ports for the whole internet',
    bodies: group([SELF]),
    asked: { client: ['internet'] },
    fixes: { [CLIENT]: [`${into} --protocol tcp --port 8786-8787 --cidr 0.0.0.0/0`] },
  },
  {
    what: 'the client ports, two clients',
    bodies: group([SELF]),
    asked: { client: ['203.0.113.0/24', '198.51.100.0/25'] },
    fixes: {
      [CLIENT]: [
        `${into} --protocol tcp --port 8786-8787 --cidr 203.0.113.0/24`,
        `${into} --protocol tcp --port 8786-8787 --cidr 198.51.100.0/25`,
      ],
    },
  },
  {
    what: 'the client ports, and nobody is named',
    bodies: group([SELF]),
    asked: { client: [] },
    fixes: {
      [CLIENT]: 'nobody is named as the client: with --client <cidr> the fix opens exactly that range',
    },
  },
  {
    what: 'the client ports in the scheduler’s own group: that one is opened',
    bodies: schedulerGroup(group([SELF]), []),
    asked: TWO_GROUPS,
    fixes: {
      [CLIENT]: [
        'aws ec2 authorize-security-group-ingress --group-id sg-0scheduler --protocol tcp --port 8786-8787 --cidr 203.0.113.0/24',
      ],
    },
  },
  {
    what: 'the group to itself',
    bodies: group([CLIENTS]),
    fixes: {
      [TO_WORKER]: [amongThemselves(into, 1024, 65535)],
      [WORKERS]: [amongThemselves(into, 1024, 65535)],
    },
  },
  {
    what: 'the cluster’s group to itself, beside a scheduler’s group',
    bodies: schedulerGroup(group([]), [CLIENTS]),
    asked: TWO_GROUPS,
    fixes: {
      [TO_WORKER]: [amongThemselves(into, 1024, 65535)],
      [WORKERS]: [amongThemselves(into, 1024, 65535)],
    },
  },
  {
    what: 'the group’s way out',
    bodies: group([CLIENTS, SELF], []),
    fixes: {
      [TO_SCHEDULER]: [amongThemselves(out, 8786, 8786)],
      [TO_WORKER]: [amongThemselves(out, 1024, 65535)],
      [WORKERS]: [amongThemselves(out, 1024, 65535)],
      [SCHEDULER_OUT]: [
        `${out} --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]'`,
      ],
      [WORKER_OUT]: [
        `${out} --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]'`,
      ],
    },
  },
  {
    what: 'clients at an ACL, by two entries: before the first of them',
    bodies: acl(
      aclEntry(50, 'in', 'deny', '203.0.113.0/25'),
      aclEntry(60, 'in', 'deny', '203.0.113.128/25'),
      IN,
      ANY_OUT,
    ),
    fixes: {
      [CLIENT]: [
        `${entry} --ingress --rule-number 49 --protocol 6 --port-range From=8786,To=8787 --cidr-block 203.0.113.0/24 --rule-action allow`,
      ],
    },
  },
  {
    what: 'clients at an ACL, by an entry that nothing can stand before',
    bodies: acl(aclEntry(1, 'in', 'deny', '203.0.113.0/24'), IN, ANY_OUT),
    fixes: {
      [CLIENT]: `the obvious change cannot be made here: allow tcp 8786-8787 from 203.0.113.0/24 into ${GUIDE.acl}, before rule 1`,
    },
  },
  {
    what: 'clients at an ACL, by an entry that denies nobody else: it goes',
    bodies: acl(
      aclEntry(90, 'in', 'deny', '203.0.113.128/25', { protocol: '6', ports: [8787, 8787] }),
      IN,
      ANY_OUT,
    ),
    fixes: {
      [CLIENT]: [`aws ec2 delete-network-acl-entry --network-acl-id ${GUIDE.acl} --ingress --rule-number 90`],
    },
  },
  {
    what: 'clients at an ACL, by an entry that denies nobody else, with a wider one behind it',
    bodies: acl(
      aclEntry(90, 'in', 'deny', '203.0.113.0/24', { protocol: '6', ports: [8786, 8787] }),
      aclEntry(100, 'in', 'allow', '10.0.0.0/16'),
      aclEntry(110, 'in', 'deny', '203.0.113.0/24'),
      aclEntry(120, 'in', 'allow'),
      ANY_OUT,
    ),
    fixes: {
      [CLIENT]: [
        `${entry} --ingress --rule-number 109 --protocol 6 --port-range From=8786,To=8787 --cidr-block 203.0.113.0/24 --rule-action allow`,
        `aws ec2 delete-network-acl-entry --network-acl-id ${GUIDE.acl} --ingress --rule-number 90`,
      ],
    },
  },
  {
    what: 'answers to clients at an ACL',
    bodies: acl(
      IN,
      aclEntry(100, 'out', 'allow', '10.0.0.0/16'),
      aclEntry(110, 'out', 'allow', '0.0.0.0/0', { protocol: '6', ports: [443, 443] }),
    ),
    fixes: {
      [CLIENT]: [
        `${entry} --egress --rule-number 120 --protocol 6 --port-range From=1024,To=65535 --cidr-block 203.0.113.0/24 --rule-action allow`,
      ],
    },
  },
  {
    what: 'answers to some client ports at an ACL',
    bodies: acl(
      IN,
      aclEntry(100, 'out', 'allow', '10.0.0.0/16'),
      aclEntry(110, 'out', 'allow', '0.0.0.0/0', { protocol: '6', ports: [443, 443] }),
      aclEntry(120, 'out', 'allow', '0.0.0.0/0', { protocol: '6', ports: [32768, 65535] }),
    ),
    fixes: {
      [CLIENT]: [
        `${entry} --egress --rule-number 130 --protocol 6 --port-range From=1024,To=32767 --cidr-block 203.0.113.0/24 --rule-action allow`,
      ],
    },
  },
  {
    what: 'the workers’ default route',
    bodies: routes(GUIDE.privateTable),
    fixes: { [WORKER_OUT]: [routeToNat('create-route')] },
  },
  {
    what: 'the target of the workers’ default route',
    bodies: routes(GUIDE.privateTable, route('0.0.0.0/0', { NatGatewayId: 'nat-0gone', State: 'blackhole' })),
    fixes: { [WORKER_OUT]: [routeToNat('replace-route')] },
  },
  {
    what: 'half of a split default route',
    bodies: routes(
      GUIDE.privateTable,
      route('0.0.0.0/1', { NatGatewayId: GUIDE.natGateway }),
      route('128.0.0.0/1', { NatGatewayId: 'nat-0gone', State: 'blackhole' }),
    ),
    fixes: {
      [WORKER_OUT]: [
        `aws ec2 replace-route --route-table-id ${GUIDE.privateTable} --destination-cidr-block 128.0.0.0/1 --nat-gateway-id ${GUIDE.natGateway}`,
      ],
    },
  },
  {
    what: 'the workers’ door: an internet gateway, and they have no public address',
    bodies: routes(GUIDE.privateTable, route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway })),
    fixes: { [WORKER_OUT]: [routeToNat('replace-route')] },
  },
  {
    what: 'the same where there is no NAT gateway',
    bodies: drop(
      routes(GUIDE.privateTable, route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway })),
      'NatGateways',
      GUIDE.natGateway,
    ),
    fixes: { [WORKER_OUT]: ['# check and create the cluster with --workers-public-ip'] },
  },
  {
    what: 'the public subnet’s default route: it serves the scheduler, the NAT gateway and the answers',
    bodies: routes(GUIDE.publicTable),
    fixes: {
      [CLIENT]: [routeToGateway],
      [SCHEDULER_OUT]: [routeToGateway],
      [WORKER_OUT]: [routeToGateway],
    },
  },
  {
    what: 'the NAT gateway',
    bodies: change(guide, 'NatGateways', GUIDE.natGateway, { State: 'failed' }),
    fixes: {
      [WORKER_OUT]: [
        'ADDRESS=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)',
        `NAT=$(aws ec2 create-nat-gateway --subnet-id ${GUIDE.publicSubnet} --allocation-id "$ADDRESS" --query NatGateway.NatGatewayId --output text)`,
        'aws ec2 wait nat-gateway-available --nat-gateway-ids "$NAT"',
        `aws ec2 replace-route --route-table-id ${GUIDE.privateTable} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$NAT"`,
      ],
    },
  },
  {
    what: 'the attachment of the internet gateway',
    bodies: change(guide, 'InternetGateways', GUIDE.internetGateway, { Attachments: [] }),
    fixes: { [CLIENT]: [attachGateway], [SCHEDULER_OUT]: [attachGateway], [WORKER_OUT]: [attachGateway] },
  },
  {
    what: 'the internet gateway itself',
    bodies: drop(routes(GUIDE.publicTable), 'InternetGateways', GUIDE.internetGateway),
    fixes: Object.fromEntries(
      [CLIENT, SCHEDULER_OUT, WORKER_OUT].map((flow) => [
        flow,
        `no internet gateway is attached to ${GUIDE.vpc}: create and attach one, then route 0.0.0.0/0 to it`,
      ]),
    ),
  },
  {
    what: 'the scheduler’s public address',
    bodies: guide,
    asked: { ...OFFICE, placement: { ...GUIDE_PLACEMENT, schedulerPublicIp: false } },
    fixes: {
      [CLIENT]: ['# check and create the cluster with --scheduler-public-ip'],
      [SCHEDULER_OUT]: ['# check and create the cluster with --scheduler-public-ip'],
    },
  },
  {
    what: 'both ways at Block Public Access',
    bodies: publicAccess('block-bidirectional'),
    fixes: {
      [CLIENT]: [`${exclusion} allow-bidirectional`],
      [SCHEDULER_OUT]: [`${exclusion} allow-bidirectional`],
      [WORKER_OUT]: [`${exclusion} allow-bidirectional`],
    },
  },
  {
    what: 'both ways at Block Public Access, where only a NAT gateway has a public address',
    bodies: publicAccess('block-bidirectional'),
    asked: {
      client: [`vm:subnet=${GUIDE.publicSubnet},groups=${GUIDE.group}`],
      placement: { ...GUIDE_PLACEMENT, schedulerSubnetId: GUIDE.privateSubnet, schedulerPublicIp: false },
    },
    fixes: {
      [SCHEDULER_OUT]: [`${exclusion} allow-egress`],
      [WORKER_OUT]: [`${exclusion} allow-egress`],
    },
  },
  {
    what: 'the way in at Block Public Access',
    bodies: publicAccess('block-ingress'),
    fixes: {
      [CLIENT]: [`${exclusion} allow-bidirectional`],
      [SCHEDULER_OUT]: [`${exclusion} allow-bidirectional`],
    },
  },
];

describe('where the network lacks', () => {
  it.each(CASES)('$what', ({ bodies, asked, fixes }) => {
    expect(repairs(bodies, asked).told).toEqual(fixes);
  });
});

describe('all fixes of a report together', () => {
  const repairable = CASES.filter(({ fixes }) => Object.values(fixes).some((fix) => typeof fix !== 'string'));

  it.each(repairable)('repair the lack of $what', ({ bodies, asked, fixes }) => {
    const { changes, opened, input } = repairs(bodies, asked);
    const network = opened.changed(changes);
    if (!network) throw new Error('the fixes cannot be made together');
    const placed = changes.flatMap((one) => (one.kind === 'place' ? [one.set] : []));
    const placement = Object.assign({}, input.placement, ...placed);
    const left = analysisOf({ ...input, network, placement }, RULES).problems.filter(
      ({ severity }) => severity === 'error',
    );
    expect(left.map(({ problem }) => problem.message)).toEqual([]);
    expect(Object.values(fixes).every((fix) => typeof fix !== 'string')).toBe(true);
  });
});

describe('an ACL with nothing in it', () => {
  const { told, changes, opened } = repairs(acl(), OFFICE, true);
  const commands = Object.values(told).flat();

  it('is repaired for every flow', () => {
    expect(Object.keys(told)).toHaveLength(5);
    expect(commands.filter((command) => !command.startsWith(entry))).toEqual([]);
  });

  it('gets entries that can all be made: one number has one content', () => {
    const contents = new Map<string, Set<string>>();
    for (const command of commands) {
      const number = /--(?:in|e)gress --rule-number \d+/.exec(command)?.[0] ?? '';
      contents.set(number, (contents.get(number) ?? new Set()).add(command));
    }
    expect([...contents].filter(([, same]) => same.size > 1)).toEqual([]);
    expect(contents.size).toBe(new Set(commands).size);
    expect(opened.changed(changes)).toBeDefined();
  });
});

describe('what a fix opens', () => {
  it.each(CASES)('is never the world, where the lack is $what, unless it was named', ({ bodies, asked }) => {
    const wide = repairs(bodies, asked).changes.filter(
      (one) =>
        one.kind === 'allow' &&
        one.filter.startsWith('sg-') &&
        one.direction === 'ingress' &&
        'addresses' in one.peer &&
        one.peer.addresses[0] === 0,
    );
    expect(wide).toHaveLength(asked?.client?.includes('internet') ? 1 : 0);
  });
});

describe('a required flow', () => {
  const requiring = (...require: readonly string[]): Asked => ({ ...OFFICE, require });

  const database = add(guide, 'NetworkInterfaces', {
    NetworkInterfaceId: 'eni-0db',
    VpcId: GUIDE.vpc,
    SubnetId: GUIDE.publicSubnet,
    PrivateIpAddress: '10.0.0.77',
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.77', Primary: true }],
    Groups: [{ GroupId: GUIDE.defaultGroup }],
  });

  it('to a machine opens its group for the workers’ subnet, on its port', () => {
    const text = 'role:worker=10.0.0.77:5432';
    expect(repairs(database, requiring(text)).told).toEqual({
      [text]: [
        `aws ec2 authorize-security-group-ingress --group-id ${GUIDE.defaultGroup} --protocol tcp --port 5432 --cidr 10.0.16.0/20`,
      ],
    });
  });

  it('from the internet to a worker gives workers an address, and not the scheduler', () => {
    const text = 'internet=role:worker:9999';
    const bodies = routes(GUIDE.privateTable, route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway }));
    expect(repairs(drop(bodies, 'NatGateways', GUIDE.natGateway), requiring(text)).told[text]).toEqual([
      `${into} --protocol tcp --port 9999 --cidr 0.0.0.0/0`,
      '# then check and create the cluster with --workers-public-ip',
    ]);
    expect(repairs(guide, requiring(text)).told[text]).toBe(
      `the reply leaves by ${GUIDE.natGateway}, under another address than the one that the sender waits for; no change to this network alone removes that`,
    );
  });

  it('from the internet to a machine without public address has no change', () => {
    const text = 'internet=10.0.0.77:22';
    expect(repairs(database, requiring(text)).told[text]).toBe(
      '10.0.0.77 is private: nothing on the internet can send to it; reach it from inside its network, or by a public address',
    );
  });

  const far = (routed: boolean): AwsBodies => {
    const peered = add(guide, 'VpcPeeringConnections', {
      VpcPeeringConnectionId: 'pcx-0far',
      Status: { Code: 'active' },
      RequesterVpcInfo: {
        VpcId: GUIDE.vpc,
        CidrBlock: '10.0.0.0/16',
        OwnerId: '111122223333',
        Region: 'us-east-1',
      },
      AccepterVpcInfo: {
        VpcId: 'vpc-0far',
        CidrBlock: '10.9.0.0/16',
        OwnerId: '111122223333',
        Region: 'us-east-1',
      },
    });
    const network = add(peered, 'Vpcs', { VpcId: 'vpc-0far', State: 'available', CidrBlock: '10.9.0.0/16' });
    const subnet = add(network, 'Subnets', {
      SubnetId: 'subnet-0far',
      VpcId: 'vpc-0far',
      State: 'available',
      CidrBlock: '10.9.0.0/24',
      AvailabilityZone: 'us-east-1a',
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    });
    const acls = add(subnet, 'NetworkAcls', {
      NetworkAclId: 'acl-0far',
      VpcId: 'vpc-0far',
      IsDefault: true,
      Associations: [
        { NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-0far', SubnetId: 'subnet-0far' },
      ],
      Entries: [IN, ANY_OUT, ...CLOSING],
    });
    return add(acls, 'RouteTables', {
      RouteTableId: 'rtb-0far',
      VpcId: 'vpc-0far',
      Associations: [
        {
          Main: true,
          RouteTableAssociationId: 'rtbassoc-1',
          RouteTableId: 'rtb-0far',
          AssociationState: { State: 'associated' },
        },
      ],
      Routes: [
        localRoute('10.9.0.0/16'),
        ...(routed ? [route('10.0.0.0/16', { VpcPeeringConnectionId: 'pcx-0far' })] : []),
      ],
    });
  };

  const text = 'role:worker=vm:subnet=subnet-0far:5432';
  const there = `aws ec2 create-route --route-table-id ${GUIDE.privateTable} --destination-cidr-block 10.9.0.0/16 --vpc-peering-connection-id pcx-0far`;
  const back =
    'aws ec2 create-route --route-table-id rtb-0far --destination-cidr-block 10.0.0.0/16 --vpc-peering-connection-id pcx-0far';
  const withoutDefault = (bodies: AwsBodies) =>
    change(bodies, 'RouteTables', GUIDE.privateTable, { Routes: [localRoute()] });

  it.each([
    ['there, past a default route that takes its packets', far(true), [there]],
    ['there', withoutDefault(far(true)), [there]],
    ['there and back', withoutDefault(far(false)), [there, back]],
  ])('to a peered network is routed %s', (_what, bodies, commands) => {
    expect(repairs(bodies, requiring(text)).told[text]).toEqual(commands);
  });
});

describe('workers with IPv6 alone', () => {
  const v6 = (block: string) => [{ Ipv6CidrBlock: block, Ipv6CidrBlockState: { State: 'associated' } }];
  const named = change(guide, 'Vpcs', GUIDE.vpc, { Ipv6CidrBlockAssociationSet: v6('2600:1f18::/56') });
  const both = change(
    change(named, 'Subnets', GUIDE.publicSubnet, { Ipv6CidrBlockAssociationSet: v6('2600:1f18::/64') }),
    'Subnets',
    GUIDE.privateSubnet,
    { Ipv6CidrBlockAssociationSet: v6('2600:1f18:0:1::/64'), Ipv6Native: true },
  );
  const native: AwsBodies = {
    ...both,
    Subnets: (both.Subnets ?? []).map(({ CidrBlock, ...subnet }) =>
      subnet.SubnetId === GUIDE.privateSubnet || CidrBlock === undefined ? subnet : { ...subnet, CidrBlock },
    ),
  };
  const withDoor = add(native, 'EgressOnlyInternetGateways', {
    EgressOnlyInternetGatewayId: 'eigw-0out',
    Attachments: [{ VpcId: GUIDE.vpc, State: 'attached' }],
  });
  const local6: ReturnType<typeof route> = route('2600:1f18::/56', { GatewayId: 'local' });
  const routed = (bodies: AwsBodies, ...more: readonly ReturnType<typeof route>[]) =>
    [GUIDE.publicTable, GUIDE.privateTable].reduce(
      (now, table) =>
        change(now, 'RouteTables', table, {
          Routes: [
            localRoute(),
            local6,
            ...(table === GUIDE.publicTable
              ? [route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway })]
              : more),
          ],
        }),
      bodies,
    );
  const ANY6 = change(routed(withDoor), 'NetworkAcls', GUIDE.acl, {
    Entries: [
      IN,
      ANY_OUT,
      aclEntry(101, 'in', 'allow', '::/0'),
      aclEntry(101, 'out', 'allow', '::/0'),
      ...CLOSING,
    ],
  });
  const out6 = (bodies: AwsBodies) =>
    change(bodies, 'SecurityGroups', GUIDE.group, {
      IpPermissionsEgress: [permission('-1', undefined, { v4: ['0.0.0.0/0'], v6: ['::/0'] })],
    });

  it('leave by the egress-only gateway', () => {
    expect(repairs(out6(ANY6)).told).toEqual({
      [WORKER_OUT]: [
        `aws ec2 create-route --route-table-id ${GUIDE.privateTable} --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id eigw-0out`,
      ],
    });
  });

  it('are let out of their group, to everything and to each other', () => {
    const bodies = routed(ANY6, route('::/0', { EgressOnlyInternetGatewayId: 'eigw-0out' }));
    expect(repairs(bodies).told).toEqual({
      [TO_SCHEDULER]: [amongThemselves(out, 8786, 8786)],
      [TO_WORKER]: [amongThemselves(out, 1024, 65535)],
      [WORKERS]: [amongThemselves(out, 1024, 65535)],
      [WORKER_OUT]: [
        `${out} --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]'`,
      ],
    });
  });

  it('get entries of their family at an ACL', () => {
    const bodies = change(
      out6(routed(withDoor, route('::/0', { EgressOnlyInternetGatewayId: 'eigw-0out' }))),
      'NetworkAcls',
      GUIDE.acl,
      {
        Entries: [
          IN,
          ANY_OUT,
          aclEntry(101, 'in', 'allow', '::/0'),
          aclEntry(32768, 'out', 'deny', '::/0'),
          ...CLOSING,
        ],
      },
    );
    expect(repairs(bodies).told[WORKER_OUT]).toEqual([
      `${entry} --egress --rule-number 110 --protocol 6 --port-range From=443,To=443 --ipv6-cidr-block ::/0 --rule-action allow`,
    ]);
  });
});
