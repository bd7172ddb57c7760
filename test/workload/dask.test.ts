/** Which flows a Dask cluster needs (domain/coiled.md, "Flows"): who, to whom, on which ports. */
import { describe, expect, it } from 'vitest';
import { describeAddresses } from '../../src/ip/address.ts';
import { describePorts } from '../../src/lint/flows.ts';
import type { Spot } from '../../src/model/endpoint.ts';
import { type DaskInput, daskWorkload, rolesOf } from '../../src/workload/dask.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import type { RequiredFlow } from '../../src/workload/workload.ts';
import { type AwsBodies, add, change, GUIDE, guideNetwork, merge, route } from '../support/aws.ts';
import { GUIDE_PLACEMENT, networkOf, requirementsOf, valid } from '../support/opened.ts';

function askedOf(
  bodies: AwsBodies,
  asked: Partial<Omit<DaskInput, 'client'>> & { client?: string } = {},
): DaskInput {
  const { client, ...rest } = asked;
  const network = networkOf(bodies);
  const resolved =
    client === undefined ? undefined : resolveEndpoint(client, { network, roles: [], end: 'source' });
  if (resolved && 'error' in resolved) throw new Error(resolved.error);
  return {
    network,
    placement: GUIDE_PLACEMENT,
    requirements: requirementsOf('guide'),
    require: [],
    ...rest,
    ...(resolved && { client: resolved.endpoint }),
  };
}

const flowsOf = (...asked: Parameters<typeof askedOf>): readonly RequiredFlow[] =>
  valid(daskWorkload(askedOf(...asked))).flows;

const named = (flows: readonly RequiredFlow[], name: string): RequiredFlow => {
  const flow = flows.find((one) => one.name === name);
  if (!flow) throw new Error(`no flow ${name} among ${flows.map((one) => one.name).join(', ')}`);
  return flow;
};

const ends = (spots: readonly Spot[]) =>
  spots.map((spot) => `${spot.kind} ${describeAddresses(spot.addresses)}`);
const line = ({ name, holds, flow }: RequiredFlow) =>
  `${name}: ${flow.protocol} ${describePorts(flow.ports)}, ${holds}`;

const SCHEDULER = 'vm 10.0.0.4-10.0.15.254';
const WORKER = 'vm 10.0.16.4-10.0.31.254';

describe('the flows of', () => {
  const egress = ['scheduler → internet: 6 443, default-door', 'worker → internet: 6 443, default-door'];
  const cluster = ['scheduler → worker: 6 1024-65535, every', 'worker ↔ worker: 6 1024-65535, every'];

  it.each([
    ['guide', '8786-8787', '8786'],
    ['coiled', '443', '443'],
  ])('the %s set', (name, client, scheduler) => {
    const asked = { requirements: requirementsOf(name), client: '203.0.113.0/24' };
    expect(flowsOf(guideNetwork(), asked).map(line)).toEqual([
      `client → scheduler: 6 ${client}, every`,
      `worker → scheduler: 6 ${scheduler}, every`,
      ...cluster,
      ...egress,
    ]);
  });

  it('names each once, with what the person sees when it breaks', () => {
    const flows = flowsOf(guideNetwork(), {
      require: ['role:worker=10.0.0.9:5432', 'role:worker=10.0.0.9:5432'],
    });
    expect(new Set(flows.map(({ name }) => name)).size).toBe(flows.length);
    expect(flows.filter(({ symptom }) => symptom === '')).toEqual([]);
  });

  it('has ends where the placement puts them', () => {
    const { flow } = named(flowsOf(guideNetwork()), 'worker → scheduler');
    expect([ends(flow.from), ends(flow.to)]).toEqual([[WORKER], [SCHEDULER]]);
  });
});

describe('roles', () => {
  const rolesWith = (placement: Partial<DaskInput['placement']>) =>
    rolesOf({ network: networkOf(guideNetwork()), placement: { ...GUIDE_PLACEMENT, ...placement } });
  const filters = (placement: Partial<DaskInput['placement']>) =>
    rolesWith(placement).map(({ spot }) => spot.filters);

  it.each([
    ['one group for both', {}, [[GUIDE.group], [GUIDE.group]]],
    [
      'the scheduler carries its own and the cluster’s',
      { schedulerFirewallId: GUIDE.defaultGroup },
      [[GUIDE.defaultGroup, GUIDE.group], [GUIDE.group]],
    ],
    ['the same group twice', { schedulerFirewallId: GUIDE.group }, [[GUIDE.group], [GUIDE.group]]],
    ['a group nobody read', { firewallId: 'sg-0none' }, [['sg-0none'], ['sg-0none']]],
  ])('%s', (_what, placement, expected) => {
    expect(filters(placement)).toEqual(expected);
  });

  it('have the public addresses that were asked for', () => {
    const open = (placement: Partial<DaskInput['placement']>) =>
      rolesWith(placement).map(({ spot }) => spot.publicAddress);
    expect(open({})).toEqual([true, false]);
    expect(open({ schedulerPublicIp: false, workersPublicIp: true })).toEqual([false, true]);
  });

  it.each([{ workerSubnetId: 'subnet-0none' }, { schedulerSubnetId: 'subnet-0none' }])(
    'are none while %o is not in the input',
    (placement) => {
      expect(rolesWith(placement)).toEqual([]);
    },
  );
});

describe('without a client', () => {
  it('asks for somebody: the internet, the network itself, and what the scheduler’s table names', () => {
    const bodies = change(guideNetwork(), 'RouteTables', GUIDE.publicTable, {
      Routes: [
        route('10.0.0.0/16', { GatewayId: 'local' }),
        route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway }),
        route('10.50.0.0/16', { GatewayId: 'vgw-0office' }),
      ],
    });
    const flow = named(flowsOf(bodies), 'client → scheduler');
    expect(flow).toMatchObject({ holds: 'somebody', from: 'somebody', to: 'the scheduler' });
    const [internet, ...others] = flow.flow.from;
    expect(internet).toMatchObject({ kind: 'internet', label: 'the internet' });
    expect(ends(others)).toEqual([SCHEDULER, WORKER, 'beyond 10.50.0.0/16']);
  });

  it('takes nobody in the network for a member of the cluster', () => {
    const { flow } = named(flowsOf(guideNetwork()), 'client → scheduler');
    const machines = flow.from.flatMap((spot) => (spot.kind === 'vm' ? [spot] : []));
    expect(machines.map(({ filters, memberOf }) => [filters, memberOf])).toEqual([
      [undefined, []],
      [undefined, []],
    ]);
  });
});

describe('a client', () => {
  it.each([
    ['internet', 'clients on the internet'],
    ['203.0.113.0/24', 'clients in 203.0.113.0/24'],
    [GUIDE.privateSubnet, `clients in ${GUIDE.privateSubnet}`],
    [`vm:subnet=${GUIDE.privateSubnet}`, `the client, a VM in ${GUIDE.privateSubnet},`],
  ])('%s is called "%s"', (client, from) => {
    expect(named(flowsOf(guideNetwork(), { client }), 'client → scheduler')).toMatchObject({
      from,
      holds: 'every',
    });
  });
});

const withServers = (servers: string, bodies = guideNetwork()): AwsBodies =>
  change(bodies, 'DhcpOptions', GUIDE.dhcpOptions, {
    DhcpConfigurations: [
      { Key: 'domain-name-servers', Values: servers.split(',').map((Value) => ({ Value })) },
    ],
  });

describe('a resolver of one’s own', () => {
  const names = (bodies: AwsBodies) =>
    flowsOf(bodies).flatMap(({ kind, name }) => (kind === 'resolver' ? [name] : []));

  it.each(['AmazonProvidedDNS', '10.0.0.2', '169.254.169.253'])('is not %s', (server) => {
    expect(names(withServers(server))).toEqual([]);
  });

  it('is asked by both roles, by udp and by tcp', () => {
    const flows = flowsOf(withServers('10.0.16.53,192.168.0.53')).filter(({ kind }) => kind === 'resolver');
    expect(flows.map(line)).toEqual([
      'scheduler → resolver udp: 17 53, any-server',
      'scheduler → resolver tcp: 6 53, any-server',
      'worker → resolver udp: 17 53, any-server',
      'worker → resolver tcp: 6 53, any-server',
    ]);
    expect(flows.map(({ flow }) => ends(flow.to))).toEqual(
      flows.map(() => ['vm 10.0.16.53', 'beyond 192.168.0.53']),
    );
  });

  const server = (id: string, vpc: string, subnet: string) => ({
    NetworkInterfaceId: id,
    VpcId: vpc,
    SubnetId: subnet,
    PrivateIpAddress: '10.0.16.53',
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.16.53', Primary: true }],
    Groups: [{ GroupId: GUIDE.defaultGroup }],
  });

  it('is the machine that has the address, with its own groups', () => {
    const bodies = add(
      withServers('10.0.16.53'),
      'NetworkInterfaces',
      server('eni-0dns', GUIDE.vpc, GUIDE.privateSubnet),
    );
    expect(named(flowsOf(bodies), 'worker → resolver udp').flow.to).toMatchObject([
      { kind: 'vm', label: 'eni-0dns', filters: [GUIDE.defaultGroup] },
    ]);
  });

  it('is looked for in the cluster’s own network when another has the same range', () => {
    const twin: AwsBodies = {
      Vpcs: [{ VpcId: 'vpc-0twin', State: 'available', CidrBlock: '10.0.0.0/16' }],
      Subnets: [
        { SubnetId: 'subnet-0twin', VpcId: 'vpc-0twin', State: 'available', CidrBlock: '10.0.16.0/24' },
      ],
      NetworkInterfaces: [server('eni-0twin', 'vpc-0twin', 'subnet-0twin')],
    };
    const { flow } = named(flowsOf(merge(withServers('10.0.16.53'), twin)), 'worker → resolver udp');
    expect(flow.to).toMatchObject([{ kind: 'vm', vpc: GUIDE.vpc, label: '10.0.16.53' }]);
  });
});

describe('families', () => {
  const v6 = (block: string) => [{ Ipv6CidrBlock: block, Ipv6CidrBlockState: { State: 'associated' } }];
  const network = change(guideNetwork(), 'Vpcs', GUIDE.vpc, {
    Ipv6CidrBlockAssociationSet: v6('2600:1f18::/56'),
  });
  const dual = (bodies: AwsBodies, subnet: string, block: string) =>
    change(bodies, 'Subnets', subnet, { Ipv6CidrBlockAssociationSet: v6(block) });
  const both = dual(
    dual(network, GUIDE.publicSubnet, '2600:1f18::/64'),
    GUIDE.privateSubnet,
    '2600:1f18:0:1::/64',
  );
  const bodies6: AwsBodies = {
    ...both,
    Subnets: (both.Subnets ?? []).map(({ CidrBlock, ...subnet }) =>
      subnet.SubnetId === GUIDE.privateSubnet
        ? { ...subnet, Ipv6Native: true }
        : { ...subnet, ...(CidrBlock !== undefined && { CidrBlock }) },
    ),
  };
  const SCHEDULER6 = 'vm 2600:1f18::4-2600:1f18::ffff:ffff:ffff:fffe';
  const WORKER6 = 'vm 2600:1f18:0:1::4-2600:1f18:0:1:ffff:ffff:ffff:fffe';
  const between = (flows: readonly RequiredFlow[], name: string) => {
    const { flow } = named(flows, name);
    return [ends(flow.from), ends(flow.to)];
  };

  it('are IPv4 where both subnets have it', () => {
    const flows = flowsOf(both);
    expect(between(flows, 'worker → scheduler')).toEqual([[WORKER], [SCHEDULER]]);
    expect(
      named(flows, 'worker → internet')
        .flow.to.flatMap(({ addresses }) => addresses)
        .every((one) => typeof one === 'number'),
    ).toBe(true);
  });

  it('are IPv6 as soon as one end has nothing else', () => {
    const flows = flowsOf(bodies6);
    expect(between(flows, 'worker → scheduler')).toEqual([[WORKER6], [SCHEDULER6]]);
    expect(between(flows, 'scheduler → worker')).toEqual([[SCHEDULER6], [WORKER6]]);
    expect(between(flows, 'worker ↔ worker')).toEqual([[WORKER6], [WORKER6]]);
    expect(between(flows, 'worker → internet')[1]?.join()).toContain('2000::');
    expect(between(flows, 'scheduler → internet')[1]?.join()).not.toContain('2000::');
  });

  it('follow a client and a required flow that name IPv6', () => {
    const flows = flowsOf(both, { client: '2600:ffff::/32', require: ['role:worker=2600:eeee::/32:443'] });
    expect(between(flows, 'client → scheduler')).toEqual([['internet 2600:ffff::/32'], [SCHEDULER6]]);
    expect(between(flows, 'role:worker=2600:eeee::/32:443')).toEqual([
      [WORKER6],
      ['internet 2600:eeee::/32'],
    ]);
  });
});

describe('--require', () => {
  it('is tcp, to every address, under its own text', () => {
    const text = 'role:worker=10.20.0.0/24:5432';
    expect(named(flowsOf(guideNetwork(), { require: [text] }), text)).toMatchObject({
      kind: 'required',
      holds: 'every',
      from: 'the worker',
      to: '10.20.0.0/24',
      flow: { protocol: 6, ports: [5432, 5432] },
    });
  });

  it('names the option in its errors', () => {
    expect(daskWorkload(askedOf(guideNetwork(), { require: ['role:client=10.20.0.0/24:5432'] }))).toEqual({
      error: '--require role:client=10.20.0.0/24:5432: there is no role:client',
      remedy: 'the roles are role:scheduler, role:worker',
    });
  });

  it('of a role waits until the roles have a place, and is an error where the role is none', () => {
    const nowhere = { placement: { ...GUIDE_PLACEMENT, workerSubnetId: 'subnet-0none' } };
    expect(flowsOf(guideNetwork(), { ...nowhere, require: ['role:worker=10.20.0.0/24:5432'] })).toEqual([]);
    expect(
      daskWorkload(askedOf(guideNetwork(), { ...nowhere, require: ['role:wroker=10.20.0.0/24:5432'] })),
    ).toMatchObject({ error: expect.stringContaining('role:wroker') });
  });
});
