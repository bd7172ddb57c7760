/** Block Public Access: of a subnet that faces an internet gateway, or of a NAT gateway that stands in none. */
import { isKnown, type Known } from '../model/known.ts';
import type { PublicAccess } from '../model/network.ts';
import type { Ref } from './trace.ts';
import { doubt, refOf, stop, type Walk, type World } from './walk.ts';

/** NAT survives `block-ingress`, nothing else does. */
export function askPublicAccess(
  walk: Walk,
  resource: Ref,
  access: Known<PublicAccess>,
  side: 'in' | 'out',
  survivor: boolean,
): Walk {
  if (!isKnown(access)) return doubt(walk, access.unknown, { resource, side });
  const mode = access.value;
  if (mode === 'open' || (mode === 'block-ingress' && survivor)) return walk;
  return stop(walk, {
    resource,
    side,
    cause: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    note: `Block Public Access is ${mode} here`,
    lines: [{ kind: 'setting', id: mode, text: `InternetGatewayBlockMode ${mode}` }],
  });
}

/** At the subnet that faces the gateway. A reply is let through. */
export function askPublicAccessAt(
  { network }: World,
  walk: Walk,
  subnetId: string,
  side: 'in' | 'out',
  survivor: boolean,
): Walk {
  const subnet = network.subnets.get(subnetId);
  if (!subnet || walk.mode === 'reply') return walk;
  return askPublicAccess(walk, refOf(subnet), subnet.publicAccess, side, survivor);
}
