/** A subnet that a fix makes: as EC2 would describe it, and the commands that make it. */
import { formatCidr } from '../../../ip/address.ts';
import type { Change } from '../../../model/change.ts';
import { knownValue } from '../../../model/known.ts';
import type { Network } from '../../../model/network.ts';
import type { AwsResources } from '../resources.ts';
import { type Aws, keep } from './command.ts';

type CreateSubnet = Extract<Change, { kind: 'create-subnet' }>;

/** EC2 keeps five addresses of each subnet (Amazon VPC user guide, "Subnet CIDR blocks"). */
const KEPT = 5;

const tableOf = (network: Network, subnet: string): string | undefined => {
  const table = network.subnets.get(subnet)?.routeTable;
  return table && knownValue(table);
};

/** The account with the subnet, its table, and the VPC's default ACL; undefined where the model's own is not known. */
export function createSubnet(
  now: AwsResources,
  network: Network,
  { id, like, range }: CreateSubnet,
): AwsResources | undefined {
  const model = now.subnets.get(like);
  const table = tableOf(network, like);
  const routes = table === undefined ? undefined : now.routeTables.get(table);
  if (!model || !routes || range.family !== 4) return undefined;
  const { VpcId, AvailabilityZone, AvailabilityZoneId } = model.value;
  const value = {
    SubnetId: id,
    VpcId,
    CidrBlock: formatCidr(range),
    State: 'available',
    AvailableIpAddressCount: 2 ** (32 - range.length) - KEPT,
    ...(AvailabilityZone !== undefined && { AvailabilityZone }),
    ...(AvailabilityZoneId !== undefined && { AvailabilityZoneId }),
  };
  const associated = {
    ...routes.value,
    Associations: [...(routes.value.Associations ?? []), { SubnetId: id }],
  };
  return {
    ...now,
    subnets: new Map([...now.subnets, [id, { ...model, value }]]),
    routeTables: new Map([...now.routeTables, [routes.value.RouteTableId, { ...routes, value: associated }]]),
    networkAcls: new Map(
      [...now.networkAcls].map(([key, acl]) => {
        if (acl.value.VpcId !== VpcId || acl.value.IsDefault !== true) return [key, acl];
        const Associations = [...(acl.value.Associations ?? []), { SubnetId: id }];
        return [key, { ...acl, value: { ...acl.value, Associations } }];
      }),
    ),
  };
}

export function subnetCommands(
  aws: Aws,
  now: AwsResources,
  network: Network,
  { id, like, range }: CreateSubnet,
): readonly string[] {
  const { VpcId = '', AvailabilityZone: zone } = now.subnets.get(like)?.value ?? {};
  const where = zone === undefined ? [] : ['--availability-zone', zone];
  const of = ['--vpc-id', VpcId, '--cidr-block', formatCidr(range), ...where];
  return [
    keep('SUBNET', aws, 'Subnet.SubnetId', 'create-subnet', ...of),
    aws('associate-route-table', '--route-table-id', tableOf(network, like) ?? '', '--subnet-id', id),
  ];
}
