import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { beforeEach, expect, test, vi } from 'vitest';
import { CALLS } from '../../../src/providers/aws/calls.ts';
import { readingClient, SENDERS } from '../../../src/providers/aws/collect/sdk.ts';
import { wireTo } from '../../../src/providers/aws/collect/wire.ts';
import { collect } from '../../../src/providers/aws/collect.ts';
import { policy } from '../../../src/providers/aws/permissions.ts';
import { SIDE_BY_SIDE } from '../../../src/providers/live.ts';
import type { LiveIo, LiveRequest } from '../../../src/providers/provider.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { answer, ec2, type Reply, refuse } from '../../support/ec2.ts';

const VPC = 'vpc-0a';
const HOME: LiveRequest = { region: 'us-east-1', networkId: VPC, mentioned: [] };
const SILENT: LiveIo = {};

beforeEach(() => {
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_ENDPOINT_URL_EC2', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  return () => vi.unstubAllEnvs();
});

const vpcItem = (id: string) =>
  `<item><vpcId>${id}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><ownerId>111122223333</ownerId></item>`;
const vpcs = (...ids: string[]) => `<vpcSet>${ids.map(vpcItem).join('')}</vpcSet>`;
const HERE: Readonly<Record<string, Reply>> = {
  DescribeVpcs: vpcs(VPC),
  DescribeVpcAttribute: `<vpcId>${VPC}</vpcId><enableDnsSupport><value>true</value></enableDnsSupport>`,
  DescribeVpcBlockPublicAccessOptions:
    '<vpcBlockPublicAccessOptions><awsAccountId>111122223333</awsAccountId></vpcBlockPublicAccessOptions>',
};

interface Asked {
  readonly actions: readonly string[];
  readonly queries: readonly URLSearchParams[];
  readonly snapshot: Snapshot;
}

async function read(
  replies: Readonly<Record<string, Reply>>,
  request: LiveRequest = HOME,
  otherwise: Reply = '',
  io = SILENT,
): Promise<Asked> {
  const server = await ec2(replies, otherwise);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const snapshot = await collect(request, io, 0);
  return { snapshot, queries: server.asked, actions: server.asked.map((query) => query.get('Action') ?? '') };
}

const gapsOf = ({ snapshot }: Asked) => snapshot.gaps.map(({ call, why }) => `${call}: ${why}`);
const bodyOf = ({ snapshot }: Asked, call: string) =>
  snapshot.documents.find((document) => document.call === call)?.body;
const filterOf = (query: URLSearchParams) => [query.get('Filter.1.Name'), query.get('Filter.1.Value.1')];

test('every call can be sent, and nothing but the calls is', () => {
  expect(Object.keys(SENDERS).sort()).toEqual(CALLS.map(({ call }) => call).sort());
});

test('the client throws before it sends a write', async () => {
  const server = await ec2({});
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const { signal } = new AbortController();
  const { handler } = wireTo({ env: {}, trust: {}, silence: 1_000, signal });
  const client = readingClient({ region: 'us-east-1', handler });
  expect(client).toBeInstanceOf(EC2Client);
  await expect(client.send(new TerminateInstancesCommand({ InstanceIds: ['i-1'] }))).rejects.toThrow(
    'TerminateInstancesCommand is no read',
  );
  expect(server.asked).toEqual([]);
});

test('each call is asked about the VPC where EC2 can narrow it', async () => {
  const asked = await read(HERE);
  expect(gapsOf(asked)).toEqual([]);
  const about = new Map(asked.queries.map((query) => [query.get('Action'), filterOf(query)]));
  for (const { call, target } of CALLS) {
    if (target.by === 'filter') expect([call, about.get(call)]).toEqual([call, [target.name, VPC]]);
    if (target.by === 'nothing') expect([call, about.get(call)]).toEqual([call, [null, null]]);
  }
  const perVpc = asked.queries.filter((query) => query.get('Action') === 'DescribeVpcAttribute');
  expect(perVpc.map((query) => [query.get('VpcId'), query.get('Attribute')])).toEqual([
    [VPC, 'enableDnsSupport'],
    [VPC, 'enableDnsHostnames'],
  ]);
});

test('an empty answer says that there is nothing', async () => {
  expect(bodyOf(await read(HERE), 'DescribeNatGateways')).toMatchObject({ NatGateways: [] });
});

test('pages are read to the last one', async () => {
  const subnet = (id: string) => `<item><subnetId>${id}</subnetId><vpcId>${VPC}</vpcId></item>`;
  const asked = await read({
    ...HERE,
    DescribeSubnets: (response, query) =>
      query.get('NextToken') === 'second'
        ? answer(response, 'DescribeSubnets', `<subnetSet>${subnet('subnet-2')}</subnetSet>`)
        : answer(
            response,
            'DescribeSubnets',
            `<subnetSet>${subnet('subnet-1')}</subnetSet><nextToken>second</nextToken>`,
          ),
  });
  expect(bodyOf(asked, 'DescribeSubnets')).toMatchObject({
    Subnets: [{ SubnetId: 'subnet-1' }, { SubnetId: 'subnet-2' }],
  });
  expect(bodyOf(asked, 'DescribeSubnets')).not.toHaveProperty('NextToken');
});

test('pages without an end are a gap', async () => {
  const asked = await read({ ...HERE, DescribeSubnets: '<subnetSet/><nextToken>again</nextToken>' });
  expect(gapsOf(asked)).toEqual([expect.stringContaining('the same NextToken twice')]);
});

test.each(CALLS.filter(({ target }) => target.by !== 'parent'))(
  'a refusal of $call is a gap in EC2’s words',
  async ({ call }) => {
    const asked = await read({
      ...HERE,
      [call]: refuse('UnauthorizedOperation', `not allowed: ec2:${call}`),
    });
    expect(gapsOf(asked)).toEqual([`${call}: UnauthorizedOperation: not allowed: ec2:${call}`]);
    expect(bodyOf(asked, call)).toBeUndefined();
  },
);

test('a peered VPC of the account is read in the second round, another account’s is not', async () => {
  const side = (name: string, vpc: string, owner: string) =>
    `<${name}><vpcId>${vpc}</vpcId><ownerId>${owner}</ownerId><region>us-east-1</region></${name}>`;
  const peering = (id: string, vpc: string, owner: string) =>
    `<item><vpcPeeringConnectionId>${id}</vpcPeeringConnectionId>${side('requesterVpcInfo', VPC, '111122223333')}${side('accepterVpcInfo', vpc, owner)}</item>`;
  const asked = await read({
    ...HERE,
    DescribeVpcPeeringConnections: `<vpcPeeringConnectionSet>${peering('pcx-1', 'vpc-0b', '111122223333')}${peering('pcx-2', 'vpc-0c', '999999999999')}</vpcPeeringConnectionSet>`,
  });
  const filters = asked.queries.filter((query) => query.get('Action') === 'DescribeSubnets').map(filterOf);
  expect(filters).toEqual([
    ['vpc-id', VPC],
    ['vpc-id', 'vpc-0b'],
  ]);
});

test('a transit gateway takes three rounds: itself, its tables and attachments, the VPCs behind it', async () => {
  const attachment = (vpc: string) =>
    `<item><transitGatewayAttachmentId>tgw-attach-${vpc}</transitGatewayAttachmentId><transitGatewayId>tgw-1</transitGatewayId><resourceType>vpc</resourceType><resourceId>${vpc}</resourceId><resourceOwnerId>111122223333</resourceOwnerId></item>`;
  const rounds: string[] = [];
  const asked = await read(
    {
      ...HERE,
      DescribeTransitGatewayAttachments: (response, query) => {
        const all = query.get('Filter.1.Name') === 'transit-gateway-id' ? ['vpc-0a', 'vpc-0b'] : ['vpc-0a'];
        const inside = `<transitGatewayAttachments>${all.map(attachment).join('')}</transitGatewayAttachments>`;
        answer(response, 'DescribeTransitGatewayAttachments', inside);
      },
      DescribeTransitGatewayRouteTables:
        '<transitGatewayRouteTables><item><transitGatewayRouteTableId>tgw-rtb-1</transitGatewayRouteTableId><transitGatewayId>tgw-1</transitGatewayId></item></transitGatewayRouteTables>',
      DescribeManagedPrefixLists:
        '<prefixListSet><item><prefixListId>pl-0c</prefixListId><ownerId>111122223333</ownerId></item><item><prefixListId>pl-0d</prefixListId><ownerId>AWS</ownerId></item></prefixListSet>',
      SearchTransitGatewayRoutes: '<routeSet/><additionalRoutesAvailable>true</additionalRoutesAvailable>',
    },
    HOME,
    '',
    { ...SILENT, progress: (line) => void rounds.push(line.match(/round \d/)?.[0] ?? '') },
  );
  expect([...new Set(rounds)]).toEqual(['round 1', 'round 2', 'round 3', '']);
  expect(bodyOf(asked, 'SearchTransitGatewayRoutes')).toEqual({
    Routes: [],
    AdditionalRoutesAvailable: true,
  });
  const search = asked.queries.find((query) => query.get('Action') === 'SearchTransitGatewayRoutes');
  expect(search?.get('TransitGatewayRouteTableId')).toBe('tgw-rtb-1');
  expect(filterOf(search ?? new URLSearchParams())).toEqual(['type', 'static']);
  expect(
    asked.queries.filter((query) => query.get('Action') === 'DescribeRouteTables').map(filterOf),
  ).toEqual([
    ['vpc-id', VPC],
    ['vpc-id', 'vpc-0b'],
  ]);
  // What the last VPC's routes and rules name nobody could ask about in a fourth round.
  expect(
    asked.queries
      .filter((query) => query.get('Action') === 'GetManagedPrefixListEntries')
      .map((query) => query.get('PrefixListId')),
  ).toEqual(['pl-0c']);
});

test('what was named is read by id, wherever it sits, and then its VPC', async () => {
  const asked = await read(
    {
      ...HERE,
      DescribeSubnets: (response, query) =>
        answer(
          response,
          'DescribeSubnets',
          query.get('Filter.1.Name') === 'subnet-id'
            ? '<subnetSet><item><subnetId>subnet-0f</subnetId><vpcId>vpc-0b</vpcId></item></subnetSet>'
            : '<subnetSet/>',
        ),
    },
    { ...HOME, mentioned: ['subnet-0f'] },
  );
  expect(asked.queries.filter((query) => query.get('Action') === 'DescribeSubnets').map(filterOf)).toEqual([
    ['vpc-id', VPC],
    ['subnet-id', 'subnet-0f'],
    ['vpc-id', 'vpc-0b'],
  ]);
  expect(bodyOf(asked, 'DescribeSubnets')).toMatchObject({ Subnets: [{ SubnetId: 'subnet-0f' }] });
});

test('entries of a list are read that a route names', async () => {
  const route = '<routeSet><item><destinationPrefixListId>pl-0d</destinationPrefixListId></item></routeSet>';
  const asked = await read({
    ...HERE,
    DescribeRouteTables: `<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>${VPC}</vpcId>${route}</item></routeTableSet>`,
    GetManagedPrefixListEntries: refuse('UnauthorizedOperation', 'no'),
  });
  expect(asked.snapshot.gaps).toEqual([
    expect.objectContaining({ call: 'GetManagedPrefixListEntries', arguments: { PrefixListId: 'pl-0d' } }),
  ]);
});

test('without a VPC the whole region is read', async () => {
  const asked = await read(
    { ...HERE, DescribeVpcs: vpcs('vpc-1', 'vpc-2') },
    { region: 'us-east-1', mentioned: [] },
  );
  expect(asked.queries.flatMap((query) => query.get('Filter.1.Name') ?? [])).toEqual([]);
  const attributes = asked.queries.filter((query) => query.get('Action') === 'DescribeVpcAttribute');
  expect(new Set(attributes.map((query) => query.get('VpcId')))).toEqual(new Set(['vpc-1', 'vpc-2']));
});

test('the account that answers stands in every document', async () => {
  const { snapshot } = await read(HERE);
  expect(new Set(snapshot.documents.map(({ account, region }) => `${account} ${region}`))).toEqual(
    new Set(['111122223333 us-east-1']),
  );
});

test('an answer without the thing it is about is a gap', async () => {
  const asked = await read({ ...HERE, DescribeVpcBlockPublicAccessOptions: '' });
  expect(gapsOf(asked)).toEqual([expect.stringContaining('holds no VpcBlockPublicAccessOptions')]);
});

test('the policy allows what is asked and nothing else', async () => {
  const { actions } = await read(HERE);
  const [statement] = policy().Statement;
  expect(statement?.Action).toEqual(expect.arrayContaining(actions.map((action) => `ec2:${action}`)));
  expect(statement?.Action).toEqual(CALLS.map(({ permission }) => permission).sort());
});

test('many calls are made a few side by side, at the SDK’s own pace where EC2 throttles', async () => {
  let open = 0;
  let most = 0;
  const ids = Array.from({ length: 40 }, (_, i) => `vpc-0${i.toString(16)}`);
  const slow =
    (inside: string): Reply =>
    (response, query) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        answer(response, query.get('Action') ?? '', inside);
      });
    };
  const asked = await read(
    { ...HERE, DescribeVpcs: vpcs(...ids), DescribeVpcAttribute: slow(HERE.DescribeVpcAttribute as string) },
    { region: 'us-east-1', mentioned: [] },
    slow(''),
  );
  expect(asked.actions.filter((action) => action === 'DescribeVpcAttribute')).toHaveLength(80);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(SIDE_BY_SIDE);
  const { signal } = new AbortController();
  const { handler } = wireTo({ env: {}, trust: {}, silence: 1_000, signal });
  expect(await readingClient({ region: 'us-east-1', handler }).config.retryStrategy()).toMatchObject({
    mode: 'adaptive',
  });
});
