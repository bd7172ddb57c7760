/** Across the peering of two transit gateways: both sides read, one side read, and routes that go round. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TraceReport } from '../../src/report.ts';
import { run } from '../support/command-line.ts';
import { folderOf } from '../support/folder.ts';

type Files = Readonly<Record<string, unknown>>;
const { files } = JSON.parse(
  readFileSync('test/cases/inputs/s-tgw-peering-both-sides-read.json', 'utf8'),
) as { readonly files: Files };

const FAR = 'tgw-03201f1960ddb0c25';
const PEERING = 'tgw-attach-012e5d602f859dd80';
/** The table that the first gateway asks for what comes in by the peering. */
const RETURN = 'SearchTransitGatewayRoutes-tgw-rtb-05d2952671d1f460a.json';

async function traced(some: Files, args = ''): Promise<TraceReport> {
  const folder = await folderOf(some);
  const line = `trace ${folder} --from i-05e25e43074216229 --to 192.168.1.100 --port 22`;
  return JSON.parse((await run(`${line}${args} -f json`)).out) as TraceReport;
}

const parsed = (content: unknown) => (typeof content === 'string' ? JSON.parse(content) : content);

/** The files, those that end like this with other content. */
const changed = (end: string, change: (content: ReturnType<typeof parsed>) => unknown): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      name.endsWith(end) ? change(parsed(content)) : content,
    ]),
  );

const back = (attachment: string, type: string, resource: string) => ({
  DestinationCidrBlock: '10.20.0.0/16',
  Type: 'static',
  State: 'active',
  TransitGatewayAttachments: [
    { ResourceId: resource, ResourceType: type, TransitGatewayAttachmentId: attachment },
  ],
});

test('with a route back in the table of the peering, all is reachable', async () => {
  const some = changed(RETURN, ({ Routes }) => ({
    Routes: [...Routes, back('tgw-attach-02ff0f113900dd06d', 'vpc', 'vpc-03ccec9d7758a283a')],
    AdditionalRoutesAvailable: false,
  }));
  expect((await traced(some)).verdict).toBe('reachable');
});

test('routes that go round are a loop', async () => {
  const some = changed(RETURN, ({ Routes }) => ({
    Routes: [...Routes, back(PEERING, 'peering', FAR)],
    AdditionalRoutesAvailable: false,
  }));
  const { verdict, reply } = await traced(some);
  expect(verdict).toBe('blocked');
  expect(reply.blockers.map(({ cause }) => cause)).toContain('ROUTING_LOOP');
});

test('with one side read it is unknown, and the remedy names the other gateway', async () => {
  const one = Object.fromEntries(Object.entries(files).filter(([name]) => !name.includes('/804819755326/')));
  const { verdict, forward } = await traced(one);
  expect(verdict).toBe('unknown');
  expect(forward.hops.flatMap(({ settle }) => settle ?? [])).toEqual([
    `add the answers about ${FAR} to the input, or declare it: --assume reach:192.168.1.100/32@${PEERING}`,
  ]);
  expect((await traced(one, ` --assume reach:192.168.0.0/16@${PEERING}`)).forward.verdict).toBe('reachable');
});

test('the table of the far side unread is unknown', async () => {
  const some = Object.fromEntries(
    Object.entries(files).filter(([name]) => !name.includes('tgw-rtb-00be87593fb2cd0ae')),
  );
  const { forward } = await traced(some);
  expect(forward.verdict).toBe('unknown');
  expect(forward.hops.map(({ cause }) => cause)).toContain('TGW_RTB_ROUTES_ARE_UNKNOWN');
});

test('no group is recognised across it', async () => {
  const group = 'sg-04a980b7d3abb3c6f';
  const some = changed('us-west-1/SecurityGroups.json', ({ SecurityGroups }) => ({
    SecurityGroups: SecurityGroups.map((one: { readonly GroupId: string }) => ({
      ...one,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          UserIdGroupPairs: [{ GroupId: group, UserId: '444455556666' }],
        },
      ],
    })),
  }));
  const { forward } = await traced(some);
  expect(forward.blockers.map(({ cause }) => cause)).toContain('SG_REFERENCES_NOT_PRESERVED');
});
