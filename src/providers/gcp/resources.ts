/**
 * The decoded project: every document of a snapshot typed, merged by its normalised link and remembered with its
 * place. Changes are applied here, and `lower.ts` makes the provider-neutral network of it.
 */
import type { Place } from '../../model/network.ts';
import type { SnapshotGap } from '../../snapshot/snapshot.ts';
import type * as compute from './documents.ts';
import type { Link } from './links.ts';

/** One decoded resource, what identifies it, and where it was read. */
export interface Entry<T> {
  readonly value: T;
  readonly link: Link;
  readonly place: Place;
}

/** By normalised link ("projects/p/global/networks/n"), in that order. */
export type Table<T> = ReadonlyMap<string, Entry<T>>;

/** An answer about one thing, which the arguments of its call name. */
export interface About<T> {
  readonly value: T;
  readonly project?: string;
  readonly region?: string;
  /** As in the snapshot: `network`, `router`, `peeringName`. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** A call that was answered; what is absent may be any project's and any region's. */
export interface Answered {
  readonly call: string;
  readonly project?: string | undefined;
  readonly region?: string | undefined;
  readonly arguments?: Readonly<Record<string, string>> | undefined;
}

export interface GcpResources {
  readonly networks: Table<compute.Network>;
  readonly subnetworks: Table<compute.Subnetwork>;
  readonly firewalls: Table<compute.Firewall>;
  readonly firewallPolicies: Table<compute.FirewallPolicy>;
  /** Policies of organisations and folders. */
  readonly hierarchicalPolicies: Table<compute.FirewallPolicy>;
  readonly routes: Table<compute.Route>;
  readonly routers: Table<compute.Router>;
  readonly addresses: Table<compute.Address>;
  readonly instances: Table<compute.Instance>;
  readonly vpnTunnels: Table<compute.VpnTunnel>;
  readonly interconnectAttachments: Table<compute.InterconnectAttachment>;
  readonly forwardingRules: Table<compute.ForwardingRule>;
  readonly policyBasedRoutes: Table<compute.PolicyBasedRoute>;
  readonly effectiveFirewalls: readonly About<compute.EffectiveFirewalls>[];
  readonly routerStatus: readonly About<compute.RouterStatus>[];
  readonly peeringRoutes: readonly About<readonly compute.PeeringRoute[]>[];
  readonly hostProjects: readonly About<compute.HostProject>[];
  readonly answered: readonly Answered[];
  /** Calls that were refused. */
  readonly refused: readonly SnapshotGap[];
}
