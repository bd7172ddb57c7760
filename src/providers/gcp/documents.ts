/** What of the Compute v1 API's resources is looked at: `networks`, `subnetworks`, `routers`, … as the API writes them. */
import { flag, list, number, shape, text } from './shape.ts';

const texts = list(text);

/** What tells a resource from the next one that is given its name. */
const identity = { name: text, selfLink: text, creationTimestamp: text };

export const network = shape({
  ...identity,
  IPv4Range: text,
  autoCreateSubnetworks: flag,
  subnetworks: texts,
  /** The global network firewall policy. */
  firewallPolicy: text,
  networkFirewallPolicyEnforcementOrder: text,
  routingConfig: shape({ routingMode: text }),
  /** What the network is made for, where that is not everything: RDMA. */
  networkProfile: text,
  peerings: list(
    shape({
      name: text,
      network: text,
      state: text,
      stateDetails: text,
      exportCustomRoutes: flag,
      importCustomRoutes: flag,
      exportSubnetRoutesWithPublicIp: flag,
      importSubnetRoutesWithPublicIp: flag,
    }),
  ),
});
export type Network = ReturnType<typeof network>;
export type NetworkPeering = NonNullable<Network['peerings']>[number];

export const subnetwork = shape({
  ...identity,
  network: text,
  ipCidrRange: text,
  secondaryIpRanges: list(shape({ rangeName: text, ipCidrRange: text })),
  privateIpGoogleAccess: flag,
  /** A hybrid subnet. */
  allowSubnetCidrRoutesOverlap: flag,
  purpose: text,
  role: text,
  state: text,
  ipv6CidrRange: text,
  internalIpv6Prefix: text,
  externalIpv6Prefix: text,
  /** With `views=WITH_UTILIZATION`. */
  utilizationDetails: shape({
    ipv4Utilizations: list(shape({ rangeName: text, totalFreeIp: number })),
  }),
  ipv4Utilizations: list(shape({ rangeName: text, totalFreeIp: number })),
});
export type Subnetwork = ReturnType<typeof subnetwork>;

const layer4 = list(shape({ IPProtocol: text, ports: texts }));

export const firewall = shape({
  ...identity,
  network: text,
  direction: text,
  priority: number,
  disabled: flag,
  sourceRanges: texts,
  destinationRanges: texts,
  sourceTags: texts,
  targetTags: texts,
  sourceServiceAccounts: texts,
  targetServiceAccounts: texts,
  allowed: layer4,
  denied: layer4,
});
export type Firewall = ReturnType<typeof firewall>;

const secureTags = list(shape({ name: text, state: text }));

const policyRule = shape({
  priority: number,
  direction: text,
  action: text,
  disabled: flag,
  targetType: text,
  targetResources: texts,
  targetServiceAccounts: texts,
  targetSecureTags: secureTags,
  targetForwardingRules: texts,
  match: shape({
    srcIpRanges: texts,
    destIpRanges: texts,
    layer4Configs: list(shape({ ipProtocol: text, ports: texts })),
    srcSecureTags: secureTags,
    srcAddressGroups: texts,
    destAddressGroups: texts,
    srcFqdns: texts,
    destFqdns: texts,
    srcRegionCodes: texts,
    destRegionCodes: texts,
    srcThreatIntelligences: texts,
    destThreatIntelligences: texts,
    srcNetworkType: text,
    destNetworkType: text,
    srcNetworkScope: text,
    destNetworkScope: text,
    srcNetworkContext: text,
    destNetworkContext: text,
    srcNetworks: texts,
  }),
});
export type PolicyRule = ReturnType<typeof policyRule>;

/** An element of `networkFirewallPolicies` or `firewallPolicies`. */
export const firewallPolicy = shape({
  ...identity,
  shortName: text,
  displayName: text,
  selfLink: text,
  associations: list(shape({ name: text, attachmentTarget: text, priority: number })),
  rules: list(policyRule),
});
export type FirewallPolicy = ReturnType<typeof firewallPolicy>;

/** A policy in the answer about all firewalls of a network. */
const effectivePolicy = shape({
  name: text,
  shortName: text,
  displayName: text,
  type: text,
  priority: number,
  rules: list(policyRule),
});
export type EffectivePolicy = ReturnType<typeof effectivePolicy>;

export const effectiveFirewalls = shape({
  firewalls: list(firewall),
  firewallPolicys: list(effectivePolicy),
});
export type EffectiveFirewalls = ReturnType<typeof effectiveFirewalls>;

export const route = shape({
  ...identity,
  network: text,
  destRange: text,
  priority: number,
  tags: texts,
  routeStatus: text,
  nextHopGateway: text,
  nextHopHub: text,
  nextHopIlb: text,
  nextHopInstance: text,
  nextHopInterconnectAttachment: text,
  nextHopIp: text,
  nextHopNetwork: text,
  nextHopPeering: text,
  nextHopVpnTunnel: text,
  warnings: list(shape({ code: text, message: text })),
});
export type Route = ReturnType<typeof route>;

export const router = shape({
  ...identity,
  network: text,
  bgp: shape({ asn: number }),
  bgpPeers: list(shape({ name: text })),
  nats: list(
    shape({
      name: text,
      type: text,
      endpointTypes: texts,
      natIpAllocateOption: text,
      natIps: texts,
      drainNatIps: texts,
      sourceSubnetworkIpRangesToNat: text,
      subnetworks: list(shape({ name: text, sourceIpRangesToNat: texts, secondaryIpRangeNames: texts })),
      minPortsPerVm: number,
      enableDynamicPortAllocation: flag,
    }),
  ),
});
export type Router = ReturnType<typeof router>;
export type RouterNat = NonNullable<Router['nats']>[number];

export const routerStatus = shape({
  network: text,
  bestRoutes: list(route),
});
export type RouterStatus = ReturnType<typeof routerStatus>;

export const address = shape({
  ...identity,
  address: text,
  addressType: text,
  purpose: text,
  status: text,
});
export type Address = ReturnType<typeof address>;

export const instance = shape({
  ...identity,
  zone: text,
  status: text,
  canIpForward: flag,
  tags: shape({ items: texts }),
  serviceAccounts: list(shape({ email: text })),
  networkInterfaces: list(
    shape({
      name: text,
      network: text,
      subnetwork: text,
      networkIP: text,
      ipv6Address: text,
      accessConfigs: list(shape({ name: text, type: text, natIP: text })),
      ipv6AccessConfigs: list(shape({ externalIpv6: text, externalIpv6PrefixLength: number })),
      aliasIpRanges: list(shape({ ipCidrRange: text, subnetworkRangeName: text })),
    }),
  ),
});
export type Instance = ReturnType<typeof instance>;

export const vpnTunnel = shape({
  ...identity,
  status: text,
  router: text,
});
export type VpnTunnel = ReturnType<typeof vpnTunnel>;

export const interconnectAttachment = shape({
  ...identity,
  state: text,
  router: text,
});
export type InterconnectAttachment = ReturnType<typeof interconnectAttachment>;

export const forwardingRule = shape({
  ...identity,
  network: text,
  subnetwork: text,
});
export type ForwardingRule = ReturnType<typeof forwardingRule>;

/** `projects.getXpnHost`: the project whose networks this one is lent. */
export const hostProject = shape({ name: text });
export type HostProject = ReturnType<typeof hostProject>;

/** An element of `networks.listPeeringRoutes`. */
export const peeringRoute = shape({
  destRange: text,
  type: text,
  nextHopRegion: text,
  priority: number,
  imported: flag,
});
export type PeeringRoute = ReturnType<typeof peeringRoute>;

export const policyBasedRoute = shape({
  ...identity,
  network: text,
  priority: number,
  filter: shape({ protocolVersion: text, ipProtocol: text, srcRange: text, destRange: text }),
  virtualMachine: shape({ tags: texts }),
  interconnectAttachment: shape({ region: text }),
  nextHopIlbIp: text,
  nextHopOtherRoutes: text,
});
export type PolicyBasedRoute = ReturnType<typeof policyBasedRoute>;
