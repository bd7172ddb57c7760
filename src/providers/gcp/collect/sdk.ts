/**
 * The Compute API's client, able to read and nothing else: the only file that names the SDK, loaded when a live read
 * starts. Each service has a file of its own there; the package's root would load all of them.
 */
import { AddressesClient } from '@google-cloud/compute/build/src/v1/addresses_client.js';
import { FirewallsClient } from '@google-cloud/compute/build/src/v1/firewalls_client.js';
import { ForwardingRulesClient } from '@google-cloud/compute/build/src/v1/forwarding_rules_client.js';
import { InstancesClient } from '@google-cloud/compute/build/src/v1/instances_client.js';
import { InterconnectAttachmentsClient } from '@google-cloud/compute/build/src/v1/interconnect_attachments_client.js';
import { NetworkFirewallPoliciesClient } from '@google-cloud/compute/build/src/v1/network_firewall_policies_client.js';
import { NetworksClient } from '@google-cloud/compute/build/src/v1/networks_client.js';
import { ProjectsClient } from '@google-cloud/compute/build/src/v1/projects_client.js';
import { RegionNetworkFirewallPoliciesClient } from '@google-cloud/compute/build/src/v1/region_network_firewall_policies_client.js';
import { RoutersClient } from '@google-cloud/compute/build/src/v1/routers_client.js';
import { RoutesClient } from '@google-cloud/compute/build/src/v1/routes_client.js';
import { SubnetworksClient } from '@google-cloud/compute/build/src/v1/subnetworks_client.js';
import { VpnTunnelsClient } from '@google-cloud/compute/build/src/v1/vpn_tunnels_client.js';
import type { GoogleAuth } from 'google-auth-library';
import type { PolicyRoutes } from './policy-routes.ts';

/** What a call of `CALLS` can be asked with; each takes its part of it. */
export interface Input {
  readonly project: string;
  readonly region?: string;
  readonly network?: string;
  readonly router?: string;
  readonly peeringName?: string;
  readonly direction?: string;
}

type Sender = (client: Client, input: Input) => Promise<void>;

/** Pages through to the end; what was said is kept where it arrives (`wire.ts`), as it was said. */
async function all(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}

/** The client warns of its own default otherwise. */
const PAGED = { autoPaginate: false };

const once = async (answer: Promise<unknown>): Promise<void> => {
  await answer;
};

/** A region that does not answer is named in the answer and fails no other. */
const everywhere = ({ project }: Input) => ({ project, returnPartialSuccess: true });

/** One line a call of `CALLS` that is asked; a test holds the two lists together. */
export const SENDERS: Readonly<Record<string, Sender>> = {
  'networks.list': ({ networks }, { project }) => all(networks.listAsync({ project }, PAGED)),
  'firewalls.list': ({ firewalls }, { project }) => all(firewalls.listAsync({ project }, PAGED)),
  'routes.list': ({ routes }, { project }) => all(routes.listAsync({ project }, PAGED)),
  'subnetworks.aggregatedList': ({ subnetworks }, input) =>
    all(subnetworks.aggregatedListAsync({ ...everywhere(input), views: 'WITH_UTILIZATION' }, PAGED)),
  'routers.aggregatedList': ({ routers }, input) =>
    all(routers.aggregatedListAsync(everywhere(input), PAGED)),
  'addresses.aggregatedList': ({ addresses }, input) =>
    all(addresses.aggregatedListAsync(everywhere(input), PAGED)),
  'instances.aggregatedList': ({ instances }, input) =>
    all(instances.aggregatedListAsync(everywhere(input), PAGED)),
  'vpnTunnels.aggregatedList': ({ vpnTunnels }, input) =>
    all(vpnTunnels.aggregatedListAsync(everywhere(input), PAGED)),
  'interconnectAttachments.aggregatedList': ({ interconnectAttachments }, input) =>
    all(interconnectAttachments.aggregatedListAsync(everywhere(input), PAGED)),
  'forwardingRules.aggregatedList': ({ forwardingRules }, input) =>
    all(forwardingRules.aggregatedListAsync(everywhere(input), PAGED)),
  'networkFirewallPolicies.aggregatedList': ({ networkFirewallPolicies }, input) =>
    all(networkFirewallPolicies.aggregatedListAsync(everywhere(input), PAGED)),
  'routers.getRouterStatus': ({ routers }, { project, region = '', router = '' }) =>
    once(routers.getRouterStatus({ project, region, router })),
  'networks.getEffectiveFirewalls': ({ networks }, { project, network = '' }) =>
    once(networks.getEffectiveFirewalls({ project, network })),
  'regionNetworkFirewallPolicies.getEffectiveFirewalls': (
    { regionNetworkFirewallPolicies },
    { project, region = '', network = '' },
  ) =>
    once(
      // The one method that takes its network as a reference.
      regionNetworkFirewallPolicies.getEffectiveFirewalls({
        project,
        region,
        network: `projects/${project}/global/networks/${network}`,
      }),
    ),
  'networks.listPeeringRoutes': ({ networks }, input) => all(networks.listPeeringRoutesAsync(input, PAGED)),
  'projects.getXpnHost': ({ projects }, { project }) => once(projects.getXpnHost({ project })),
  'policyBasedRoutes.list': ({ policyRoutes }, { project }) => policyRoutes(project),
};

type ComputeClient = ReturnType<typeof computeClient>;

/** Both APIs that are asked. */
export interface Client extends ComputeClient {
  readonly policyRoutes: PolicyRoutes;
}

/** Where requests go, as the client's own options want it. */
export interface Peer {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}

export function computeClient(auth: GoogleAuth, { protocol, host, port }: Peer) {
  // The client's types know no protocol; what it hands them to does.
  const options = { auth, protocol, apiEndpoint: host, port };
  return {
    networks: new NetworksClient(options),
    firewalls: new FirewallsClient(options),
    routes: new RoutesClient(options),
    subnetworks: new SubnetworksClient(options),
    routers: new RoutersClient(options),
    addresses: new AddressesClient(options),
    instances: new InstancesClient(options),
    vpnTunnels: new VpnTunnelsClient(options),
    interconnectAttachments: new InterconnectAttachmentsClient(options),
    forwardingRules: new ForwardingRulesClient(options),
    networkFirewallPolicies: new NetworkFirewallPoliciesClient(options),
    regionNetworkFirewallPolicies: new RegionNetworkFirewallPoliciesClient(options),
    projects: new ProjectsClient(options),
  };
}
