/** The way to the internet: the gateway that every network has, and the Cloud NAT of its routers (gcp.md 5, 16, 17). */
import { type AddressSet, addressSet, parseCidr } from '../../../ip/address.ts';
import { type Health, type Known, known, USABLE, unusable } from '../../../model/known.ts';
import type { InternetGateway, Route, ServiceEndpoint, Translator } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, keyOf, natLink, networkOf, reference, resourceOf } from './context.ts';
import { unreadCall } from './reading.ts';

/** As routes name it. */
export const INTERNET_GATEWAY = 'default-internet-gateway';
export const METADATA_SERVER = 'metadata-server';

export const internetGateway = (context: Context): InternetGateway => ({
  id: INTERNET_GATEWAY,
  word: 'internet gateway',
  kind: 'internet',
  direction: 'both',
  families: [4, 6],
  attached: new Map(
    [...context.resources.networks.values()].map(({ link }) => [context.networkId(link), USABLE]),
  ),
  translators: translators(context),
});

export const metadataServer: ServiceEndpoint = {
  id: METADATA_SERVER,
  word: 'metadata server',
  kind: 'service',
  service: 'the metadata server, the resolver too',
  state: USABLE,
};

/** Before all other routes, in every network. */
export const metadataRoutes: readonly Route[] = ['169.254.169.254/32'].flatMap((text) => {
  const destination = parseCidr(text);
  return destination
    ? [
        {
          id: `${text} → ${METADATA_SERVER}`,
          destination,
          rank: -1,
          state: USABLE,
          target: { kind: 'gateway' as const, id: METADATA_SERVER },
        },
      ]
    : [];
});

/** By subnet id: what translates for its VMs without an external address. */
function translators(context: Context): NonNullable<InternetGateway['translators']> {
  const made = new Map<string, Known<readonly Translator[]>>();
  for (const subnet of context.resources.subnetworks.values()) {
    const { project, region } = subnet.link;
    const unread = unreadCall(context.resources, 'routers.aggregatedList', { project, region });
    const found = natsOf(context, subnet).map((nat) => lowerNat(context, nat));
    const id = context.subnetId(subnet.link);
    if (found.length > 0) made.set(id, known(found));
    else if (unread) made.set(id, { unknown: unread });
  }
  return made;
}

interface Nat {
  readonly router: Entry<compute.Router>;
  readonly nat: compute.RouterNat;
  readonly index: number;
}

const natsOf = ({ resources }: Context, subnet: Entry<compute.Subnetwork>): readonly Nat[] =>
  [...resources.routers.values()]
    .filter(({ link }) => link.region === subnet.link.region)
    .filter((router) => networkOf(router) === networkOf(subnet))
    .flatMap((router) => (router.value.nats ?? []).map((nat, index) => ({ router, nat, index })))
    .filter((one) => servesVms(one.nat) && covers(one, subnet));

/** Private NAT is for other networks; one for other endpoints serves no VM. */
const servesVms = ({ type, endpointTypes = [] }: compute.RouterNat): boolean =>
  type !== 'PRIVATE' && (endpointTypes.length === 0 || endpointTypes.includes('ENDPOINT_TYPE_VM'));

/** Whether it translates the primary addresses of the subnet: a VM has one of them. */
function covers({ router, nat }: Nat, subnet: Entry<compute.Subnetwork>): boolean {
  const mode = nat.sourceSubnetworkIpRangesToNat;
  if (mode !== undefined && mode !== 'LIST_OF_SUBNETWORKS') return mode.startsWith('ALL_SUBNETWORKS_ALL');
  const own = nat.subnetworks?.find(({ name }) => keyOf(name, router.link) === linkText(subnet.link));
  const ranges = own?.sourceIpRangesToNat ?? [];
  return ranges.includes('ALL_IP_RANGES') || ranges.includes('PRIMARY_IP_RANGE');
}

/** Usable source ports of an address, for each protocol. */
const PORTS_PER_ADDRESS = 64512;
const DEFAULT_PORTS = { static: 64, dynamic: 32 } as const;

function lowerNat(context: Context, { router, nat, index }: Nat): Translator {
  const { name = '' } = nat;
  const link = natLink(router.link, name);
  const isAutomatic = nat.natIpAllocateOption !== 'MANUAL_ONLY';
  const drained = new Set((nat.drainNatIps ?? []).map((text) => keyOf(text, router.link)));
  const left = (nat.natIps ?? []).filter((text) => !drained.has(keyOf(text, router.link)));
  const least = nat.enableDynamicPortAllocation ? DEFAULT_PORTS.dynamic : DEFAULT_PORTS.static;
  const { link: _, ...resource } = resourceOf({ ...router, link }, context.gatewayId(link), 'Cloud NAT');
  return {
    ...resource,
    place: below(router.place, `/nats/${index}`),
    state: isAutomatic ? USABLE : manualState(name, nat, left),
    publicAddresses: addressesOf(context, router, left),
    ports: {
      addresses: isAutomatic ? undefined : left.length,
      perAddress: PORTS_PER_ADDRESS,
      perMachine: nat.minPortsPerVm ?? least,
    },
  };
}

function manualState(name: string, { natIps = [] }: compute.RouterNat, left: readonly string[]): Health {
  if (left.length > 0) return USABLE;
  const why = natIps.length === 0 ? 'has no address' : 'has only addresses that are being drained';
  return unusable('CLOUD_NAT_NO_ADDRESSES', `${name} ${why}`);
}

function addressesOf(
  { resources }: Context,
  router: Entry<compute.Router>,
  links: readonly string[],
): AddressSet {
  return addressSet(
    links.flatMap((text) => {
      const link = reference(text, router.link);
      return (link && resources.addresses.get(linkText(link))?.value.address) ?? [];
    }),
  );
}
