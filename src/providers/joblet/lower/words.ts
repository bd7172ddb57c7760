/** Names of things that every Joblet host has. */

/** The id of the host: the network that all its bridges belong to. */
export const HOST = 'host';
/** The host itself, as its jobs see it: the gateways. */
export const HOST_ADDRESSES = 'host addresses';
export const BRIDGE = 'bridge';
export const ISOLATED = 'isolated';
export const NONE = 'none';
export const BUILT_IN: readonly string[] = [BRIDGE, ISOLATED, NONE];

/** What the configuration ships with. */
export const BRIDGE_CIDR = '172.20.0.0/16';
/** Point to point: .1 is the host, .2 every isolated job. */
export const ISOLATED_CIDR = '10.255.255.0/30';

/** The chain that every packet between two bridges passes, and the rule that lets packets out. */
export const FORWARD = 'FORWARD';
/** The chain of what is for the host itself: Joblet leaves it empty. */
export const INPUT = 'INPUT';
export const ISOLATED_CHAIN = 'FORWARD viso';
export const NAT = 'MASQUERADE';
export const UPLINK = 'uplink';
export const NO_INTERFACE = 'no interface';
/** Where a job stands whose network is not there. */
export const missing = (network: string): string => `${network} (missing)`;

/** The kernel's limit for the name of an interface, without its closing zero. */
export const bridgeOf = (network: string): string =>
  network === BRIDGE ? 'joblet0' : network === ISOLATED ? 'viso' : `joblet-${network}`;
