/** The same story on both clouds: the same rules speak, with the same weight. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.ts';
import type { AnalysisInput } from '../src/analyse.ts';
import type { Network } from '../src/model/network.ts';
import type { Placement } from '../src/workload/workload.ts';
import * as aws from './support/aws.ts';
import { fromItself, TO_INTERNET, withIngress, withRoutes } from './support/fixtures/networks.ts';
import { neighbour } from './support/fixtures/pieces.ts';
import * as gcp from './support/gcp.ts';
import { gcpNetwork } from './support/gcp-asked.ts';
import { analysisOf, GUIDE_PLACEMENT, inputOf, networkOf } from './support/opened.ts';

/** "<rule> <weight>", the weight an error, a warning, or undecided. */
type Said = readonly string[];

type Asked = Partial<Omit<AnalysisInput, 'network' | 'placement'>> & { readonly placed?: Partial<Placement> };

interface Story {
  readonly what: string;
  readonly aws: aws.AwsBodies;
  readonly gcp: gcp.GcpBodies;
  /** What is asked, where both clouds are asked alike. */
  readonly asked?: Asked;
  /** What is asked of one cloud besides: ids and ranges are its own. */
  readonly onAws?: Asked;
  readonly onGcp?: Asked;
  readonly said: Said;
  /** Where the clouds are not alike, and the story says why. */
  readonly alsoOnAws?: Said;
  readonly alsoOnGcp?: Said;
}

const OFFICE = '203.0.113.0/24';
const EVERYBODY = '0.0.0.0/0';
const GCP_PLACEMENT: Placement = {
  networkId: gcp.GUIDE.network,
  schedulerSubnetId: gcp.GUIDE.subnet,
  workerSubnetId: gcp.GUIDE.subnet,
  firewallId: gcp.GUIDE.tag,
  schedulerPublicIp: true,
  workersPublicIp: false,
};

const onAws = (...ports: readonly [number, number]) => aws.permission('tcp', ports, { v4: [EVERYBODY] });
const gcpRules = (...firewalls: readonly ReturnType<typeof gcp.firewall>[]): gcp.GcpBodies => ({
  ...gcp.guideNetwork(),
  firewalls,
});
const tag = [gcp.GUIDE.tag];

const smallOnAws = aws.change(aws.guideNetwork(), 'Subnets', aws.GUIDE.privateSubnet, {
  CidrBlock: '10.0.16.0/28',
  AvailableIpAddressCount: 11,
});
const elsewhere = neighbour('other', '10.1.0.0/16', '10.1.0.0/24', []);

const STORIES: readonly Story[] = [
  {
    what: 'the guide',
    aws: aws.guideNetwork(),
    gcp: gcp.guideNetwork(),
    asked: { client: ['internet'] },
    said: [],
  },
  {
    what: 'the port of the dashboard is missing',
    aws: withIngress(aws.guideNetwork(), onAws(8786, 8786), fromItself()),
    gcp: gcpRules(gcp.clients(tag, [EVERYBODY], '8786'), gcp.cluster(tag, tag)),
    asked: { client: [OFFICE] },
    said: ['scheduler-unreachable error'],
  },
  {
    what: 'nothing is open inside the cluster',
    aws: withIngress(aws.guideNetwork(), onAws(8786, 8787)),
    gcp: gcpRules(gcp.clients(tag, [EVERYBODY])),
    asked: { client: ['internet'] },
    said: ['scheduler-cannot-reach-worker error', 'workers-cannot-reach-each-other error'],
  },
  {
    what: 'the scheduler’s port is open to nobody',
    aws: withIngress(aws.guideNetwork(), fromItself()),
    gcp: gcpRules(gcp.cluster(tag, tag)),
    asked: { client: [OFFICE] },
    said: ['scheduler-unreachable error'],
  },
  {
    what: 'workers have no way out',
    aws: withRoutes(aws.guideNetwork(), aws.GUIDE.privateTable),
    gcp: { ...gcp.guideNetwork(), routers: [] },
    said: ['no-egress error'],
  },
  {
    what: 'the range is in use on-premises',
    aws: aws.guideNetwork(),
    gcp: gcp.guideNetwork(),
    onAws: { onPremises: ['10.0.0.0/12'] },
    onGcp: { onPremises: ['10.16.0.0/12'] },
    said: ['cidr-overlap warning'],
  },
  {
    what: 'the subnet is too small',
    aws: smallOnAws,
    gcp: {
      ...gcp.change(gcp.guideNetwork(), 'subnetworks', gcp.GUIDE.subnet, { ipCidrRange: '10.20.0.0/28' }),
      routes: [gcp.defaultRoute(), gcp.subnetRoute('10.20.0.0/28')],
    },
    asked: { placed: { workers: 50 } },
    said: ['too-few-addresses error'],
  },
  {
    what: 'the workers’ subnet is in another network',
    aws: aws.merge(aws.guideNetwork(), elsewhere),
    gcp: gcp.add(
      gcp.add(gcp.guideNetwork(), 'networks', gcp.network('other')),
      'subnetworks',
      gcp.subnet('other-subnet', '10.40.0.0/20', { network: 'other' }),
    ),
    onAws: { placed: { workerSubnetId: elsewhere.Subnets?.[0]?.SubnetId ?? '' } },
    onGcp: { placed: { workerSubnetId: 'other-subnet' } },
    said: [
      'no-egress error',
      'scheduler-cannot-reach-worker error',
      'worker-cannot-reach-scheduler error',
      'wrong-network error',
    ],
    // A group goes with whoever carries it; a tag means what the rules of the machine's own network make of it.
    alsoOnGcp: ['workers-cannot-reach-each-other error'],
  },
  {
    what: 'the network that is named does not exist',
    aws: aws.guideNetwork(),
    gcp: gcp.guideNetwork(),
    onAws: { placed: { networkId: 'vpc-0123456789abcdef0' } },
    onGcp: { placed: { networkId: 'no-such-network' } },
    said: ['resource-not-found error'],
  },
  {
    what: 'ssh is open to the world',
    aws: withIngress(aws.guideNetwork(), onAws(22, 22), onAws(8786, 8787), fromItself()),
    gcp: gcpRules(
      gcp.firewall('ssh', { allow: ['tcp:22'], from: [EVERYBODY], tags: tag }),
      gcp.clients(tag, [EVERYBODY]),
      gcp.cluster(tag, tag),
    ),
    asked: { client: ['internet'] },
    said: ['admin-ports-open warning'],
  },
  {
    what: 'everything is open to the world',
    aws: withIngress(aws.guideNetwork(), aws.permission('-1', undefined, { v4: [EVERYBODY] })),
    gcp: gcpRules(gcp.firewall('anything', { allow: ['all'], from: [EVERYBODY], tags: tag })),
    asked: { client: ['internet'] },
    said: ['cluster-open-to-world warning'],
  },
  {
    what: 'the firewall was not read',
    aws: aws.unread(aws.guideNetwork(), 'SecurityGroups'),
    gcp: gcp.unread(gcp.unread(gcp.guideNetwork(), 'firewalls'), 'policies'),
    asked: { client: [OFFICE] },
    said: [
      'no-egress undecided',
      'scheduler-cannot-reach-worker undecided',
      'scheduler-unreachable undecided',
      'worker-cannot-reach-scheduler undecided',
      'workers-cannot-reach-each-other undecided',
    ],
    // A group is a resource that may not be there; a tag is a word.
    alsoOnAws: ['resource-not-found undecided'],
    alsoOnGcp: ['tag-without-rule undecided'],
  },
  {
    what: 'NAT was not read',
    aws: withRoutes(aws.unread(aws.guideNetwork(), 'NatGateways'), aws.GUIDE.publicTable, TO_INTERNET),
    gcp: gcp.unread(gcp.guideNetwork(), 'routers'),
    said: ['no-egress undecided'],
  },
];

function saidOf(network: Network, at: Placement, ...all: readonly (Asked | undefined)[]): Said {
  const { placed, ...asked } = Object.assign({}, ...all);
  const input = inputOf(network, { ...asked, placement: { ...at, ...placed } });
  const { problems, undecided } = analysisOf(input, RULES);
  return [
    ...new Set([
      ...problems.flatMap(({ rule, severity }) => (severity === 'note' ? [] : [`${rule} ${severity}`])),
      ...undecided.map(({ rule }) => `${rule} undecided`),
    ]),
  ].sort();
}

describe.each(STORIES.map((story) => [story.what, story] as const))('%s', (_, story) => {
  it('on AWS', () => {
    expect(saidOf(networkOf(story.aws), GUIDE_PLACEMENT, story.asked, story.onAws)).toEqual(
      [...story.said, ...(story.alsoOnAws ?? [])].sort(),
    );
  });

  it('on Google Cloud', () => {
    expect(saidOf(gcpNetwork(story.gcp), GCP_PLACEMENT, story.asked, story.onGcp)).toEqual(
      [...story.said, ...(story.alsoOnGcp ?? [])].sort(),
    );
  });
});
