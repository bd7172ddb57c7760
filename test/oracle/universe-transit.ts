/** The transit gateway of a generated world, its attachments and its two route tables. */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import * as build from './build.ts';
import type { TransitPlan, WorldPlan } from './plan.ts';
import type { RawWorld } from './world.ts';

export function transitGateways(
  plan: TransitPlan,
  { overlap }: WorldPlan,
  world: RawWorld,
): Partial<RawWorld> {
  const attachments = world.Vpcs.flatMap((_, v) => attachmentOf(plan, v, world.Subnets));
  const tables = plan.tables.map((table, t) => {
    const statics = table.statics.map(({ dst, to }) =>
      build.gatewayRoute(dst, attachments.find(isOf(to)), 'static'),
    );
    // AWS does not propagate a VPC whose addresses an earlier one has.
    const propagated = attachments
      .filter((one) => table.propagated.some((yes, v) => yes && isOf(v)(one) && !(overlap && v === 2)))
      .flatMap((one) => blocksOf(world, one.VpcId).map((cidr) => build.gatewayRoute(cidr, one)));
    return { id: `tgw-rtb-${t}`, routes: [...firstOfEach(statics), ...propagated] };
  });
  return {
    TransitGateways: [build.transitGateway('tgw-1', plan.groupReferences ? 'enable' : 'disable')],
    TransitGatewayVpcAttachments: attachments,
    TransitGatewayRouteTables: tables.map(({ id }) => ({
      TransitGatewayRouteTableId: id,
      TransitGatewayId: 'tgw-1',
      State: 'available',
    })),
    TransitGatewayRoutes: Object.fromEntries(tables.map(({ id, routes }) => [id, routes])),
    TransitGatewayAssociations: Object.fromEntries(
      tables.map(({ id }, t) => [
        id,
        attachments
          .filter((one) => plan.attachments.some((of, v) => of.table === t && isOf(v)(one)))
          .map(build.associated),
      ]),
    ),
  };
}

const isOf = (v: number) => (one: ec2.TransitGatewayVpcAttachment) => one.VpcId === `vpc-${v}`;

const blocksOf = (world: RawWorld, vpc: string): readonly string[] =>
  world.Vpcs.filter((one) => one.VpcId === vpc).flatMap((one) =>
    (one.CidrBlockAssociationSet ?? []).map((association) => association.CidrBlock),
  );

/** An attachment has one subnet a zone: of the first subnet's zone only, or of every zone. */
function attachmentOf(
  { attachments }: TransitPlan,
  v: number,
  subnets: readonly ec2.Subnet[],
): readonly ec2.TransitGatewayVpcAttachment[] {
  const plan = attachments[v];
  if (!plan?.attached) return [];
  const own = subnets.filter((subnet) => subnet.VpcId === `vpc-${v}`);
  const firstOfZone = own.filter(
    (subnet, i) => own.findIndex((one) => one.AvailabilityZone === subnet.AvailabilityZone) === i,
  );
  const doors = (plan.everyZone ? firstOfZone : firstOfZone.slice(0, 1)).map((one) => one.SubnetId);
  const groupReferences = plan.groupReferences ? 'enable' : 'disable';
  return [
    build.attachment(`tgw-attach-${v}`, 'tgw-1', `vpc-${v}`, doors, { state: plan.state, groupReferences }),
  ];
}

function firstOfEach(routes: readonly ec2.TransitGatewayRoute[]): readonly ec2.TransitGatewayRoute[] {
  return routes.filter(
    (route, i) => routes.findIndex((one) => one.DestinationCidrBlock === route.DestinationCidrBlock) === i,
  );
}
