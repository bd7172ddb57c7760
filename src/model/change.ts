/**
 * Changes: what would repair a finding, in provider-neutral words. A provider applies them to its Resources (the
 * proof) and renders them as commands to paste.
 */
import type { AddressSet, Cidr } from '../ip/address.ts';
import type { PortSet } from '../ip/traffic.ts';
import type { CallEdit } from './call.ts';
import type { Place } from './network.ts';

export type Change =
  | AllowChange
  | {
      readonly kind: 'remove-rule';
      readonly filter: string;
      readonly direction: FilterDirection;
      readonly rule: string;
    }
  | {
      /** Has a rule of an ordered filter asked before another one. */
      readonly kind: 'raise-rule';
      readonly filter: string;
      readonly direction: FilterDirection;
      readonly rule: string;
      readonly before: string;
    }
  | {
      readonly kind: 'add-route';
      readonly table: string;
      readonly destination: Cidr;
      readonly gateway: string;
    }
  | {
      readonly kind: 'replace-route';
      readonly table: string;
      readonly route: string;
      readonly destination: Cidr;
      readonly gateway: string;
    }
  | {
      readonly kind: 'remove-route';
      readonly table: string;
      readonly route: string;
      readonly destination: Cidr;
    }
  | {
      /** What the gateway is taught, to a table; among it are these ranges, as far as anybody said. */
      readonly kind: 'propagate-routes';
      readonly table: string;
      readonly gateway: string;
      readonly ranges: readonly Cidr[];
    }
  | {
      /** A route of a transit gateway's own table; `replaces`: another one to the same block stands there. */
      readonly kind: 'add-transit-route';
      readonly table: string;
      readonly destination: Cidr;
      readonly attachment: string;
      readonly replaces?: boolean;
    }
  /** What one region of the network is taught, all of its regions know. */
  | { readonly kind: 'share-routes-among-regions'; readonly vpc: string }
  | {
      /** A NAT gateway with a public address of its own; later changes call it by `id`. */
      readonly kind: 'create-nat-gateway';
      readonly id: string;
      readonly subnet: string;
    }
  | {
      /** A subnet in the zone of another one, with its route table; later changes call it by `id`. */
      readonly kind: 'create-subnet';
      readonly id: string;
      readonly like: string;
      readonly range: Cidr;
    }
  /** NAT for the machines of a subnet without public addresses: by one that is there, or by a new one. */
  | { readonly kind: 'translate'; readonly subnet: string }
  | { readonly kind: 'attach-gateway'; readonly gateway: string; readonly vpc: string }
  | { readonly kind: 'enable-dns'; readonly vpc: string; readonly attribute: 'support' | 'hostnames' }
  /** The VMs of a network are told of the provider's resolver, and of nothing else. */
  | { readonly kind: 'use-provider-resolver'; readonly vpc: string }
  | {
      readonly kind: 'exclude-from-public-access-block';
      readonly subnet: string;
      readonly mode: 'bidirectional' | 'egress';
    }
  | { readonly kind: 'create-network'; readonly network: string; readonly cidr: string }
  /** With `cidr`: only the declaration of that range, where one name was given two. */
  | { readonly kind: 'remove-network'; readonly network: string; readonly cidr?: string }
  | EditChange
  | PlaceChange
  /** Not a change of the network either: what a person has to know of it, as `--assume` takes it. */
  | { readonly kind: 'declare'; readonly text: string }
  | { readonly kind: 'edit-call'; readonly edit: CallEdit };

/** What a fix makes is called so before it is there: no cloud gives such an id. */
export const NEW_NAT = 'new:nat';
export const NEW_SUBNET = 'subnet-00000000000000000';

/** The shell variables that hold the real ids, from the command that makes a thing to those that use it. */
export const MADE: ReadonlyMap<string, string> = new Map([
  [NEW_NAT, 'NAT'],
  [NEW_SUBNET, 'SUBNET'],
]);

/** Other words in a file that a person wrote: `before` stands at the place, quoted or not. */
export interface EditChange {
  readonly kind: 'edit';
  readonly place: Place;
  readonly before: string;
  readonly after: string;
}

export type FilterDirection = 'ingress' | 'egress';

/** Lets packets pass a filter. In a first-match filter the new rule stands before `before`, the rule that denies. */
export interface AllowChange {
  readonly kind: 'allow';
  readonly filter: string;
  readonly direction: FilterDirection;
  /** The labels of the machines that the rule is for, in a filter whose rules choose them. */
  readonly target?: readonly string[];
  /** IANA number; undefined: all protocols. */
  readonly protocol: number | undefined;
  /** Destination ports. */
  readonly ports: PortSet;
  /** A group is a filter, or a label; others besides it only where one rule can name several. */
  readonly peer:
    | { readonly addresses: AddressSet }
    | { readonly group: string; readonly others?: readonly string[] };
  readonly before?: string;
}

/** Not a change of the network but of what is asked of it: another answer in the placement. */
export interface PlaceChange {
  readonly kind: 'place';
  readonly set: {
    readonly schedulerPublicIp?: boolean;
    readonly workersPublicIp?: boolean;
    readonly networkId?: string;
    readonly schedulerSubnetId?: string;
    readonly workerSubnetId?: string;
    readonly firewallId?: string;
    readonly schedulerFirewallId?: string;
  };
}

export type RaiseChange = Extract<Change, { kind: 'raise-rule' }>;

/** Two changes with the same key are the same change. */
export const changeKey = (change: Change): string =>
  JSON.stringify(change, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
