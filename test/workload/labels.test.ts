/** Machines told apart by what they carry (DESIGN.md, endpoints): planned ones and those of a placement. */
import { describe, expect, it } from 'vitest';
import { firewallsOf } from '../../src/model/carried.ts';
import { rolesOf } from '../../src/workload/dask.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import type { Placement } from '../../src/workload/workload.ts';
import { firewall, GUIDE, guideNetwork, networkLink, subnet, subnetLink } from '../support/gcp.ts';
import { gcpNetwork } from '../support/gcp-asked.ts';

const NETWORK = gcpNetwork({
  ...guideNetwork(),
  subnetworks: [
    subnet(GUIDE.subnet, GUIDE.cidr),
    subnet('proxies', '10.21.0.0/24', { purpose: 'REGIONAL_MANAGED_PROXY' }),
    subnet('two', '10.22.0.0/24'),
  ],
});
const resolve = (text: string) => resolveEndpoint(text, { network: NETWORK, roles: [], end: 'destination' });

function carried(text: string) {
  const resolved = resolve(text);
  if ('error' in resolved) return `${resolved.error}; ${resolved.remedy}`;
  return resolved.endpoint.spots.map((spot) =>
    spot.kind === 'vm' ? [spot.subnet, spot.labels, spot.untold, spot.publicAddress] : spot.kind,
  );
}

describe('a VM that is not built yet', () => {
  it.each([
    ['with tags', `vm:subnet=${GUIDE.subnet},tags=a+b`, [[GUIDE.subnet, ['tag:a', 'tag:b'], ['sa:'], false]]],
    [
      'with a service account and an external address',
      `vm:subnet=${subnetLink(GUIDE.subnet)},service-account=x@p.iam,public`,
      [[GUIDE.subnet, ['sa:x@p.iam'], undefined, true]],
    ],
    [
      'anywhere in a network, where a VM can be',
      `vm:network=${networkLink(GUIDE.network)},tags=a`,
      [
        [GUIDE.subnet, ['tag:a'], ['sa:'], false],
        ['two', ['tag:a'], ['sa:'], false],
      ],
    ],
    [
      'with groups',
      `vm:subnet=${GUIDE.subnet},groups=a`,
      'vm: has no field "groups=a"; write vm:subnet=<id>,tags=<a>+<b>,service-account=<email>,public',
    ],
    [
      'in a network that is not there',
      'vm:network=byo-netwrk,tags=a',
      'vm:network=byo-netwrk,tags=a names no network of the input that has subnets; did you mean byo-network?',
    ],
  ])('%s', (_, text, says) => {
    expect(carried(text)).toEqual(says);
  });

  it('is any machine at an address of a subnet, whose own rules are not asked', () => {
    expect(carried(`subnet:${subnetLink('two')}`)).toEqual([['two', undefined, undefined, true]]);
  });
});

describe('a cluster', () => {
  const placement: Placement = {
    networkId: GUIDE.network,
    schedulerSubnetId: GUIDE.subnet,
    workerSubnetId: GUIDE.subnet,
    firewallId: 'cluster',
    schedulerPublicIp: true,
    workersPublicIp: false,
  };
  const labels = (given: Partial<Placement>) =>
    rolesOf({ network: NETWORK, placement: { ...placement, ...given } }).map(({ spot }) => spot.labels);

  it('carries its tags: the scheduler both of them, workers the one of the cluster', () => {
    expect(labels({ schedulerFirewallId: 'scheduler' })).toEqual([
      ['tag:scheduler', 'tag:cluster'],
      ['tag:cluster'],
    ]);
    expect(labels({})).toEqual([['tag:cluster'], ['tag:cluster']]);
  });

  it('has the firewall of its network, whatever it carries', () => {
    const [scheduler] = rolesOf({ network: NETWORK, placement });
    expect(scheduler?.spot.filters).toEqual([`${GUIDE.network}/firewall`]);
  });

  it('can be given any tag that a rule, a route or a VM names', () => {
    const of = gcpNetwork({
      ...guideNetwork(),
      firewalls: [firewall('one', { fromTags: ['from'], tags: ['to'] })],
    });
    expect([...firewallsOf(of)].map(([id, { vpcs, ingress }]) => [id, vpcs, ingress.length])).toEqual([
      ['from', [GUIDE.network], 0],
      ['to', [GUIDE.network], 1],
    ]);
  });
});
