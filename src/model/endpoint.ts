/**
 * Spots: where packets start and end. An endpoint that a person writes ("internet", "role:worker", "10.0.0.0/8")
 * is a list of spots that together hold every address of it. A flow goes from some to some.
 */
import type { AddressSet } from '../ip/address.ts';
import type { PortSet } from '../ip/traffic.ts';
import type { Unknown } from './known.ts';
import type { Carrier } from './labels.ts';
import type { ManagedService } from './network.ts';

/** A set of interchangeable VMs, existing or planned: any of the addresses, the same filters. */
export interface VmSpot extends Carrier {
  readonly kind: 'vm';
  /** How reports call it: "worker", "i-0abc". */
  readonly label: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly addresses: AddressSet;
  /**
   * The filters it carries. `undefined`: any machine at these addresses, whose own filters are not part of the
   * question; they are not judged, and a rule that names a group cannot be.
   */
  readonly filters: readonly string[] | undefined;
  /** Of any machine: the groups it is taken to be a member of, where a rule at the other end names groups. */
  readonly memberOf?: readonly string[];
  /** `true`: it has a public address that is not known yet; a set: these; `false`: none. */
  readonly publicAddress: boolean | AddressSet;
  /** Asked for by these private addresses: whoever sends there does not send to a public one that it has besides. */
  readonly privately?: true;
  /** Asked for by these public addresses: packets to them, and from them, take the public path. */
  readonly publicly?: AddressSet;
  /** Set where the provider runs a service there, no VM. */
  readonly service?: ManagedService;
  /** Set where no interface that was read has these addresses: whether anybody answers, and what filters, is not known. */
  readonly vacant?: Unknown;
  /** The networks, by id, that all have these addresses: the routes of the other end decide which of them is meant. */
  readonly oneOf?: readonly string[];
}

/** Addresses on the public internet. */
export interface InternetSpot {
  readonly kind: 'internet';
  readonly label: string;
  readonly addresses: AddressSet;
}

/** Private addresses that no network of the snapshot owns: on-premises, a VPN, an unread account. */
export interface BeyondSpot {
  readonly kind: 'beyond';
  readonly label: string;
  readonly addresses: AddressSet;
}

/** Addresses of a network's range that lie in no subnet, or that cannot be placed. */
export interface NowhereSpot {
  readonly kind: 'nowhere';
  readonly label: string;
  readonly addresses: AddressSet;
  readonly vpc: string;
  /** Set where it may exist but was not read. */
  readonly unknown?: Unknown;
  /** As of a VM. */
  readonly oneOf?: readonly string[];
}

export type Spot = VmSpot | InternetSpot | BeyondSpot | NowhereSpot;

/** What is asked: may these packets pass, and their replies. */
export interface Flow {
  readonly from: readonly Spot[];
  readonly to: readonly Spot[];
  readonly protocol: number;
  /** Destination ports. */
  readonly ports: PortSet;
}

/** What a person declared about things that cannot be seen (`--assume`). */
export interface Declaration {
  /** The gateway, peering or interface that it speaks of. */
  readonly hop: string;
  /** The range behind it, both ways; undefined: the internet is behind it. */
  readonly reach?: AddressSet;
  readonly text: string;
}
