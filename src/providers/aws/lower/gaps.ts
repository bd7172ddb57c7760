/** What was not read and matters: each gap with the permission and the command that would close it (aws.md 3, 4). */

import { compare } from '../../../model/lists.ts';
import type { Gap, Gateway } from '../../../model/network.ts';
import type { SnapshotGap } from '../../../snapshot/snapshot.ts';
import { callNamed } from '../calls.ts';
import { type Context, isForeign, scopeOf } from './context.ts';
import { listMentions } from './mentions.ts';
import { type Need, needsOf } from './needs.ts';
import { commandAs, commandOf, isAbsent, nounOf, permissionOf, refusalOf, type Scope } from './reading.ts';

export function gapsOf(context: Context, gateways: ReadonlyMap<string, Gateway>): readonly Gap[] {
  const gaps = [
    ...context.resources.refused.map(refusedGap),
    ...absentGaps(context, gateways),
    ...unreadLists(context),
    ...unreadTables(context, gateways),
    ...hiddenByOwners(context),
  ];
  const byText = new Map(gaps.map((gap) => [`${keyOf(gap)} ${gap.settle}`, gap]));
  return [...byText.values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

const keyOf = (gap: Gap): string =>
  [gap.call, gap.account ?? '', gap.region ?? '', gap.what, gap.why].join(' ');

/** What kind of thing may exist unseen without a call's answer. */
const HIDES: ReadonlyMap<string, Gap['hides']> = new Map<string, Gap['hides']>([
  ['DescribeVpcs', ['vpc']],
  ['DescribeSubnets', ['subnet']],
  ['DescribeRouteTables', ['route-table']],
  ['DescribeSecurityGroups', ['filter']],
  ['DescribeSecurityGroupVpcAssociations', ['association']],
  ['DescribeNetworkAcls', ['border']],
  ['DescribeNetworkInterfaces', ['interface']],
  ['DescribeInstances', ['interface']],
  ['DescribeInternetGateways', ['gateway']],
  ['DescribeEgressOnlyInternetGateways', ['gateway']],
  ['DescribeNatGateways', ['gateway']],
  ['DescribeVpnGateways', ['gateway']],
  ['DescribeCarrierGateways', ['gateway']],
  ['DescribeVpcPeeringConnections', ['gateway', 'peering']],
  ['DescribeTransitGateways', ['gateway', 'transit']],
  ['DescribeTransitGatewayVpcAttachments', ['gateway', 'transit']],
  ['DescribeTransitGatewayAttachments', ['transit']],
  ['DescribeVpcEndpoints', ['gateway']],
]);

function gapOf(call: string, scope: Scope, words: Pick<Gap, 'what' | 'why'> & Partial<Gap>): Gap {
  return {
    call,
    ...(scope.account !== undefined && { account: scope.account }),
    ...(scope.region !== undefined && { region: scope.region }),
    permission: permissionOf(call),
    settle: commandOf(call, scope),
    hides: HIDES.get(call) ?? [],
    ...words,
  };
}

function refusedGap(gap: SnapshotGap): Gap {
  const { call, account, region, why } = gap;
  const subjects = Object.values(gap.arguments ?? {});
  const isParent = callNamed(call)?.target.by === 'parent';
  const scope: Scope = {
    account,
    region,
    ...(isParent ? { about: subjects[0] } : { vpc: gap.arguments?.VpcId }),
  };
  const what = subjects.length === 0 ? nounOf(call) : `${nounOf(call)} of ${subjects.join(', ')}`;
  return gapOf(call, scope, { what, why });
}

const NOT_READ = 'nobody read it: no answer of this call is in the input';

/** One gap a call and reader; a call about one VPC, one a VPC. */
function absentGaps(context: Context, gateways: ReadonlyMap<string, Gateway>): readonly Gap[] {
  return needsOf(context, gateways)
    .filter(({ call, scope }) => isAbsent(context.resources, call, scope))
    .map(({ call, scope }: Need) => {
      const perVpc = callNamed(call)?.target.by === 'vpc';
      const where = perVpc ? scope : { ...scope, vpc: undefined };
      return gapOf(call, where, { what: nounOf(call), why: NOT_READ });
    });
}

/** Prefix lists that a route or a rule names and nobody read; a refusal is a gap already. */
function unreadLists(context: Context): readonly Gap[] {
  const call = 'GetManagedPrefixListEntries';
  return listMentions(context.resources).flatMap(({ id, scope }) => {
    const about = { ...scope, about: id };
    // What was refused, or cut short, is a gap already.
    if (!context.lists(id, scope).unread || refusalOf(context.resources, call, about)) return [];
    return [gapOf(call, about, { what: `entries of prefix list ${id}`, why: NOT_READ })];
  });
}

function unreadTables(context: Context, gateways: ReadonlyMap<string, Gateway>): readonly Gap[] {
  const tables = [...gateways.values()].flatMap((gateway) =>
    gateway.kind === 'transit' ? [...gateway.tables.values()] : [],
  );
  return tables.flatMap(({ id, unread, region }) => {
    const scope: Scope = { about: id, region };
    if (!unread || refusalOf(context.resources, 'SearchTransitGatewayRoutes', scope)) return [];
    const words = {
      what: `routes of transit gateway route table ${id}`,
      why: unread.why,
      settle: unread.settle,
    };
    return [gapOf('SearchTransitGatewayRoutes', scope, words)];
  });
}

/** In a shared VPC, and at somebody else's transit gateway, the owner sees what the reader does not. */
function hiddenByOwners(context: Context): readonly Gap[] {
  const { vpcs, transitGateways } = context.resources;
  return [
    ...[...vpcs.values()].flatMap((entry) => {
      const { VpcId, OwnerId } = entry.value;
      const what = `NAT gateways and egress-only internet gateways of ${VpcId}`;
      return hidden(context, 'DescribeNatGateways', OwnerId, scopeOf(entry, VpcId), what, `shares ${VpcId}`);
    }),
    ...[...transitGateways.values()].flatMap((entry) => {
      const { TransitGatewayId: id, OwnerId } = entry.value;
      const what = `route tables of ${id}`;
      return hidden(
        context,
        'DescribeTransitGatewayRouteTables',
        OwnerId,
        scopeOf(entry, undefined),
        what,
        `owns ${id}`,
      );
    }),
  ];
}

function hidden(
  context: Context,
  call: string,
  owner: string | undefined,
  scope: Scope,
  what: string,
  role: string,
): readonly Gap[] {
  if (owner === undefined || !isForeign(context, owner)) return [];
  const why = `account ${owner} ${role} and alone sees them: ask with its credentials`;
  const settle = commandAs(owner, call, scope);
  return [gapOf(call, { ...scope, account: owner }, { what, why, settle })];
}
