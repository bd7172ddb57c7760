/** VPC networks: the ranges of their subnets, Google's resolver, and the internet gateway that every network has. */
import { addressSet } from '../../../ip/address.ts';
import { known } from '../../../model/known.ts';
import { sortById } from '../../../model/lists.ts';
import type { Vpc } from '../../../model/network.ts';
import { type Link, linkText } from '../links.ts';
import { addressesOf, blocksOf, type Context, resourceOf } from './context.ts';
import { INTERNET_GATEWAY } from './internet.ts';
import { stateOf } from './profile.ts';
import { unreadCall } from './reading.ts';
import { allBlocks } from './subnets.ts';

/** A network of auto mode has a subnet of it in every region, and gets one in every new region. */
const AUTO_MODE = addressSet(['10.128.0.0/9']);

/** VMs of a Shared VPC stand in the projects that use it: the host project's list alone does not show them. */
function unreadInterfaces({ resources }: Context, { project }: Link): Pick<Vpc, 'unreadInterfaces'> {
  const unread = unreadCall(resources, 'instances.aggregatedList', { project });
  return unread ? { unreadInterfaces: unread } : {};
}

export const lowerVpcs = (context: Context): ReadonlyMap<string, Vpc> =>
  sortById(
    [...context.resources.networks.values()].map((entry) => {
      const { value, link } = entry;
      const subnets = context.subnetsOf.get(linkText(link)) ?? [];
      const unread = unreadCall(context.resources, 'subnetworks.aggregatedList', { project: link.project });
      // A legacy network has one range and no subnets.
      const blocks = [
        ...blocksOf([value.IPv4Range]),
        ...subnets.flatMap((subnet) => allBlocks(subnet.value)),
      ];
      return {
        ...resourceOf(entry, context.networkId(link), 'VPC network'),
        cidrs: addressesOf(blocks),
        blocks,
        ...(value.autoCreateSubnetworks === true && { reserved: AUTO_MODE }),
        ...(unread && { unread }),
        state: stateOf(context.networkId(link), value),
        // The metadata server resolves for every VM, whatever rules and routes say.
        dns: { support: known(true), hostnames: known(true), servers: known(['provider']) },
        internetGateway: known(INTERNET_GATEWAY),
        ...unreadInterfaces(context, link),
      };
    }),
  );
