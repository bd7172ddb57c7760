/** The way to the internet: the gateway that every network has, and the Cloud NAT of its routers (gcp.md 5, 16, 17). */
import { type AddressSet, addressSet, parseCidr } from '../../../ip/address.ts';
import { type Health, type Known, known, USABLE, unusable } from '../../../model/known.ts';
import type { InternetGateway, Route, ServiceEndpoint, Translator } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { blocksOf, type Context, keyOf, addressesOf as rangesOf, reference } from './context.ts';
import { missesOf, type Nat, natResource, natsOf } from './nat-coverage.ts';
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
  misses: missesOf(context),
  services: {
    addresses: GOOGLE_APIS,
    subnets: new Set(
      [...context.resources.subnetworks.values()]
        .filter(({ value }) => value.privateIpGoogleAccess === true)
        .map(({ link }) => context.subnetId(link)),
    ),
    refusal: {
      cause: 'PRIVATE_GOOGLE_ACCESS_DISALLOWED',
      why: 'has no external address, and Private Google Access is off in its subnet',
    },
  },
});

/** private.googleapis.com and restricted.googleapis.com: Private Google Access is for these, and never for PyPI. */
const GOOGLE_APIS: AddressSet = rangesOf(blocksOf(['199.36.153.8/30', '199.36.153.4/30']));

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

/** Usable source ports of an address, for each protocol. */
const PORTS_PER_ADDRESS = 64512;
const DEFAULT_PORTS = { static: 64, dynamic: 32 } as const;

function lowerNat(context: Context, one: Nat): Translator {
  const { router, nat } = one;
  const isAutomatic = nat.natIpAllocateOption !== 'MANUAL_ONLY';
  const drained = new Set((nat.drainNatIps ?? []).map((text) => keyOf(text, router.link)));
  const left = (nat.natIps ?? []).filter((text) => !drained.has(keyOf(text, router.link)));
  return {
    ...natResource(context, one),
    state: isAutomatic ? USABLE : manualState(nat, left),
    publicAddresses: addressesOf(context, router, left),
    ports: {
      addresses: isAutomatic ? undefined : left.length,
      perAddress: PORTS_PER_ADDRESS,
      ...portsOfOne(nat),
    },
  };
}

/** Google Cloud rounds up to a power of two (`RouterNat.minPortsPerVm`); a VM gets no more than an address has. */
function portsOfOne({ enableDynamicPortAllocation, minPortsPerVm }: compute.RouterNat) {
  const least = enableDynamicPortAllocation ? DEFAULT_PORTS.dynamic : DEFAULT_PORTS.static;
  const written = minPortsPerVm ?? least;
  const perMachine = Math.min(PORTS_PER_ADDRESS, 2 ** Math.ceil(Math.log2(Math.max(1, written))));
  return {
    perMachine,
    ...(written !== perMachine && { written }),
    choices: POWERS_OF_TWO.filter((power) => power >= least),
  };
}

const POWERS_OF_TWO = Array.from({ length: 16 }, (_, exponent) => 2 ** exponent);

function manualState(
  { name = '', natIps = [], drainNatIps = [] }: compute.RouterNat,
  left: readonly string[],
): Health {
  if (left.length > 0) return USABLE;
  const why =
    natIps.length + drainNatIps.length === 0 ? 'has no address' : 'has only addresses that are being drained';
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
