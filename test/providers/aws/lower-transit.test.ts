import { describe, expect, test } from 'vitest';
import type * as ec2 from '../../../src/providers/aws/documents.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  ACCOUNT,
  type AwsBodies,
  add,
  change,
  GUIDE,
  guideNetwork,
  localRoute,
  type Reader,
  resourcesOf,
  route,
  unread,
} from '../../support/aws.ts';

const OWNER = '444455556666';
const SPOKE = 'tgw-attach-0aa1';
const FAR = 'tgw-attach-0bb2';

const attachment = (id: string, vpc: string): ec2.TransitGatewayVpcAttachment => ({
  TransitGatewayAttachmentId: id,
  TransitGatewayId: 'tgw-1',
  VpcId: vpc,
  VpcOwnerId: ACCOUNT,
  State: 'available',
  SubnetIds: [GUIDE.privateSubnet],
});
const general = (id: string, vpc: string): ec2.TransitGatewayAttachment => ({
  TransitGatewayAttachmentId: id,
  TransitGatewayId: 'tgw-1',
  TransitGatewayOwnerId: ACCOUNT,
  ResourceOwnerId: ACCOUNT,
  ResourceType: 'vpc',
  ResourceId: vpc,
  State: 'available',
  Association: { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'associated' },
});
const learnt = (
  DestinationCidrBlock: string,
  attachmentId: string,
  ResourceType = 'vpc',
  ResourceId = 'vpc-2',
) => ({
  DestinationCidrBlock,
  Type: 'propagated',
  State: 'active',
  TransitGatewayAttachments: [{ TransitGatewayAttachmentId: attachmentId, ResourceType, ResourceId }],
});

const hub: AwsBodies = {
  ...change(guideNetwork(), 'RouteTables', GUIDE.privateTable, {
    Routes: [localRoute(), route('10.0.0.0/8', { TransitGatewayId: 'tgw-1' })],
  }),
  TransitGateways: [
    {
      TransitGatewayId: 'tgw-1',
      OwnerId: ACCOUNT,
      State: 'available',
      Options: { SecurityGroupReferencingSupport: 'enable' },
    },
  ],
  TransitGatewayVpcAttachments: [attachment(SPOKE, GUIDE.vpc), attachment(FAR, 'vpc-2')],
  TransitGatewayAttachments: [general(SPOKE, GUIDE.vpc), general(FAR, 'vpc-2')],
  TransitGatewayRouteTables: [
    { TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1', State: 'available' },
  ],
  Routes: { 'tgw-rtb-1': { Routes: [learnt('10.2.0.0/16', FAR)], AdditionalRoutesAvailable: false } },
};

const transit = (bodies: AwsBodies, reader?: Reader) => {
  const found = lower(resourcesOf(bodies, reader)).gateways.get('tgw-1');
  if (found?.kind !== 'transit') throw new Error(`tgw-1 is ${found?.kind}`);
  return found;
};
const spoke = (bodies: AwsBodies, reader?: Reader) =>
  transit(bodies, reader).attachments.find(({ id }) => id === SPOKE);
const routes = (bodies: AwsBodies) => transit(bodies).tables.get('tgw-rtb-1')?.routes ?? [];

describe('aws.md 31: attachments', () => {
  test('a transit gateway that was read whole leaves nothing open', () => {
    expect(lower(resourcesOf(hub)).gaps).toEqual([]);
    expect(transit(hub)).not.toHaveProperty('unread');
    expect(spoke(hub)).toMatchObject({
      word: 'transit gateway attachment',
      vpc: GUIDE.vpc,
      subnets: [GUIDE.privateSubnet],
      state: { is: 'usable' },
      table: { value: 'tgw-rtb-1' },
    });
  });

  test.each([
    ['available', 'usable'],
    ['modifying', 'usable'],
    ['pendingAcceptance', 'unusable'],
    ['deleted', 'unusable'],
  ])('%s is %s', (State, is) => {
    const bodies = change(hub, 'TransitGatewayVpcAttachments', SPOKE, { State });
    expect(spoke(bodies)?.state).toMatchObject(
      is === 'usable' ? { is } : { is, cause: 'BAD_STATE_ATTACHMENT' },
    );
  });

  test('known from the general list only, its subnets are unknown', () => {
    const bodies = { ...hub, TransitGatewayVpcAttachments: [] };
    expect(spoke(bodies)).toMatchObject({ vpc: GUIDE.vpc, subnets: [], state: { is: 'unknown' } });
  });

  test('of a VPN it has no VPC behind it', () => {
    const vpn = { ...general('tgw-attach-0cc3', 'vpn-1'), ResourceType: 'vpn' };
    const found = transit(add(hub, 'TransitGatewayAttachments', vpn)).attachments.find(
      ({ id }) => id === 'tgw-attach-0cc3',
    );
    expect(found).toMatchObject({ subnets: [], state: { is: 'usable' } });
    expect(found).not.toHaveProperty('vpc');
  });

  test('seen in routes only, it is there and unknown', () => {
    const bodies = {
      ...hub,
      Routes: { 'tgw-rtb-1': { Routes: [learnt('10.3.0.0/16', 'tgw-attach-0dd4', 'vpc', 'vpc-3')] } },
    };
    expect(transit(bodies).attachments.find(({ id }) => id === 'tgw-attach-0dd4')).toMatchObject({
      vpc: 'vpc-3',
      state: { is: 'unknown' },
      place: { pointer: '/Routes/0' },
    });
  });
});

describe('aws.md 31: the table of an attachment', () => {
  const silent = (patch: Partial<ec2.TransitGatewayAttachment> = {}) => {
    const { Association: _, ...rest } = general(SPOKE, GUIDE.vpc);
    return { ...hub, TransitGatewayAttachments: [{ ...rest, ...patch }, general(FAR, 'vpc-2')] };
  };

  test('is none where the gateway’s owner sees no association', () => {
    expect(spoke(silent())?.table).toEqual({ value: undefined });
  });

  test('is none where the association is being taken away', () => {
    const going = { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'disassociating' };
    expect(spoke(silent({ Association: going }))?.table).toEqual({ value: undefined });
  });

  test('is unknown at somebody else’s gateway, which says so', () => {
    const foreign = change(silent({ TransitGatewayOwnerId: OWNER }), 'TransitGateways', 'tgw-1', {
      OwnerId: OWNER,
    });
    expect(spoke(foreign)?.table).toMatchObject({
      unknown: {
        cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN',
        settle: expect.stringContaining(`mkdir -p ${OWNER}/us-east-1 && aws ec2 `),
      },
    });
    expect(lower(resourcesOf(foreign)).gaps).toMatchObject([
      { call: 'DescribeTransitGatewayRouteTables', account: OWNER, what: 'route tables of tgw-1' },
    ]);
  });

  test('is told by the associations of the tables as well', () => {
    const bodies = {
      ...unread(hub, 'TransitGatewayAttachments'),
      Associations: { 'tgw-rtb-1': [{ TransitGatewayAttachmentId: SPOKE, State: 'associated' }] },
    };
    expect(spoke(bodies)?.table).toEqual({ value: 'tgw-rtb-1' });
    expect(transit(bodies).attachments.find(({ id }) => id === FAR)?.table).toEqual({ value: undefined });
  });

  test('is unknown and a gap where nobody read it', () => {
    const bodies = unread(hub, 'TransitGatewayAttachments');
    expect(spoke(bodies)?.table).toMatchObject({ unknown: { cause: 'UNKNOWN_RESOURCE' } });
    expect(lower(resourcesOf(bodies)).gaps).toMatchObject([{ call: 'DescribeTransitGatewayAttachments' }]);
  });
});

describe('aws.md 31: routes of a transit gateway', () => {
  test('rank static, prefix list, VPC, Direct Connect, Connect, VPN', () => {
    const to = (id: string, patch: Partial<ec2.TransitGatewayRoute>) => ({
      ...learnt('10.9.0.0/16', id),
      ...patch,
    });
    const kinds = ['vpn', 'connect', 'direct-connect-gateway', 'vpc'];
    const bodies = {
      ...hub,
      Routes: {
        'tgw-rtb-1': {
          Routes: [
            ...kinds.map((kind) => learnt('10.9.0.0/16', `a-${kind}`, kind)),
            to('a-list', { Type: 'static', PrefixListId: 'pl-a' }),
            to('a-static', { Type: 'static' }),
          ],
        },
      },
    };
    const ranked = [...routes(bodies)].sort((a, b) => a.rank - b.rank).map(({ attachment: id }) => id);
    expect(ranked).toEqual(['a-static', 'a-list', 'a-vpc', 'a-direct-connect-gateway', 'a-connect', 'a-vpn']);
    expect(new Set(routes(bodies).map(({ rank }) => rank)).size).toBe(6);
  });

  test('a blackhole drops, and leads nowhere', () => {
    const Routes = [{ DestinationCidrBlock: '10.2.0.0/16', Type: 'static', State: 'blackhole' }];
    expect(routes({ ...hub, Routes: { 'tgw-rtb-1': { Routes } } })).toMatchObject([
      { id: '10.2.0.0/16 → blackhole', state: { is: 'unusable', cause: 'TGW_RTB_BAD_STATE_ROUTE' } },
    ]);
  });

  test('more routes than AWS answered leave the table open', () => {
    const Routes = { 'tgw-rtb-1': { Routes: [learnt('10.2.0.0/16', FAR)], AdditionalRoutesAvailable: true } };
    const lowered = lower(resourcesOf({ ...hub, Routes }));
    expect(transit({ ...hub, Routes }).tables.get('tgw-rtb-1')?.unread).toMatchObject({
      cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN',
    });
    expect(lowered.gaps).toMatchObject([
      { call: 'SearchTransitGatewayRoutes', settle: expect.stringContaining('tgw-rtb-1') },
    ]);
  });

  test('unread routes leave the table open, refused ones name the permission', () => {
    const bodies = unread(hub, 'Routes');
    const refused = {
      refused: [
        {
          call: 'SearchTransitGatewayRoutes',
          arguments: { TransitGatewayRouteTableId: 'tgw-rtb-1' },
          why: 'AccessDenied',
        },
      ],
    };
    const table = (reader?: Reader) => transit(bodies, reader).tables.get('tgw-rtb-1');
    expect(table()?.unread).toMatchObject({
      cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN',
      settle: expect.stringContaining(
        'aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id tgw-rtb-1',
      ),
    });
    expect(table(refused)?.unread).toMatchObject({
      cause: 'PERMISSION_DENIED',
      settle: 'allow ec2:SearchTransitGatewayRoutes',
    });
  });
});

describe('a transit gateway that is not all there', () => {
  test('without any list of attachments is unread as a whole', () => {
    const bodies = unread(hub, 'TransitGatewayAttachments', 'TransitGatewayVpcAttachments');
    expect(transit(bodies).unread).toMatchObject({ cause: 'UNKNOWN_RESOURCE' });
  });

  test('known by its attachments only, it still is one', () => {
    const found = transit(unread(hub, 'TransitGateways'));
    expect(found.groupReferences).toMatchObject({ is: 'unknown' });
    expect(found.attachments).toHaveLength(2);
  });

  test('deleted, it does not work', () => {
    const bodies = change(hub, 'TransitGateways', 'tgw-1', { State: 'deleted' });
    expect(lower(resourcesOf(bodies)).gateways.get('tgw-1')).toMatchObject({
      kind: 'opaque',
      state: { is: 'unusable', cause: 'BAD_STATE' },
    });
  });
});

describe('aws.md 24: group references across a transit gateway', () => {
  test.each([
    ['enable', 'usable'],
    ['disable', 'unusable'],
    [undefined, 'unusable'],
  ])('the gateway’s option %s: %s', (option, is) => {
    const Options = option === undefined ? {} : { SecurityGroupReferencingSupport: option };
    expect(transit(change(hub, 'TransitGateways', 'tgw-1', { Options })).groupReferences).toMatchObject({
      is,
    });
  });

  test.each([
    ['enable', 'usable'],
    ['disable', 'unusable'],
    [undefined, 'usable'],
  ])('an attachment’s option %s: %s', (option, is) => {
    const Options = option === undefined ? {} : { SecurityGroupReferencingSupport: option };
    const bodies = change(hub, 'TransitGatewayVpcAttachments', SPOKE, { Options });
    expect(spoke(bodies)?.groupReferences).toMatchObject({ is });
  });
});
