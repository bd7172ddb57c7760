/** Which calls' answers the network in hand asks for: what nothing refers to is no gap when it was not read. */
import type { Gateway } from '../../../model/network.ts';
import type { Context } from './context.ts';
import { scopeOf } from './context.ts';
import { publicAccess } from './public-access.ts';
import type { Scope } from './reading.ts';
import { KINDS, targetOf } from './targets.ts';

/** A call whose answer decides something about a thing in this scope. */
export interface Need {
  readonly call: string;
  readonly scope: Scope;
}

/** Without these no verdict about a VPC is possible. */
const ALWAYS = [
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeSecurityGroups',
  'DescribeNetworkAcls',
  'DescribeInternetGateways',
  'DescribeVpcEndpoints',
];

export const needsOf = (context: Context, gateways: ReadonlyMap<string, Gateway>): readonly Need[] => [
  ...vpcNeeds(context),
  ...machineNeeds(context),
  ...targetNeeds(context),
  ...transitNeeds(gateways),
  ...publicAccessNeeds(context),
  ...groupNeeds(context),
];

/** Where things were read; nowhere in particular while nothing was. */
function scopesOf({ resources }: Context): readonly Scope[] {
  const entries = [...resources.vpcs.values(), ...resources.subnets.values()];
  const scopes = new Map(
    entries.map((entry) => [`${entry.account} ${entry.region}`, scopeOf(entry, undefined)]),
  );
  return scopes.size > 0 ? [...scopes.values()] : [{}];
}

function vpcNeeds(context: Context): readonly Need[] {
  const { vpcs, subnets, securityGroups } = context.resources;
  const named = [...vpcs.values(), ...subnets.values(), ...securityGroups.values()];
  // A group can serve a second VPC only where there is one.
  const several =
    new Set(named.map(({ value }) => value.VpcId)).size > 1 ? ['DescribeSecurityGroupVpcAssociations'] : [];
  return scopesOf(context).flatMap((scope) => [...ALWAYS, ...several].map((call) => ({ call, scope })));
}

/** Whose an address is, and what filters it. */
const machineNeeds = (context: Context): readonly Need[] =>
  scopesOf(context).map((scope) => ({ call: 'DescribeNetworkInterfaces', scope }));

function targetNeeds({ resources }: Context): readonly Need[] {
  return [...resources.routeTables.values()].flatMap((table) =>
    (table.value.Routes ?? []).flatMap((route) => {
      const target = targetOf(route);
      const call = target === 'local' ? undefined : KINDS[target.kind].call;
      return call === undefined ? [] : [{ call, scope: scopeOf(table, table.value.VpcId) }];
    }),
  );
}

/** Which table an attachment uses stands in two answers: the second one matters where the first left it open. */
function transitNeeds(gateways: ReadonlyMap<string, Gateway>): readonly Need[] {
  const transits = [...gateways.values()].filter((gateway) => gateway.kind === 'transit');
  return transits.flatMap(({ region, attachments }) => [
    { call: 'DescribeTransitGateways', scope: { region } },
    { call: 'DescribeTransitGatewayVpcAttachments', scope: { region } },
    ...(attachments.some(({ table }) => !('value' in table))
      ? [{ call: 'DescribeTransitGatewayAttachments', scope: { region } }]
      : []),
  ]);
}

const publicAccessNeeds = (context: Context): readonly Need[] =>
  [...context.resources.subnets.values()]
    .filter((entry) => !('value' in publicAccess(context, entry)))
    .map((entry) => ({
      call: 'DescribeVpcBlockPublicAccessExclusions',
      scope: scopeOf(entry, entry.value.VpcId),
    }));

/** Whether a group beyond a peering is still there only AWS's own report says. */
const groupNeeds = ({ resources }: Context): readonly Need[] =>
  [...resources.securityGroups.values()]
    .filter(({ value }) =>
      [...(value.IpPermissions ?? []), ...(value.IpPermissionsEgress ?? [])].some(
        ({ UserIdGroupPairs = [] }) =>
          UserIdGroupPairs.some((pair) => pair.VpcPeeringConnectionId !== undefined),
      ),
    )
    .map((entry) => ({ call: 'DescribeStaleSecurityGroups', scope: scopeOf(entry, entry.value.VpcId) }));
