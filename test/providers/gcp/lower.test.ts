/** Subnets, names and references, and what is said of what nobody read (gcp.md 1-3, 21, 22). */
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/ip/address.ts';
import { decode } from '../../../src/providers/gcp/decode.ts';
import { provider } from '../../../src/providers/gcp/index.ts';
import type { JsonObject } from '../../../src/snapshot/canonical.ts';
import type { LoadedDocument } from '../../../src/snapshot/snapshot.ts';
import { resolveEndpoint } from '../../../src/workload/endpoint.ts';
import {
  change,
  emptyProject,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  instance,
  nat,
  network,
  networkLink,
  router,
  subnet,
  subnetLink,
  unread,
} from '../../support/gcp.ts';
import { gcpNetwork } from '../../support/gcp-asked.ts';

const withSubnet = (fields: JsonObject): GcpBodies =>
  change(guideNetwork(), 'subnetworks', GUIDE.subnet, fields);
const guideSubnet = (bodies: GcpBodies) => gcpNetwork(bodies).subnets.get(GUIDE.subnet);

describe('a subnet', () => {
  it('22: keeps two addresses at each end', () => {
    const usable = guideSubnet(withSubnet({ ipCidrRange: '10.20.0.0/28' }))?.usable ?? [];
    expect(usable.map(formatAddress)).toEqual(['10.20.0.2', '10.20.0.13']);
  });

  it.each([
    ['nobody counted', {}, { count: 4092, exact: false }],
    [
      'Google counted',
      {
        utilizationDetails: {
          ipv4Utilizations: [{ rangeName: 'pods', totalFreeIp: '9' }, { totalFreeIp: '17' }],
        },
      },
      { count: 17, exact: true },
    ],
  ])('22: free addresses where %s', (_, fields, free) => {
    expect(guideSubnet(withSubnet(fields))?.free).toEqual(free);
  });

  it.each([
    ['PRIVATE', 'usable'],
    ['PRIVATE_RFC_1918', 'usable'],
    ['REGIONAL_MANAGED_PROXY', 'unusable'],
    ['PRIVATE_SERVICE_CONNECT', 'unusable'],
  ])('21: of the purpose %s is %s', (purpose, is) => {
    expect(guideSubnet(withSubnet({ purpose }))?.state.is).toBe(is);
  });

  it('gives its VMs no address of a secondary range, and routes to them there', () => {
    const of = gcpNetwork(
      withSubnet({ secondaryIpRanges: [{ rangeName: 'pods', ipCidrRange: '10.99.0.0/24' }] }),
    );
    const resolved = resolveEndpoint('10.99.0.0/24', { network: of, roles: [], end: 'destination' });
    expect('endpoint' in resolved && resolved.endpoint.spots.map(({ kind }) => kind)).toEqual(['vm']);
    expect(of.subnets.get(GUIDE.subnet)?.usable.map(formatAddress)).toEqual(['10.20.0.2', '10.20.15.253']);
  });
});

const TWO_REGIONS: GcpBodies = {
  ...guideNetwork(),
  subnetworks: [subnet('default', '10.20.0.0/20'), subnet('default', '10.30.0.0/20', { region: 'us-west1' })],
};

describe('names', () => {
  it('are the shortest that nobody shares', () => {
    expect([...gcpNetwork(guideNetwork()).subnets.keys()]).toEqual([GUIDE.subnet]);
    expect([...gcpNetwork(TWO_REGIONS).subnets.keys()]).toEqual(['us-east1/default', 'us-west1/default']);
    const projects = gcpNetwork({
      ...guideNetwork(),
      networks: [network('shared'), network('shared', {}, 'host')],
    });
    expect([...projects.vpcs.keys()]).toEqual(['host/shared', 'my-project-id/shared']);
  });

  it.each([
    ['a selfLink', subnetLink(GUIDE.subnet), GUIDE.subnet],
    [
      'the other host',
      subnetLink(GUIDE.subnet).replace('www.googleapis.com/compute', 'compute.googleapis.com/compute'),
      GUIDE.subnet,
    ],
    ['a beta link', networkLink(GUIDE.network).replace('/v1/', '/beta/'), GUIDE.network],
    [
      'a full resource name',
      networkLink(GUIDE.network).replace(/^.*\/v1/, '//compute.googleapis.com'),
      GUIDE.network,
    ],
    ['a partial link', `projects/my-project-id/global/networks/${GUIDE.network}`, GUIDE.network],
    ['a link without project', `regions/us-east1/subnetworks/${GUIDE.subnet}`, GUIDE.subnet],
    ['another project', networkLink(GUIDE.network, 'another'), undefined],
    ['another region', subnetLink(GUIDE.subnet, 'us-west1'), undefined],
    ['a bare name', 'nothing-here', undefined],
  ])('2: %s', (_, reference, id) => {
    expect(gcpNetwork(guideNetwork()).idOf?.(reference)).toBe(id);
  });

  it('2: a subnet stands in its network whatever form the reference has', () => {
    const partial = withSubnet({ network: `global/networks/${GUIDE.network}` });
    expect(guideSubnet(partial)?.vpc).toBe(GUIDE.network);
    const beta = withSubnet({ network: networkLink(GUIDE.network).replace('/v1/', '/beta/') });
    expect(guideSubnet(beta)?.vpc).toBe(GUIDE.network);
  });

  it('3: a subnet of a host project stands in its network', () => {
    const of = gcpNetwork({
      ...guideNetwork(),
      networks: [network('shared', {}, 'host')],
      subnetworks: [subnet('leased', '10.70.0.0/20', { network: 'shared', project: 'host' })],
    });
    expect(of.subnets.get('leased')).toMatchObject({ vpc: 'shared', account: 'host' });
    expect(of.gaps.filter(({ account }) => account === 'host').map(({ call }) => call)).toContain(
      'firewalls.list',
    );
  });
});

describe('what nobody read', () => {
  it.each([
    ['firewalls', 'firewalls.list', 'compute.firewalls.list', 'gcloud compute firewall-rules list'],
    ['routes', 'routes.list', 'compute.routes.list', 'gcloud compute routes list'],
    ['routers', 'routers.aggregatedList', 'compute.routers.list', 'gcloud compute routers list'],
    [
      'policies',
      'networks.getEffectiveFirewalls',
      'compute.networks.getEffectiveFirewalls',
      'gcloud compute networks get-effective-firewalls byo-network',
    ],
  ] as const)('is a gap with its permission and its command: %s', (key, call, permission, command) => {
    const bodies =
      key === 'firewalls' ? unread(unread(guideNetwork(), key), 'policies') : unread(guideNetwork(), key);
    const gap = gcpNetwork(bodies).gaps.find((one) => one.call === call);
    expect(gap?.permission).toBe(permission);
    expect(gap?.settle).toContain(command);
  });

  it('VPC rules that stand in the answer about effective ones are read', () => {
    const of = gcpNetwork(guideNetwork());
    expect(of.gaps.map(({ call }) => call)).not.toContain('firewalls.list');
  });

  it('3: a project that networks are borrowed from', () => {
    const of = gcpNetwork({ ...emptyProject(), hostProject: { kind: 'compute#project', name: 'host' } });
    const gap = of.gaps.find(({ call, account }) => call === 'networks.list' && account === 'host');
    expect(gap?.hides).toEqual(['vpc', 'peering']);
  });

  it('1: the status of a router with BGP peers', () => {
    const learner = router('learner', [nat()], { bgpPeers: [{ name: 'office' }] });
    const gaps = gcpNetwork({ ...guideNetwork(), routers: [learner] }).gaps;
    expect(gaps.find(({ call }) => call === 'routers.getRouterStatus')?.settle).toContain(
      'get-status learner',
    );
  });
});

const document = (call: string, body: JsonObject, file = 'a.json'): LoadedDocument => ({
  provider: 'gcp',
  account: 'my-project-id',
  call,
  body,
  origin: { file, pointer: '' },
});
const opened = (...documents: readonly LoadedDocument[]) => decode({ documents, gaps: [], ignored: [] });

describe('an answer', () => {
  it('that contradicts another one of the same resource is refused with both places', () => {
    const one = document('networks.list', { items: [network('n')] });
    const two = document(
      'networks.list',
      { items: [network('n', { autoCreateSubnetworks: true })] },
      'b.json',
    );
    expect(() => opened(one, two)).toThrow(/another content here than in a\.json.*autoCreateSubnetworks/);
  });

  it('of a resource that was made anew under its name holds instead of the older one', () => {
    const later = network('n', {
      autoCreateSubnetworks: true,
      creationTimestamp: '2025-01-01T00:00:00.000-07:00',
    });
    const { networks } = opened(
      document('networks.list', { items: [later] }),
      document('networks.list', { items: [network('n')] }, 'b.json'),
    );
    expect([...networks.values()].map(({ value }) => value.autoCreateSubnetworks)).toEqual([true]);
  });

  it.each([
    [
      { items: [{ ...network('n'), peerings: 'none' }] },
      '/items/0/peerings',
      'here stands a string, and a list is expected',
    ],
    [
      { items: [{ ...network('n'), autoCreateSubnetworks: 'no' }] },
      '/items/0/autoCreateSubnetworks',
      'here stands a string, and true or false is expected',
    ],
  ])('of another shape than the API gives it is refused with its place', (body, place, message) => {
    expect(() => opened(document('networks.list', body))).toThrow(
      expect.objectContaining({ code: 'input', message, file: 'a.json', place }),
    );
  });

  it('reads 64-bit numbers, which the API writes as texts', () => {
    const { routes } = opened(
      document('routes.list', {
        items: [{ name: 'r', selfLink: networkLink('r').replace('networks', 'routes'), priority: '900' }],
      }),
    );
    expect([...routes.values()].map(({ value }) => value.priority)).toEqual([900]);
  });

  it('of nothing at all opens', () => {
    const { network: empty } = provider.open({ documents: [], gaps: [], ignored: [] });
    expect([empty.vpcs.size, empty.gaps]).toEqual([0, []]);
  });
});

describe('a VM that exists', () => {
  it('has its addresses, its alias ranges and what it carries', () => {
    const db = instance(
      'db',
      { subnet: GUIDE.subnet, address: '10.20.0.9' },
      { tags: { items: ['db'] }, serviceAccounts: [{ email: 'x@p.iam' }] },
    );
    const [one] = gcpNetwork({ ...guideNetwork(), instances: [db] }).interfaces.values();
    expect(one).toMatchObject({
      id: 'db/nic0',
      instance: 'db',
      subnet: GUIDE.subnet,
      labels: ['tag:db', 'sa:x@p.iam'],
    });
  });
});
