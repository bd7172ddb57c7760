/** Security groups and network ACLs, asked about one packet (domain/aws.md 22-29). */
import type { IpPermission, NetworkAclEntry } from '../../src/providers/aws/documents.ts';
import { inAny, inCidr } from './address.ts';
import type { RawWorld, VmEnd } from './world.ts';

export interface Packet {
  readonly src: number;
  readonly dst: number;
  readonly srcPort: number;
  readonly dstPort: number;
}

/** What a packet crossed between two VMs; nothing, if it stayed in the VPC. */
export type Crossing =
  | { readonly kind: 'peering'; readonly id: string }
  | { readonly kind: 'transit gateway'; readonly id: string; readonly attachments: readonly string[] }
  | { readonly kind: 'nat' | 'internet' };

export type Answer = 'allow' | 'deny' | 'unknown';

const TCP = ['tcp', '6', '-1'];

/** One side of a connection as a security group sees it: the other end's address, and the other end if it is a VM. */
export interface Contact {
  readonly side: 'in' | 'out';
  readonly self: VmEnd;
  readonly remote: number;
  readonly remoteVm: VmEnd | undefined;
  readonly crossed: readonly Crossing[];
  readonly port: number;
}

/** The union of all groups on the interface: one rule of one group is enough. */
export function askSecurityGroups(world: RawWorld, contact: Contact): Answer {
  let answer: Answer = 'deny';
  for (const id of contact.self.groups) {
    const group = world.SecurityGroups.find((one) => one.GroupId === id);
    if (group === undefined) answer = 'unknown';
    const rules = contact.side === 'in' ? group?.IpPermissions : group?.IpPermissionsEgress;
    for (const rule of rules ?? []) {
      if (!ruleHasPort(rule, contact.port)) continue;
      const match = ruleMatchesRemote(world, rule, contact);
      if (match === 'allow') return 'allow';
      if (match === 'unknown') answer = 'unknown';
    }
  }
  return answer;
}

function ruleHasPort(rule: IpPermission, port: number): boolean {
  if (!TCP.includes(rule.IpProtocol)) return false;
  if (rule.IpProtocol === '-1') return true;
  if (rule.FromPort === undefined || rule.FromPort === -1) return true;
  return rule.FromPort <= port && port <= (rule.ToPort ?? rule.FromPort);
}

/** One permission can hold ranges, references and prefix lists at once: any of them admits. */
function ruleMatchesRemote(world: RawWorld, rule: IpPermission, contact: Contact): Answer {
  let perhaps = false;
  for (const range of rule.IpRanges ?? []) {
    if (inCidr(contact.remote, range.CidrIp)) return 'allow';
  }
  for (const pair of rule.UserIdGroupPairs ?? []) {
    const stale = pair.PeeringStatus !== undefined && pair.PeeringStatus !== 'active';
    const member = isMember(world, contact.remoteVm, pair.GroupId ?? '');
    if (stale || member === 'deny' || !referencesSurvive(world, contact)) continue;
    if (member === 'allow') return 'allow';
    perhaps = true;
  }
  const lists = (rule.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId);
  for (const list of lists) {
    const entries = world.PrefixListEntries?.[list];
    if (entries?.some((entry) => inCidr(contact.remote, entry.Cidr))) return 'allow';
    // What the answer left out may hold the address.
    if (entries === undefined || world.cutShort?.includes(list)) perhaps = true;
  }
  return perhaps ? 'unknown' : 'deny';
}

/** A machine to come may carry any group of its VPC, and none of another's. */
function isMember(world: RawWorld, vm: VmEnd | undefined, id: string): Answer {
  if (vm?.toCome !== true) return vm?.groups.includes(id) === true ? 'allow' : 'deny';
  const group = world.SecurityGroups.find((one) => one.GroupId === id);
  return group?.VpcId === vpcOf(world, vm) ? 'unknown' : 'deny';
}

/** Whether the packets still carry whose group they come from (domain/aws.md 24). */
function referencesSurvive(world: RawWorld, contact: Contact): boolean {
  const [crossing, another] = contact.crossed;
  if (another !== undefined) return false;
  if (crossing === undefined) return vpcOf(world, contact.self) === vpcOf(world, contact.remoteVm);
  if (crossing.kind === 'peering') {
    const peering = world.VpcPeeringConnections.find((one) => one.VpcPeeringConnectionId === crossing.id);
    return (
      peering?.Status?.Code === 'active' &&
      peering.RequesterVpcInfo?.Region === peering.AccepterVpcInfo?.Region
    );
  }
  if (crossing.kind === 'transit gateway') {
    const gateway = world.TransitGateways?.find((one) => one.TransitGatewayId === crossing.id);
    const switchedOff = (id: string) =>
      world.TransitGatewayVpcAttachments?.find((one) => one.TransitGatewayAttachmentId === id)?.Options
        ?.SecurityGroupReferencingSupport === 'disable';
    return (
      contact.side === 'in' &&
      gateway?.Options?.SecurityGroupReferencingSupport === 'enable' &&
      !crossing.attachments.some(switchedOff)
    );
  }
  return false;
}

function vpcOf(world: RawWorld, vm: VmEnd | undefined): string | undefined {
  return world.Subnets.find((subnet) => subnet.SubnetId === vm?.subnet)?.VpcId;
}

/** The subnet's ACL; undefined when it is not to be seen. */
export function aclOf(world: RawWorld, subnet: string): string | undefined {
  return world.NetworkAcls.find((acl) => acl.Associations?.some((one) => one.SubnetId === subnet))
    ?.NetworkAclId;
}

/** By ascending rule number the first entry that matches decides; nothing matching denies. */
export function askNetworkAcl(world: RawWorld, id: string, side: 'in' | 'out', packet: Packet): Answer {
  const entries = world.NetworkAcls.find((acl) => acl.NetworkAclId === id)?.Entries ?? [];
  const inOrder = [...entries].sort((a, b) => a.RuleNumber - b.RuleNumber);
  for (const entry of inOrder) {
    if (entry.Egress === (side === 'out') && entryMatches(entry, side, packet)) {
      return entry.RuleAction === 'allow' ? 'allow' : 'deny';
    }
  }
  return 'deny';
}

/** Inbound entries name sources, outbound entries destinations; ports are always the packet's destination port. */
function entryMatches(entry: NetworkAclEntry, side: 'in' | 'out', packet: Packet): boolean {
  if (!TCP.includes(entry.Protocol)) return false;
  if (!inAny(side === 'in' ? packet.src : packet.dst, entry.CidrBlock ? [entry.CidrBlock] : [])) return false;
  if (entry.Protocol === '-1' || entry.PortRange === undefined) return true;
  const { From = 0, To = 65535 } = entry.PortRange;
  return From <= packet.dstPort && packet.dstPort <= To;
}
