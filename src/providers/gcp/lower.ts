/** Google Cloud to the provider-neutral network: the only place where Compute's shapes become model/network.ts. */
import type { Network } from '../../model/network.ts';
import type { GcpResources } from './resources.ts';

export function lower(_resources: GcpResources): Network {
  return {
    provider: 'gcp',
    vpcs: new Map(),
    subnets: new Map(),
    filters: new Map(),
    routeTables: new Map(),
    gateways: new Map(),
    interfaces: new Map(),
    gaps: [],
    assumed: [],
  };
}
