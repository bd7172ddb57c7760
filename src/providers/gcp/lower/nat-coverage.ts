/** Which subnets Cloud NAT translates for, and why it leaves out the others (gcp.md 16). */
import type { Miss, Resource } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, keyOf, natLink, networkOf, reference, resourceOf } from './context.ts';

export interface Nat {
  readonly router: Entry<compute.Router>;
  readonly nat: compute.RouterNat;
  readonly index: number;
}

type Subnet = Entry<compute.Subnetwork>;

/** What translates for the subnet's VMs. */
export const natsOf = (context: Context, subnet: Subnet): readonly Nat[] =>
  natsOfNetwork(context, subnet).filter((nat) => whyNot(nat, subnet) === undefined);

/** By subnet id: NAT of its network that leaves it out. */
export const missesOf = (context: Context): ReadonlyMap<string, readonly Miss[]> =>
  new Map(
    [...context.resources.subnetworks.values()].map((subnet) => [
      context.subnetId(subnet.link),
      natsOfNetwork(context, subnet).flatMap((nat) => {
        const why = whyNot(nat, subnet);
        return why === undefined ? [] : [{ nat: natResource(context, nat), why }];
      }),
    ]),
  );

export function natResource(context: Context, { router, nat, index }: Nat): Resource {
  const link = natLink(router.link, nat.name ?? '');
  const { link: _, ...resource } = resourceOf({ ...router, link }, context.gatewayId(link), 'Cloud NAT');
  return { ...resource, place: below(router.place, `/nats/${index}`) };
}

const natsOfNetwork = ({ routersOf }: Context, subnet: Subnet): readonly Nat[] =>
  (routersOf.get(networkOf(subnet)) ?? []).flatMap((router) =>
    (router.value.nats ?? []).map((nat, index) => ({ router, nat, index })),
  );

/** Private NAT is for other networks; one for other endpoints serves no VM. */
export const servesVms = ({ type, endpointTypes = [] }: compute.RouterNat): boolean =>
  type !== 'PRIVATE' && (endpointTypes.length === 0 || endpointTypes.includes('ENDPOINT_TYPE_VM'));

/** Undefined where it translates the primary addresses of the subnet: a VM has one of them. */
function whyNot({ router, nat }: Nat, subnet: Subnet): string | undefined {
  const { endpointTypes = [], sourceSubnetworkIpRangesToNat: mode, subnetworks = [] } = nat;
  if (router.link.region !== subnet.link.region) return `is in ${router.link.region}`;
  if (nat.type === 'PRIVATE') return 'is of type PRIVATE, for other networks and not for the internet';
  if (!servesVms(nat)) return `serves ${endpointTypes.join(', ')} and no VM`;
  if (mode?.startsWith('ALL_SUBNETWORKS_ALL')) return undefined;
  const own = subnetworks.find(({ name }) => keyOf(name, router.link) === linkText(subnet.link));
  if (!own) return `lists other subnets: ${subnetworks.map(({ name }) => nameOf(name, router)).join(', ')}`;
  const ranges = own.sourceIpRangesToNat ?? [];
  return ranges.includes('ALL_IP_RANGES') || ranges.includes('PRIMARY_IP_RANGE')
    ? undefined
    : `takes only secondary ranges of it: ${(own.secondaryIpRangeNames ?? []).join(', ')}`;
}

const nameOf = (text: string | undefined, { link }: Entry<compute.Router>): string =>
  reference(text, link)?.name ?? text ?? '';
