/** What the answers so far make worth asking: one step beyond the network in question, no further (aws.md 2). */
import type { LoadedDocument } from '../../../snapshot/snapshot.ts';
import { type Answers, isAnswerTo } from '../answers.ts';
import { callNamed } from '../calls.ts';
import type { Route, SecurityGroup } from '../documents.ts';
import { aboutIds, aboutParent, narrowed, type Question } from './questions.ts';

export type Documents = readonly LoadedDocument[];

const bodies = <C extends keyof Answers>(documents: Documents, call: C): readonly Answers[C][] =>
  documents.filter((document) => isAnswerTo(document, call)).map(({ body }) => body);

const isText = (value: string | undefined): value is string => value !== undefined;
const distinct = (ids: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(ids.filter(isText))].sort();

/** The VPCs beside `home` that its traffic can enter, and those of the resources that were named. */
export function followedVpcs(
  documents: Documents,
  home: readonly string[],
  named: readonly string[],
): readonly string[] {
  return distinct([
    ...peers(documents, home),
    ...attached(documents, home),
    ...bodies(documents, 'DescribeSubnets').flatMap(({ Subnets }) =>
      Subnets.filter(({ SubnetId }) => named.includes(SubnetId)).map(({ VpcId }) => VpcId),
    ),
    ...groups(documents)
      .filter(({ GroupId }) => named.includes(GroupId))
      .map(({ VpcId }) => VpcId),
    ...named.filter((id) => id.startsWith('vpc-')),
  ]).filter((id) => !home.includes(id));
}

const groups = (documents: Documents): readonly SecurityGroup[] =>
  bodies(documents, 'DescribeSecurityGroups').flatMap(({ SecurityGroups }) => SecurityGroups);

/** Other accounts and regions answer to somebody else. */
function peers(documents: Documents, home: readonly string[]): readonly (string | undefined)[] {
  const all = bodies(documents, 'DescribeVpcPeeringConnections').flatMap(
    (body) => body.VpcPeeringConnections,
  );
  return all.flatMap(({ RequesterVpcInfo: one, AccepterVpcInfo: two }) => {
    if (one?.OwnerId !== two?.OwnerId || one?.Region !== two?.Region) return [];
    const sides = [one?.VpcId, two?.VpcId];
    return sides.some((id) => isText(id) && home.includes(id)) ? sides : [];
  });
}

const attachments = (documents: Documents) => [
  ...bodies(documents, 'DescribeTransitGatewayVpcAttachments').flatMap((body) =>
    body.TransitGatewayVpcAttachments.map(({ TransitGatewayId, VpcId, VpcOwnerId }) => ({
      gateway: TransitGatewayId,
      vpc: VpcId,
      owner: VpcOwnerId,
    })),
  ),
  ...bodies(documents, 'DescribeTransitGatewayAttachments').flatMap((body) =>
    body.TransitGatewayAttachments.filter(({ ResourceType }) => ResourceType === 'vpc').map((each) => ({
      gateway: each.TransitGatewayId,
      vpc: each.ResourceId,
      owner: each.ResourceOwnerId,
    })),
  ),
];

const gatewaysOf = (documents: Documents, home: readonly string[]): readonly string[] =>
  distinct(
    attachments(documents)
      .filter(({ vpc }) => isText(vpc) && home.includes(vpc))
      .map(({ gateway }) => gateway),
  );

function attached(documents: Documents, home: readonly string[]): readonly (string | undefined)[] {
  const gateways = gatewaysOf(documents, home);
  const here = attachments(documents).filter(({ gateway }) => gateways.includes(gateway));
  const owners = new Set(
    here.filter(({ vpc }) => isText(vpc) && home.includes(vpc)).map(({ owner }) => owner),
  );
  return here.filter(({ owner }) => owners.has(owner)).map(({ vpc }) => vpc);
}

/** Questions beside those about VPCs. Those that were asked are among them: the reader asks each once. */
export const followedQuestions = (documents: Documents, home: readonly string[]): readonly Question[] => [
  ...aboutTables(documents, home),
  ...listsMentioned(documents).flatMap((id) => aboutParent('GetManagedPrefixListEntries', id)),
  ...aboutIds(associatedGroups(documents)),
  ...gatewaysUnseen(documents),
];

/** Who else is attached to the gateways of `home`; an answer about `home` says nothing of them. */
export function attachmentsOfGateways(documents: Documents, home: readonly string[]): readonly Question[] {
  const call = callNamed('DescribeTransitGatewayAttachments');
  return call ? narrowed(call, 'transit-gateway-id', gatewaysOf(documents, home)) : [];
}

function aboutTables(documents: Documents, home: readonly string[]): readonly Question[] {
  const gateways = gatewaysOf(documents, home);
  const tables = bodies(documents, 'DescribeTransitGatewayRouteTables')
    .flatMap((body) => body.TransitGatewayRouteTables)
    .filter(({ TransitGatewayId: id }) => isText(id) && gateways.includes(id))
    .map(({ TransitGatewayRouteTableId }) => TransitGatewayRouteTableId);
  return distinct(tables).flatMap((id) => [
    ...aboutParent('SearchTransitGatewayRoutes', id),
    ...aboutParent('GetTransitGatewayRouteTableAssociations', id),
  ]);
}

/** A gateway that was detached belongs to no VPC: only the routes that still lead to it name it. */
function gatewaysUnseen(documents: Documents): readonly Question[] {
  const call = callNamed('DescribeInternetGateways');
  const read = bodies(documents, 'DescribeInternetGateways').flatMap(({ InternetGateways }) =>
    InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId),
  );
  const named = routes(documents).map(({ GatewayId }) => GatewayId);
  const unseen = distinct(named).filter((id) => id.startsWith('igw-') && !read.includes(id));
  return call ? narrowed(call, 'internet-gateway-id', unseen) : [];
}

const routes = (documents: Documents): readonly Route[] =>
  bodies(documents, 'DescribeRouteTables').flatMap(({ RouteTables }) =>
    RouteTables.flatMap(({ Routes = [] }) => Routes),
  );

/** Lists in routes and rules whose ranges no answer holds: AWS's own come with theirs. */
function listsMentioned(documents: Documents): readonly string[] {
  const known = bodies(documents, 'DescribePrefixLists')
    .flatMap(({ PrefixLists }) => PrefixLists)
    .filter(({ Cidrs }) => Cidrs !== undefined)
    .map(({ PrefixListId }) => PrefixListId);
  const permissions = groups(documents).flatMap(({ IpPermissions = [], IpPermissionsEgress = [] }) => [
    ...IpPermissions,
    ...IpPermissionsEgress,
  ]);
  return distinct([
    ...routes(documents).map(({ DestinationPrefixListId }) => DestinationPrefixListId),
    ...bodies(documents, 'SearchTransitGatewayRoutes').flatMap(({ Routes }) =>
      Routes.map(({ PrefixListId }) => PrefixListId),
    ),
    ...permissions.flatMap(({ PrefixListIds = [] }) => PrefixListIds.map(({ PrefixListId }) => PrefixListId)),
  ]).filter((id) => !known.includes(id));
}

/** The ranges of every list that is not AWS's own. */
export const everyList = (documents: Documents): readonly Question[] =>
  distinct(
    bodies(documents, 'DescribeManagedPrefixLists').flatMap(({ PrefixLists }) =>
      PrefixLists.filter(({ OwnerId }) => OwnerId !== 'AWS').map(({ PrefixListId }) => PrefixListId),
    ),
  ).flatMap((id) => aboutParent('GetManagedPrefixListEntries', id));

/** A group that serves a VPC from another one is in no answer about the VPC it serves. */
function associatedGroups(documents: Documents): readonly string[] {
  const read = new Set(groups(documents).map(({ GroupId }) => GroupId));
  const associations = bodies(documents, 'DescribeSecurityGroupVpcAssociations').flatMap(
    (body) => body.SecurityGroupVpcAssociations,
  );
  return distinct(associations.map(({ GroupId }) => GroupId)).filter((id) => !read.has(id));
}
