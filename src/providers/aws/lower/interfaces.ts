/** Network interfaces, from their own answer and from the instances that carry them. */
import { addressSet, type Cidr, cidrSet, parseCidr } from '../../../ip/address.ts';
import { union } from '../../../ip/interval.ts';
import { sortById } from '../../../model/lists.ts';
import type { Interface } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources, Entry } from '../resources.ts';
import { below, type Context, resourceOf, tagName } from './context.ts';
import { managedService } from './managed-services.ts';

/** An interface as one of the two answers shows it. */
export interface Sighting {
  readonly entry: Entry<ec2.NetworkInterface>;
  readonly instance?: string;
  readonly instanceName?: string;
}

/** By interface id; the interfaces' own answer first, then that of the instances. */
export type Sightings = ReadonlyMap<string, readonly Sighting[]>;

export function sightings(resources: AwsResources): Sightings {
  const all = new Map<string, Sighting[]>();
  const see = (sighting: Sighting) => {
    const id = sighting.entry.value.NetworkInterfaceId;
    const others = all.get(id);
    if (others) others.push(sighting);
    else all.set(id, [sighting]);
  };
  for (const entry of resources.networkInterfaces.values()) see(ownSighting(entry));
  for (const instance of resources.instances.values()) for (const one of onInstance(instance)) see(one);
  return all;
}

function ownSighting(entry: Entry<ec2.NetworkInterface>): Sighting {
  const instance = entry.value.Attachment?.InstanceId;
  return { entry, ...(instance !== undefined && { instance }) };
}

/** A terminated instance stays in the answer for an hour, without a network. */
function onInstance(entry: Entry<ec2.Instance>): readonly Sighting[] {
  const { InstanceId, NetworkInterfaces = [], State, Tags } = entry.value;
  if (State?.Name === 'terminated') return [];
  const instanceName = tagName(Tags);
  return NetworkInterfaces.map((value, index) => ({
    entry: { ...entry, value, place: below(entry.place, `/NetworkInterfaces/${index}`) },
    instance: InstanceId,
    ...(instanceName !== undefined && { instanceName }),
  }));
}

export const lowerInterfaces = (context: Context, seen: Sightings): ReadonlyMap<string, Interface> =>
  sortById([...seen.values()].flatMap((views) => lowerInterface(context, views)));

/** An interface without a VPC or a subnet (EC2-Classic) is in no network. */
function lowerInterface(context: Context, views: readonly Sighting[]): readonly Interface[] {
  const [first] = views;
  if (!first) return [];
  const value = mergedValue(first, views);
  const { NetworkInterfaceId: id, SubnetId: subnet = '', OwnerId, TagSet: Tags } = value;
  const vpc = value.VpcId ?? context.resources.subnets.get(subnet)?.value.VpcId;
  if (vpc === undefined || subnet === '') return [];
  const instance = firstOf(views, (view) => view.instance);
  const instanceName = firstOf(views, (view) => view.instanceName);
  return [
    {
      ...resourceOf(first.entry, { OwnerId, Tags }, id, 'network interface', instanceName),
      vpc,
      subnet,
      addresses: privateAddresses(value),
      publicAddresses: publicAddresses(value),
      filters: (value.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      ...(instance !== undefined && { instance }),
      ...(instance === undefined && serviceOf(value)),
    },
  ];
}

function serviceOf(value: ec2.NetworkInterface): Pick<Interface, 'service'> {
  const service = managedService(value);
  return service ? { service } : {};
}

/** Field by field, the interface's own answer before that of its instance. */
const mergedValue = (first: Sighting, views: readonly Sighting[]): ec2.NetworkInterface =>
  Object.assign({}, ...views.map(({ entry }) => entry.value).reverse(), first.entry.value);

function firstOf<T>(views: readonly Sighting[], read: (view: Sighting) => T | undefined): T | undefined {
  for (const view of views) {
    const value = read(view);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** With the prefixes delegated to it: the containers of its machine have those addresses. */
const privateAddresses = (value: ec2.NetworkInterface) =>
  union(
    addressSet([
      ...(value.PrivateIpAddress ? [value.PrivateIpAddress] : []),
      ...(value.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
      ...(value.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    ]),
    ...delegatedPrefixes(value).map(cidrSet),
  );

const delegatedPrefixes = ({ Ipv4Prefixes, Ipv6Prefixes }: ec2.NetworkInterface): readonly Cidr[] =>
  [
    ...(Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix),
    ...(Ipv6Prefixes ?? []).map(({ Ipv6Prefix }) => Ipv6Prefix),
  ].flatMap((text) => parseCidr(text ?? '') ?? []);

const publicAddresses = (value: ec2.NetworkInterface) =>
  addressSet([
    ...(value.Association?.PublicIp ? [value.Association.PublicIp] : []),
    ...(value.PrivateIpAddresses ?? []).flatMap(({ Association }) => Association?.PublicIp ?? []),
  ]);
