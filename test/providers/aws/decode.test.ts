import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/providers/aws/decode.ts';
import { recogniser } from '../../../src/providers/aws/recognise.ts';
import type { AwsResources } from '../../../src/providers/aws/resources.ts';
import { locateIn } from '../../../src/snapshot/locate.ts';
import type { LoadedDocument, SnapshotGap } from '../../../src/snapshot/snapshot.ts';
import { writeSnapshot } from '../../../src/snapshot/write.ts';
import { failureOf, read } from '../../snapshot/support.ts';
import { folderOf } from '../../support/folder.ts';
import { unwrap } from '../../support/unwrap.ts';

interface Said {
  readonly call: string;
  readonly body: LoadedDocument['body'];
  readonly account?: string;
  readonly region?: string;
  readonly file?: string;
  readonly arguments?: Readonly<Record<string, string>>;
}

const documentOf = ({ file = 'a.json', ...said }: Said): LoadedDocument => ({
  provider: 'aws',
  ...said,
  origin: { file, pointer: '' },
});
const decoded = (documents: readonly Said[], gaps: readonly SnapshotGap[] = []): AwsResources =>
  decode({ documents: documents.map(documentOf), gaps, ignored: [] });

const OWNER = '111122223333';
const PARTICIPANT = '444455556666';
const VPC = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', OwnerId: OWNER };
const vpcs = (...Vpcs: readonly object[]) => ({ call: 'DescribeVpcs', body: { Vpcs } });

/** How many things each table of resources holds, without the empty ones. */
const counts = ({ read: _read, answered: _answered, refused: _refused, ...resources }: AwsResources) =>
  Object.fromEntries(
    Object.entries(resources)
      .map(([name, table]): [string, number] => [name, 'size' in table ? table.size : table.length])
      .filter(([, count]) => count > 0),
  );

const DOCUMENTS = 'fixtures/aws/documents';
const names = (await readdir(DOCUMENTS)).filter((name) => name.endsWith('.json'));

describe('real answers', () => {
  const NETWORK = 'fixtures/aws/hybrid-cloud-aws';

  test('a whole network is read as it is', async () => {
    const snapshot = await read([NETWORK]);
    expect(counts(decode(snapshot))).toEqual({
      vpcs: 4,
      subnets: 10,
      routeTables: 5,
      dhcpOptions: 1,
      availabilityZones: 3,
      securityGroups: 11,
      networkAcls: 4,
      prefixLists: 2,
      internetGateways: 3,
      vpnGateways: 1,
      networkInterfaces: 9,
      instances: 4,
    });
    expect(snapshot.ignored.map(({ file }) => file.slice(NETWORK.length + '/us-west-2/'.length))).toEqual([
      'ClassicLinkInstances.json',
      'CustomerGateways.json',
      'ElasticsearchDomains.json',
      'Hosts.json',
      'InstanceStatuses.json',
      'MovingAddressStatuses.json',
      'PlacementGroups.json',
      'RdsInstances.json',
      'Tags.json',
      'VpcEndpointServices.json',
      'VpnConnections.json',
    ]);
  });

  test('every resource knows its line', async () => {
    const resources = decode(await read([NETWORK]));
    const tables = Object.values(resources).filter((table) => table instanceof Map);
    const entries = tables.flatMap((table) => [...table]);
    expect(entries.length).toBeGreaterThan(50);
    for (const [id, { place }] of entries) {
      const text = await readFile(place.file, 'utf8');
      const at = await locateIn(text, place.pointer);
      const lines = text.split('\n');
      const element = lines.slice((at?.line ?? 0) - 1).join('\n');
      expect(element).toContain(`"${id}"`);
    }
  });

  test('a written snapshot of it decodes to the same', async () => {
    const snapshot = await read([NETWORK]);
    const again = decode(await read(['-'], writeSnapshot(snapshot, [recogniser])));
    expect(counts(again)).toEqual(counts(decode(snapshot)));
    expect([...again.vpcs.keys()]).toEqual(['vpc-815775e7', 'vpc-925131f4', 'vpc-b390fad5', 'vpc-f8fad69d']);
  });

  const isUnread = (name: string): boolean => /security-group-(rules|references)/.test(name);

  test.each(names.filter((name) => !isUnread(name)))('%s', async (name) => {
    for (const answer of unwrap(JSON.parse(await readFile(`${DOCUMENTS}/${name}`, 'utf8')), name)) {
      const resources = decode(await read(['-'], JSON.stringify(answer)));
      const tables = counts(resources);
      const held = Object.values(answer).find((value) => Array.isArray(value));
      const instances = resources.instances.size;
      expect(resources.read.size).toBe(1);
      expect(Object.values(tables)).toEqual(held?.length === 0 ? [] : [instances || held?.length]);
    }
  });

  test.each(names.filter(isUnread))('%s is told to be of no use', async (name) => {
    for (const answer of unwrap(JSON.parse(await readFile(`${DOCUMENTS}/${name}`, 'utf8')), name)) {
      const error = await failureOf(() => read(['-'], JSON.stringify(answer)));
      expect(error.message).toContain('which no check reads');
    }
  });

  test.each(['awscli__describe-vpcs.json', 'c7n__test_vpc_scenario_2__ec2.DescribeVpcs_1.json'])(
    '%s as its recorder wrote it is refused by name',
    async (name) => {
      const error = await failureOf(() => read([`${DOCUMENTS}/${name}`]));
      expect(error.message).toContain("recorder's wrapper");
    },
  );
});

describe('tables', () => {
  test('stand in order of id, whatever the order of answers', () => {
    const { vpcs: table } = decoded([
      vpcs({ ...VPC, VpcId: 'vpc-2' }, { ...VPC, VpcId: 'vpc-10' }),
      vpcs(VPC),
    ]);
    expect([...table.keys()]).toEqual(['vpc-1', 'vpc-10', 'vpc-2']);
  });

  test('know place, account and region', () => {
    const { vpcs: table } = decode({
      documents: [
        {
          provider: 'aws',
          account: OWNER,
          region: 'us-west-2',
          call: 'DescribeVpcs',
          body: { Vpcs: [{}, VPC] },
          origin: { file: 's.json', pointer: '/documents/4/body' },
        },
      ],
      gaps: [],
      ignored: [],
    });
    expect(table.get('vpc-1')).toEqual({
      value: VPC,
      place: { file: 's.json', pointer: '/documents/4/body/Vpcs/1' },
      account: OWNER,
      region: 'us-west-2',
    });
  });

  test('instances come out of their reservations', () => {
    const body = {
      Reservations: [{ Instances: [] }, { Instances: [{ InstanceId: 'i-2' }, { InstanceId: 'i-1' }] }],
    };
    const { instances } = decoded([{ call: 'DescribeInstances', body }]);
    expect([...instances].map(([id, { place }]) => [id, place.pointer])).toEqual([
      ['i-1', '/Reservations/1/Instances/1'],
      ['i-2', '/Reservations/1/Instances/0'],
    ]);
  });

  test('two kinds of prefix list stay apart', () => {
    const { prefixLists, managedPrefixLists, prefixListEntries } = decoded([
      {
        call: 'DescribePrefixLists',
        body: { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['52.0.0.0/8'] }] },
      },
      {
        call: 'DescribeManagedPrefixLists',
        body: { PrefixLists: [{ PrefixListId: 'pl-1', MaxEntries: 3 }] },
      },
      {
        call: 'GetManagedPrefixListEntries',
        arguments: { PrefixListId: 'pl-2' },
        body: { Entries: [{ Cidr: '10.0.0.0/8' }] },
      },
    ]);
    expect(prefixLists.get('pl-1')?.value.Cidrs).toEqual(['52.0.0.0/8']);
    expect(managedPrefixLists.get('pl-1')?.value.MaxEntries).toBe(3);
    expect(prefixListEntries.get('pl-2')).toEqual({
      value: [{ Cidr: '10.0.0.0/8' }],
      place: { file: 'a.json', pointer: '/Entries' },
    });
  });

  test('the attributes of a VPC come together out of several answers', () => {
    const { vpcAttributes } = decoded([
      { call: 'DescribeVpcAttribute', body: { VpcId: 'vpc-1', EnableDnsSupport: { Value: false } } },
      {
        call: 'DescribeVpcAttribute',
        file: 'b.json',
        body: { VpcId: 'vpc-1', EnableDnsHostnames: { Value: true } },
      },
    ]);
    expect(vpcAttributes.get('vpc-1')?.value).toEqual({
      VpcId: 'vpc-1',
      EnableDnsSupport: { Value: false },
      EnableDnsHostnames: { Value: true },
    });
  });

  test('the routes of a transit table are complete only where EC2 had no more', () => {
    const routes = (id: string, Routes: readonly object[], AdditionalRoutesAvailable: boolean): Said => ({
      call: 'SearchTransitGatewayRoutes',
      arguments: { TransitGatewayRouteTableId: id },
      body: { Routes, AdditionalRoutesAvailable },
    });
    const { transitGatewayRoutes } = decoded([
      routes('tgw-rtb-1', [{ DestinationCidrBlock: '10.0.0.0/8' }], false),
      routes(
        'tgw-rtb-1',
        [{ DestinationCidrBlock: '10.0.0.0/8' }, { DestinationCidrBlock: '0.0.0.0/0' }],
        true,
      ),
      routes('tgw-rtb-2', [], false),
    ]);
    expect(
      [...transitGatewayRoutes].map(([id, { value }]) => [id, value.routes.length, value.complete]),
    ).toEqual([
      ['tgw-rtb-1', 2, false],
      ['tgw-rtb-2', 0, true],
    ]);
  });

  test('what was answered, and what was refused', () => {
    const gap = { provider: 'aws', call: 'DescribeNatGateways', why: 'UnauthorizedOperation' };
    const { read: answered, refused } = decoded([vpcs()], [gap, { ...gap, provider: 'gcp' }]);
    expect([...answered]).toEqual(['DescribeVpcs']);
    expect(refused).toEqual([gap]);
  });

  test('another provider, and a call of next year, are nobody here', () => {
    const foreign = { ...documentOf(vpcs(VPC)), provider: 'gcp' };
    const strange = documentOf({ call: 'DescribeQuantumGateways', body: { QuantumGateways: [{}] } });
    const resources = decode({ documents: [foreign, strange], gaps: [], ignored: [] });
    expect(counts(resources)).toEqual({});
    expect([...resources.read]).toEqual(['DescribeQuantumGateways']);
  });
});

describe('the same id twice', () => {
  test('identical answers are one, in any order of their lists', () => {
    const group = (...IpPermissions: readonly object[]) => ({ GroupId: 'sg-1', IpPermissions });
    const [tcp, udp] = [{ IpProtocol: 'tcp' }, { IpProtocol: 'udp' }];
    const { securityGroups } = decoded([
      { call: 'DescribeSecurityGroups', body: { SecurityGroups: [group(tcp, udp), group(udp, tcp)] } },
      {
        call: 'DescribeSecurityGroups',
        file: 'b.json',
        region: 'us-east-1',
        body: { SecurityGroups: [group(udp, tcp)] },
      },
    ]);
    expect(securityGroups.get('sg-1')?.value.IpPermissions).toEqual([tcp, udp]);
    expect(securityGroups.get('sg-1')?.region).toBeUndefined();
  });

  test.each([
    ['from nowhere in particular', {}, {}],
    [
      'from one account and region',
      { account: OWNER, region: 'us-east-1' },
      { account: OWNER, region: 'us-east-1' },
    ],
    ['one of them from nowhere in particular', {}, { account: OWNER, region: 'us-east-1' }],
  ])('contradicting answers %s are an error that names both', async (_what, one, other) => {
    const error = await failureOf(() =>
      decoded([
        { ...vpcs(VPC), ...one },
        {
          ...vpcs({ ...VPC, VpcId: 'vpc-0' }, { ...VPC, CidrBlock: '10.9.0.0/16', State: 'available' }),
          ...other,
          file: 'b.json',
        },
      ]),
    );
    expect(error).toMatchObject({ code: 'input', file: 'b.json', place: '/Vpcs/1' });
    expect(error.message).toBe(
      'vpc-1 has another content here than in a.json at /Vpcs/0: CidrBlock, State differ',
    );
    expect(error.remedy).toBe('keep the newer of the two answers and remove the other');
  });

  test('contradicting attributes are an error', async () => {
    const attribute = (Value: boolean) => ({
      call: 'DescribeVpcAttribute',
      body: { VpcId: 'vpc-1', EnableDnsSupport: { Value } },
    });
    expect((await failureOf(() => decoded([attribute(true), attribute(false)]))).message).toContain(
      'EnableDnsSupport',
    );
  });

  const association = (id: string) => ({ RouteTableAssociationId: id, SubnetId: `subnet-${id}` });
  const route = (DestinationCidrBlock: string, State = 'active') => ({ DestinationCidrBlock, State });
  const tables = (account: string, table: object): Said => ({
    call: 'DescribeRouteTables',
    account,
    region: 'us-east-1',
    file: `${account}.json`,
    body: { RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', OwnerId: OWNER, ...table }] },
  });

  test.each([false, true])(
    'seen by two accounts it is what both see, the owner being right (turned: %s)',
    (turned) => {
      const owner = tables(OWNER, {
        Associations: [association('1')],
        Routes: [route('0.0.0.0/0', 'blackhole')],
        Tags: [{ Key: 'Name', Value: 'shared' }],
      });
      const participant = tables(PARTICIPANT, {
        Associations: [association('2')],
        Routes: [route('0.0.0.0/0'), route('10.0.0.0/8')],
        PropagatingVgws: [],
      });
      const { routeTables } = decoded(turned ? [participant, owner] : [owner, participant]);
      expect(routeTables.get('rtb-1')).toEqual({
        value: {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          OwnerId: OWNER,
          Associations: [association('1'), association('2')],
          Routes: [route('0.0.0.0/0', 'blackhole')],
          Tags: [{ Key: 'Name', Value: 'shared' }],
          PropagatingVgws: [],
        },
        place: { file: `${OWNER}.json`, pointer: '/RouteTables/0' },
        account: OWNER,
        region: 'us-east-1',
      });
    },
  );

  test('seen by two participants it is what both see', () => {
    const { routeTables } = decoded([
      tables(PARTICIPANT, { Associations: [association('1')], Routes: [route('0.0.0.0/0')] }),
      tables('777788889999', {
        Associations: [association('2')],
        Routes: [route('0.0.0.0/0', 'blackhole'), route('10.0.0.0/8')],
      }),
    ]);
    expect(routeTables.get('rtb-1')?.value).toMatchObject({
      Associations: [association('1'), association('2')],
      Routes: [route('0.0.0.0/0'), route('10.0.0.0/8')],
    });
  });

  test('a peering is seen from both of its regions', () => {
    const peering = (region: string, AccepterVpcInfo: object): Said => ({
      call: 'DescribeVpcPeeringConnections',
      account: OWNER,
      region,
      body: { VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-1', AccepterVpcInfo }] },
    });
    const { peerings } = decoded([
      peering('us-east-1', { VpcId: 'vpc-2' }),
      peering('us-west-2', { VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16' }),
    ]);
    expect(peerings.get('pcx-1')?.value.AccepterVpcInfo).toEqual({
      VpcId: 'vpc-2',
      CidrBlock: '10.2.0.0/16',
    });
  });

  test('a stale group of two VPCs has the stale rules of both', () => {
    const stale = (VpcId: string, IpProtocol: string): Said => ({
      call: 'DescribeStaleSecurityGroups',
      body: { StaleSecurityGroupSet: [{ GroupId: 'sg-1', VpcId, StaleIpPermissions: [{ IpProtocol }] }] },
    });
    const { staleSecurityGroups } = decoded([stale('vpc-1', 'tcp'), stale('vpc-2', 'udp')]);
    expect(staleSecurityGroups.get('sg-1')?.value.StaleIpPermissions).toEqual([
      { IpProtocol: 'tcp' },
      { IpProtocol: 'udp' },
    ]);
  });
});

describe('who asked', () => {
  const options = (told: object, more: object = {}): Said => ({
    call: 'DescribeVpcBlockPublicAccessOptions',
    body: { VpcBlockPublicAccessOptions: told },
    ...more,
  });

  test('is told by the Block Public Access options', () => {
    const { vpcs: table, blockPublicAccessOptions } = decoded([
      vpcs(VPC),
      options({ AwsAccountId: OWNER, AwsRegion: 'us-east-1' }),
    ]);
    expect(table.get('vpc-1')).toMatchObject({ account: OWNER, region: 'us-east-1' });
    expect(blockPublicAccessOptions).toMatchObject([
      { account: OWNER, place: { pointer: '/VpcBlockPublicAccessOptions' } },
    ]);
  });

  test('the region is told by the zones too', () => {
    const zones = {
      call: 'DescribeAvailabilityZones',
      body: { AvailabilityZones: [{ ZoneName: 'us-west-2a', RegionName: 'us-west-2' }] },
    };
    expect(decoded([vpcs(VPC), zones]).vpcs.get('vpc-1')).toMatchObject({ region: 'us-west-2' });
  });

  test('is not guessed where two accounts are told, nor taken from answers that say who read them', () => {
    const two = decoded([
      vpcs(VPC),
      options({ AwsAccountId: OWNER }),
      options({ AwsAccountId: PARTICIPANT }, { file: 'b.json' }),
    ]);
    expect(two.vpcs.get('vpc-1')?.account).toBeUndefined();
    expect(two.blockPublicAccessOptions).toHaveLength(2);
    const placed = decoded([
      vpcs(VPC),
      options({ AwsAccountId: OWNER }, { account: OWNER, region: 'us-east-1' }),
    ]);
    expect(placed.vpcs.get('vpc-1')?.account).toBeUndefined();
  });
});

test('a resource with fields of next year, of any shape, is read', async () => {
  const folder = await folderOf({
    'Vpcs.json': {
      Vpcs: [{ ...VPC, Quantum: { deep: [1] }, ['__proto__']: { x: 1 } }],
      ResponseMetadata: {},
    },
  });
  expect(decode(await read([folder])).vpcs.get('vpc-1')?.value).toMatchObject({ Quantum: { deep: [1] } });
});
