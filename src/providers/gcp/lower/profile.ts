/** Networks that are made for something: those for RDMA take no ordinary VM (gcp.md 21a). */
import { type Health, USABLE, unknown, unusable } from '../../../model/known.ts';
import type * as compute from '../documents.ts';

/** As Google names its profiles: "us-central1-b-vpc-roce", "…-vpc-falcon". */
const RDMA = /(?:^|-)(?:roce|falcon|rdma)(?:-|$)/;

const profileOf = ({ networkProfile }: compute.Network): string | undefined =>
  networkProfile === undefined || networkProfile === '' ? undefined : networkProfile.split('/').at(-1);

/** Whether its firewall is another one: only regional policies of a kind of their own, and ingress that is let in. */
export const isForRdma = (network: compute.Network): boolean => RDMA.test(profileOf(network) ?? '');

/** Whether a cluster's VMs can be in it. */
export function stateOf(id: string, network: compute.Network): Health {
  const profile = profileOf(network);
  if (profile === undefined) return USABLE;
  if (isForRdma(network))
    return unusable('UNSUPPORTED', `${id} takes only RDMA interfaces (profile ${profile})`);
  const settle = `gcloud compute network-profiles describe ${profile}`;
  return { is: 'unknown', ...unknown('UNSUPPORTED', `${id} has the network profile ${profile}`, settle) };
}
