/** Network ACLs: stateless, ascending, first match (aws.md 27). */

import { sortById } from '../../../model/lists.ts';
import type { Filter, FilterRule, Place } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, resourceOf } from './context.ts';
import { addressPeer, readTraffic, sentence } from './rules.ts';

export const lowerAcls = (context: Context): ReadonlyMap<string, Filter> =>
  sortById([...context.resources.networkAcls.values()].map(lowerAcl));

function lowerAcl(entry: Entry<ec2.NetworkAcl>): Filter {
  const acl = entry.value;
  const rules = (acl.Entries ?? [])
    .map((line, index) => ({ line, place: below(entry.place, `/Entries/${index}`) }))
    .sort((a, b) => a.line.RuleNumber - b.line.RuleNumber);
  const side = (egress: boolean) =>
    rules.filter(({ line }) => line.Egress === egress).map(({ line, place }) => lowerEntry(line, place));
  return {
    ...resourceOf(entry, acl, acl.NetworkAclId, 'network ACL'),
    vpcs: [acl.VpcId],
    reading: 'first-match',
    stateful: false,
    ingress: side(false),
    egress: side(true),
  };
}

/** The closing `*` of each family; EC2 prints it with a number that no one else can use. */
const CLOSING = [32767, 32768];

function lowerEntry(entry: ec2.NetworkAclEntry, place: Place): FilterRule {
  const implicit = CLOSING.includes(entry.RuleNumber);
  const action = entry.RuleAction === 'allow' ? 'allow' : 'deny';
  const { PortRange: range, IcmpTypeCode: message } = entry;
  const traffic = readTraffic(entry.Protocol, range?.From ?? message?.Type, range?.To ?? message?.Code);
  const block = entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '';
  return {
    id: `rule ${entry.RuleNumber}`,
    action,
    protocol: traffic.protocol,
    ports: traffic.ports,
    peer: addressPeer(block, traffic),
    text:
      sentence(action, traffic, entry.Egress ? 'to' : 'from', block) + (implicit ? ' (the closing *)' : ''),
    ...(implicit && { implicit }),
    place,
  };
}
