/** Cloud NAT for a subnet: one that is there takes it as well, or a new one is made for it alone. */
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import { fullLink, keyOf, networkOf } from '../lower/context.ts';
import { servesVms } from '../lower/nat-coverage.ts';
import type { Entry, GcpResources } from '../resources.ts';
import { freeName } from './names.ts';
import { beside, type Origin, subnetEntry } from './where.ts';

export interface NatPlan {
  readonly subnet: Entry<compute.Subnetwork>;
  /** The router as it will be, with the NAT in it. */
  readonly router: Entry<compute.Router>;
  readonly isNewRouter: boolean;
  /** The NAT as it will be. */
  readonly nat: compute.RouterNat;
  readonly isNewNat: boolean;
}

/** Undefined where a NAT has the subnet already: what is wrong then is something else. */
export function natPlan(now: GcpResources, origin: Origin, subnetId: string): NatPlan | undefined {
  const subnet = subnetEntry(origin, subnetId);
  if (!subnet) return undefined;
  const routers = [...now.routers.values()].filter(
    (router) => router.link.region === subnet.link.region && networkOf(router) === networkOf(subnet),
  );
  const listed = routers.flatMap((router) =>
    (router.value.nats ?? []).filter(servesVms).map((nat) => ({ router, nat })),
  );
  const [open] = listed.filter(({ nat }) => isList(nat) && hasAddresses(nat));
  if (open) return widened(subnet, open.router, open.nat);
  return listed.length > 0 ? undefined : created(now, subnet, routers[0]);
}

const isList = ({ sourceSubnetworkIpRangesToNat: mode }: compute.RouterNat): boolean =>
  mode === undefined || mode === 'LIST_OF_SUBNETWORKS';
const hasAddresses = ({ natIpAllocateOption, natIps = [], drainNatIps = [] }: compute.RouterNat): boolean =>
  natIpAllocateOption !== 'MANUAL_ONLY' || natIps.some((address) => !drainNatIps.includes(address));

const PRIMARY = 'PRIMARY_IP_RANGE';

/** The NAT's list with the subnet's primary range in it; all else stays. */
function widened(
  subnet: Entry<compute.Subnetwork>,
  router: Entry<compute.Router>,
  nat: compute.RouterNat,
): NatPlan {
  const key = linkText(subnet.link);
  const list = nat.subnetworks ?? [];
  const own = list.find(({ name }) => keyOf(name, router.link) === key);
  const entry = {
    ...own,
    name: fullLink(subnet.link),
    sourceIpRangesToNat: [...(own?.sourceIpRangesToNat ?? []), PRIMARY],
  };
  const subnetworks = own ? list.map((one) => (one === own ? entry : one)) : [...list, entry];
  const after = { ...nat, subnetworks };
  const nats = (router.value.nats ?? []).map((one) => (one === nat ? after : one));
  return {
    subnet,
    router: { ...router, value: { ...router.value, nats } },
    isNewRouter: false,
    nat: after,
    isNewNat: false,
  };
}

function created(
  now: GcpResources,
  subnet: Entry<compute.Subnetwork>,
  router: Entry<compute.Router> | undefined,
): NatPlan {
  const home = router ?? newRouter(now, subnet);
  const present = home.value.nats ?? [];
  const nat: compute.RouterNat = {
    name: freeName(`${subnet.link.name}-nat`, new Set(present.map(({ name = '' }) => name))),
    natIpAllocateOption: 'AUTO_ONLY',
    sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
    subnetworks: [{ name: fullLink(subnet.link), sourceIpRangesToNat: [PRIMARY] }],
  };
  return {
    subnet,
    router: { ...home, value: { ...home.value, nats: [...present, nat] } },
    isNewRouter: router === undefined,
    nat,
    isNewNat: true,
  };
}

function newRouter(now: GcpResources, subnet: Entry<compute.Subnetwork>): Entry<compute.Router> {
  const taken = new Set([...now.routers.values()].map(({ link }) => link.name));
  const link = beside(subnet.link, 'routers', freeName(`${subnet.link.name}-router`, taken));
  const { network } = subnet.value;
  return { value: { name: link.name, ...(network !== undefined && { network }) }, link, place: subnet.place };
}
