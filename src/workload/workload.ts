/** What is to run on a network: roles, and the flows that must work between them and the outside. */
import type { AddressSet } from '../ip/address.ts';
import type { Flow, Spot, VmSpot } from '../model/endpoint.ts';
import type { Subnet } from '../model/network.ts';

/** Where a cluster goes. The names follow the keys of Coiled's `network` dictionary. */
export interface Placement {
  readonly networkId?: string;
  readonly schedulerSubnetId?: string;
  readonly workerSubnetId?: string;
  /** The cluster's security group (AWS) or network tag (GCP). */
  readonly firewallId?: string;
  readonly schedulerFirewallId?: string;
  /** Whether the scheduler VM gets a public address. The guide's network: yes. */
  readonly schedulerPublicIp: boolean;
  /** Whether worker VMs get one. The guide's network: no. */
  readonly workersPublicIp: boolean;
  /** The zone that VMs are to be made in, where a region's subnets leave that open. */
  readonly zone?: string;
  /** The project that the cluster is made in, where its network may be another's. */
  readonly project?: string;
  /** The ids that were written as bare names, which mean resources of that project: "networkId". */
  readonly bareNames?: readonly string[];
  /** Where jobs are what runs: the endpoints of the two, "job:scheduler". */
  readonly scheduler?: string;
  readonly worker?: string;
  /** How many workers, where capacity is asked for. */
  readonly workers?: number;
}

export interface Role {
  readonly name: string;
  readonly spot: VmSpot;
  readonly subnet: Subnet;
}

/**
 * What a flow needs to hold (domain/engine.md, "What is asked").
 * `every`: each address of both ends; `somebody`: any source at all; `default-door`: where an ordinary public
 * address goes; `any-server`: one of the destinations, from every source.
 */
export type Holds = 'every' | 'somebody' | 'default-door' | 'any-server';

export type FlowKind =
  | 'client-scheduler'
  | 'worker-scheduler'
  | 'scheduler-worker'
  | 'worker-worker'
  | 'egress'
  | 'resolver'
  | 'service'
  | 'required';

export interface RequiredFlow {
  readonly kind: FlowKind;
  /** Unique in the workload, stable: part of a finding's fingerprint. "worker → scheduler". */
  readonly name: string;
  /** The ends for people: "clients in 203.0.113.0/24", "the scheduler". */
  readonly from: string;
  readonly to: string;
  readonly flow: Flow;
  readonly holds: Holds;
  /** Addresses of its far end that no machine has, left out beside some that machines have. */
  readonly vacant?: AddressSet;
  /** Something besides the destinations does what they are asked for: it holds without them. */
  readonly spare?: true;
  /** What the person sees when it is blocked. */
  readonly symptom: string;
}

export interface Workload {
  readonly roles: readonly Role[];
  readonly flows: readonly RequiredFlow[];
}

/** Which ports a client of the cluster connects to: the guide's, the current client's, or one's own. */
export interface Requirements {
  readonly name: string;
  /** client → scheduler. */
  readonly client: readonly number[];
  /** worker → scheduler. */
  readonly scheduler: readonly number[];
  /** scheduler → worker and worker ↔ worker, first and last. */
  readonly workers: readonly [number, number];
}

export interface Endpoint {
  readonly label: string;
  readonly spots: readonly Spot[];
  /** Of a destination: addresses in subnets that no machine has, left out beside some that machines have. */
  readonly vacant: AddressSet;
}
