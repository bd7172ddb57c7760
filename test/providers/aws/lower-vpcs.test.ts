import { describe, expect, test } from 'vitest';
import { describeAddresses, formatAddress, formatCidr } from '../../../src/ip/address.ts';
import type { Network } from '../../../src/model/network.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  type AwsBodies,
  add,
  change,
  drop,
  GUIDE,
  guideNetwork,
  type Reader,
  resourcesOf,
  unread,
} from '../../support/aws.ts';

const network = (bodies: AwsBodies, reader?: Reader): Network => lower(resourcesOf(bodies, reader));
const guide = guideNetwork();

describe('aws.md 6: a VPC has several blocks', () => {
  test('associated ones of both families count, others do not', () => {
    const vpc = network(
      change(guide, 'Vpcs', GUIDE.vpc, {
        CidrBlockAssociationSet: [
          { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
          { CidrBlock: '100.64.0.0/16', CidrBlockState: { State: 'associated' } },
          { CidrBlock: '10.9.0.0/16', CidrBlockState: { State: 'disassociated' } },
        ],
        Ipv6CidrBlockAssociationSet: [
          { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
          { Ipv6CidrBlock: '2600:1f19::/56', Ipv6CidrBlockState: { State: 'disassociating' } },
        ],
      }),
    ).vpcs.get(GUIDE.vpc);
    expect(vpc?.blocks.map(formatCidr)).toEqual(['10.0.0.0/16', '100.64.0.0/16', '2600:1f18::/56']);
    expect(describeAddresses(vpc?.cidrs ?? [])).toBe('10.0.0.0/16, 100.64.0.0/16, 2600:1f18::/56');
  });

  test('a pending VPC is not usable', () => {
    expect(
      network(change(guide, 'Vpcs', GUIDE.vpc, { State: 'pending' })).vpcs.get(GUIDE.vpc)?.state,
    ).toMatchObject({
      is: 'unusable',
      cause: 'BAD_STATE',
    });
  });
});

describe('aws.md 7: addresses of a subnet', () => {
  const subnet = (patch: Parameters<typeof change<'Subnets'>>[3]) =>
    network(change(guide, 'Subnets', GUIDE.privateSubnet, patch)).subnets.get(GUIDE.privateSubnet);

  test.each([
    ['10.0.16.0/28', '10.0.16.4-10.0.16.14'],
    ['10.0.16.0/20', '10.0.16.4-10.0.31.254'],
  ])('%s leaves %s', (CidrBlock, usable) => {
    expect(describeAddresses(subnet({ CidrBlock })?.usable ?? [])).toBe(usable);
  });

  test('AWS keeps five of an IPv6 block as well', () => {
    const Ipv6CidrBlockAssociationSet = [
      { Ipv6CidrBlock: '2600:1f18:0:1::/64', Ipv6CidrBlockState: { State: 'associated' } },
    ];
    expect(
      describeAddresses(
        subnet({ CidrBlock: '', Ipv6Native: true, Ipv6CidrBlockAssociationSet })?.usable ?? [],
      ),
    ).toBe('2600:1f18:0:1::4-2600:1f18:0:1:ffff:ffff:ffff:fffe');
  });

  test('what AWS counts is exact', () => {
    expect(subnet({ AvailableIpAddressCount: 7 })?.free).toEqual({ count: 7, exact: true });
  });

  test('without the count the size of the range stands in, marked', () => {
    const { AvailableIpAddressCount: _, ...rest } = guide.Subnets?.[1] ?? { SubnetId: '', VpcId: '' };
    const bare = add(drop(guide, 'Subnets', GUIDE.privateSubnet), 'Subnets', {
      ...rest,
      CidrBlock: '10.0.16.0/28',
    });
    expect(network(bare).subnets.get(GUIDE.privateSubnet)?.free).toEqual({ count: 11, exact: false });
  });
});

describe('aws.md 8: state and zone', () => {
  const subnet = (bodies: AwsBodies) => network(bodies).subnets.get(GUIDE.publicSubnet);

  test('only an available subnet is usable', () => {
    expect(subnet(change(guide, 'Subnets', GUIDE.publicSubnet, { State: 'pending' }))?.state).toEqual({
      is: 'unusable',
      cause: 'BAD_STATE',
      why: `${GUIDE.publicSubnet} is pending`,
    });
  });

  test.each([
    ['us-east-1a', 'availability-zone', undefined],
    ['us-west-2-lax-1a', 'local-zone', 'local zone'],
    ['us-east-1-wl1-bos-wlz-1', 'wavelength-zone', 'wavelength zone'],
    ['us-east-1a', undefined, undefined],
    ['us-west-2-lax-1a', undefined, 'local zone'],
    ['us-east-1-wl1-bos-wlz-1', undefined, 'wavelength zone'],
    ['ap-southeast-2a', undefined, undefined],
  ])('%s of type %s is special: %s', (zone, type, special) => {
    const zones = type === undefined ? [] : [{ ZoneName: zone, ZoneType: type }];
    const there = change({ ...guide, AvailabilityZones: zones }, 'Subnets', GUIDE.publicSubnet, {
      AvailabilityZone: zone,
    });
    expect(subnet(there)).toMatchObject({ zone, ...(special !== undefined && { specialZone: special }) });
    expect(subnet(there)?.specialZone).toBe(special);
  });

  test('an Outpost is special wherever it stands', () => {
    const OutpostArn = 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1';
    expect(subnet(change(guide, 'Subnets', GUIDE.publicSubnet, { OutpostArn }))?.specialZone).toBe('Outpost');
  });
});

describe('aws.md 33: whom the VMs of a VPC ask for names', () => {
  const options = (...servers: string[]) =>
    change(guide, 'DhcpOptions', GUIDE.dhcpOptions, {
      DhcpConfigurations: [{ Key: 'domain-name-servers', Values: servers.map((Value) => ({ Value })) }],
    });
  const askedIn = (bodies: Parameters<typeof network>[0]) => {
    const servers = network(bodies).vpcs.get(GUIDE.vpc)?.dns.servers;
    if (!servers || !('value' in servers)) return servers;
    return servers.value.map((one) => (one === 'provider' ? one : formatAddress(one)));
  };
  test.each([
    [['AmazonProvidedDNS'], ['provider']],
    [['169.254.169.253'], ['provider']],
    [['fd00:ec2::253'], ['provider']],
    [['10.0.0.2'], ['provider']],
    [['10.0.0.2', 'AmazonProvidedDNS'], ['provider']],
    [['10.0.0.53'], ['10.0.0.53']],
    [
      ['10.0.16.53', '10.0.0.53'],
      ['10.0.16.53', '10.0.0.53'],
    ],
    [['10.0.16.53,10.0.0.53'], ['10.0.16.53', '10.0.0.53']],
    [
      ['10.0.0.53', 'AmazonProvidedDNS'],
      ['10.0.0.53', 'provider'],
    ],
    [
      ['AmazonProvidedDNS', '10.0.0.53'],
      ['provider', '10.0.0.53'],
    ],
    [[], []],
  ])('%j', (servers, asked) => {
    expect(askedIn(options(...servers))).toEqual(asked);
  });

  test('in a VPC without any option set, nobody; and that is no assumption', () => {
    const bare = change(unread(guide, 'DhcpOptions'), 'Vpcs', GUIDE.vpc, { DhcpOptionsId: 'default' });
    expect(askedIn(bare)).toEqual([]);
    expect(network(bare).assumed).toEqual([]);
  });

  test('the set that hands them out is named', () => {
    const { dns } = network(options('10.0.0.53')).vpcs.get(GUIDE.vpc) ?? {};
    expect(dns?.options).toMatchObject({ id: GUIDE.dhcpOptions, word: 'DHCP options set' });
  });
});
