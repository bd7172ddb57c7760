/** VPC peering connections (aws.md 24, 30). */
import { addressSet, cidrSet } from '../../../ip/address.ts';
import { EMPTY, isEmpty, union } from '../../../ip/interval.ts';
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import type { Peering, PeeringSide } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeAgain } from './context.ts';
import { commandOf } from './reading.ts';
import { vpcBlocks } from './vpcs.ts';

export const lowerPeerings = (context: Context): readonly Peering[] =>
  [...context.resources.peerings.values()].map((entry) => lowerPeering(context, entry));

function lowerPeering(context: Context, entry: Entry<ec2.VpcPeeringConnection>): Peering {
  const peering = entry.value;
  const sides = [
    sideOf(context, peering.RequesterVpcInfo),
    sideOf(context, peering.AccepterVpcInfo),
  ] as const;
  return {
    ...resourceOf(entry, peering, peering.VpcPeeringConnectionId, 'VPC peering connection'),
    kind: 'peering',
    state: peeringState(entry, sides),
    sides,
    groupReferences: groupReferences(entry, sides),
  };
}

/** What the answer says of a side; a pending one says little, and then the VPC itself may be in the snapshot. */
function sideOf({ resources }: Context, info: ec2.PeeringVpcInfo = {}): PeeringSide {
  const vpc = resources.vpcs.get(info.VpcId ?? '');
  const account = info.OwnerId ?? vpc?.value.OwnerId;
  const region = info.Region ?? vpc?.region;
  const stated = addressSet([
    ...(info.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock),
    ...(info.CidrBlockSet?.length || !info.CidrBlock ? [] : [info.CidrBlock]),
    ...(info.Ipv6CidrBlockSet ?? []).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ]);
  const own = vpc ? union(...vpcBlocks(vpc.value).map(cidrSet)) : EMPTY;
  return {
    vpc: info.VpcId ?? '',
    cidrs: isEmpty(stated) ? own : stated,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}

const lookAgain = (entry: Entry<unknown>): string =>
  commandOf('DescribeVpcPeeringConnections', scopeAgain(entry, 'VpcPeeringConnections'));

function peeringState(entry: Entry<ec2.VpcPeeringConnection>, sides: readonly PeeringSide[]): Health {
  const peering = entry.value;
  const id = peering.VpcPeeringConnectionId;
  const code = peering.Status?.Code;
  if (code !== undefined && code !== 'active') return unusable('BAD_STATE', `${id} is ${code}, not active`);
  const dark = sides.find(({ cidrs }) => isEmpty(cidrs));
  if (code !== undefined && !dark) return USABLE;
  const why = dark
    ? `the answer does not say which addresses the far side ${dark.vpc} of ${id} has`
    : `the answer does not say whether ${id} is active`;
  return { is: 'unknown', unknown: { cause: 'UNKNOWN_RESOURCE', why, settle: lookAgain(entry) } };
}

/** Rules may name groups of the far side within one region. */
function groupReferences(
  entry: Entry<ec2.VpcPeeringConnection>,
  [a, b]: readonly [PeeringSide, PeeringSide],
): Health {
  const id = entry.value.VpcPeeringConnectionId;
  if (a.region === undefined || b.region === undefined) {
    const why = `the answer does not say which regions ${id} connects`;
    return { is: 'unknown', unknown: { cause: 'UNKNOWN_PEERED_SGS', why, settle: lookAgain(entry) } };
  }
  if (a.region === b.region) return USABLE;
  const why = `${id} connects ${a.region} and ${b.region}: rules cannot name groups of another region`;
  return unusable('SG_REFERENCES_NOT_PRESERVED', why);
}
