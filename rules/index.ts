/** Every rule, in order of its name. Written by scripts/rule-index.mjs: run `npm run generate` after adding a file. */
import type { Rule } from 'byo-net/rule';
import { rule as adminPortsOpen } from './admin-ports-open.ts';
import { rule as autoModeOverlap } from './auto-mode-overlap.ts';
import { rule as bareNameOfSharedNetwork } from './bare-name-of-shared-network.ts';
import { rule as blackholeRoute } from './blackhole-route.ts';
import { rule as callRefused } from './call-refused.ts';
import { rule as cidrHostBits } from './cidr-host-bits.ts';
import { rule as cidrOverlap } from './cidr-overlap.ts';
import { rule as clientTakesOtherAddress } from './client-takes-other-address.ts';
import { rule as clusterOpenToWorld } from './cluster-open-to-world.ts';
import { rule as crossZoneNat } from './cross-zone-nat.ts';
import { rule as declaredRangeUnusable } from './declared-range-unusable.ts';
import { rule as declaredRangesOverlap } from './declared-ranges-overlap.ts';
import { rule as dnsHostnamesOff } from './dns-hostnames-off.ts';
import { rule as dnsSupportOff } from './dns-support-off.ts';
import { rule as dockerBridgeOverlap } from './docker-bridge-overlap.ts';
import { rule as egressDenied } from './egress-denied.ts';
import { rule as encryptionEnforced } from './encryption-enforced.ts';
import { rule as endpointPolicyNarrow } from './endpoint-policy-narrow.ts';
import { rule as endpointUnreachable } from './endpoint-unreachable.ts';
import { rule as gatewayUnattached } from './gateway-unattached.ts';
import { rule as internetPartUnreachable } from './internet-part-unreachable.ts';
import { rule as intraClusterPortsNarrow } from './intra-cluster-ports-narrow.ts';
import { rule as jobletAddressUnreachable } from './joblet-address-unreachable.ts';
import { rule as jobletBridgeNameTooLong } from './joblet-bridge-name-too-long.ts';
import { rule as jobletClosedNetworkOpen } from './joblet-closed-network-open.ts';
import { rule as jobletDependencyAcrossNetworks } from './joblet-dependency-across-networks.ts';
import { rule as jobletGatewayOutsideSubnet } from './joblet-gateway-outside-subnet.ts';
import { rule as jobletIgnoredKey } from './joblet-ignored-key.ts';
import { rule as jobletIsolationLeaks } from './joblet-isolation-leaks.ts';
import { rule as jobletJobNeverStarts } from './joblet-job-never-starts.ts';
import { rule as jobletModeUnusable } from './joblet-mode-unusable.ts';
import { rule as jobletNameUnresolved } from './joblet-name-unresolved.ts';
import { rule as jobletNetworkMisnamed } from './joblet-network-misnamed.ts';
import { rule as jobletNetworkMissing } from './joblet-network-missing.ts';
import { rule as jobletNetworkRedefined } from './joblet-network-redefined.ts';
import { rule as jobletNetworkUnused } from './joblet-network-unused.ts';
import { rule as jobletOutsidePlan } from './joblet-outside-plan.ts';
import { rule as jobletTiersApart } from './joblet-tiers-apart.ts';
import { rule as jobletVariableRefused } from './joblet-variable-refused.ts';
import { rule as jobletWorkflowMalformed } from './joblet-workflow-malformed.ts';
import { rule as malformedId } from './malformed-id.ts';
import { rule as malformedValue } from './malformed-value.ts';
import { rule as mismatchedLocation } from './mismatched-location.ts';
import { rule as natMissesSubnet } from './nat-misses-subnet.ts';
import { rule as natOutOfPorts } from './nat-out-of-ports.ts';
import { rule as natUnusable } from './nat-unusable.ts';
import { rule as noEgress } from './no-egress.ts';
import { rule as oneTagOfTwo } from './one-tag-of-two.ts';
import { rule as otherClientPortsClosed } from './other-client-ports-closed.ts';
import { rule as peeringInactive } from './peering-inactive.ts';
import { rule as publicAccessBlocked } from './public-access-blocked.ts';
import { rule as publicIngress } from './public-ingress.ts';
import { rule as redundantArgument } from './redundant-argument.ts';
import { rule as regionsDiffer } from './regions-differ.ts';
import { rule as replyCutOff } from './reply-cut-off.ts';
import { rule as requiredFlowBlocked } from './required-flow-blocked.ts';
import { rule as resolverUnreachable } from './resolver-unreachable.ts';
import { rule as resourceNotAvailable } from './resource-not-available.ts';
import { rule as resourceNotFound } from './resource-not-found.ts';
import { rule as schedulerCannotReachWorker } from './scheduler-cannot-reach-worker.ts';
import { rule as schedulerUnreachable } from './scheduler-unreachable.ts';
import { rule as secretInCall } from './secret-in-call.ts';
import { rule as shadowedRule } from './shadowed-rule.ts';
import { rule as singleZone } from './single-zone.ts';
import { rule as specialZone } from './special-zone.ts';
import { rule as staleGroupReference } from './stale-group-reference.ts';
import { rule as swallowedKeyword } from './swallowed-keyword.ts';
import { rule as tagWithoutRule } from './tag-without-rule.ts';
import { rule as tooFewAddresses } from './too-few-addresses.ts';
import { rule as unknownNetworkKey } from './unknown-network-key.ts';
import { rule as valueNotKnown } from './value-not-known.ts';
import { rule as workerCannotReachScheduler } from './worker-cannot-reach-scheduler.ts';
import { rule as workersCannotReachEachOther } from './workers-cannot-reach-each-other.ts';
import { rule as wrongNetwork } from './wrong-network.ts';
import { rule as zoneOutsideRegion } from './zone-outside-region.ts';

export const RULES: readonly Rule[] = [
  adminPortsOpen,
  autoModeOverlap,
  bareNameOfSharedNetwork,
  blackholeRoute,
  callRefused,
  cidrHostBits,
  cidrOverlap,
  clientTakesOtherAddress,
  clusterOpenToWorld,
  crossZoneNat,
  declaredRangeUnusable,
  declaredRangesOverlap,
  dnsHostnamesOff,
  dnsSupportOff,
  dockerBridgeOverlap,
  egressDenied,
  encryptionEnforced,
  endpointPolicyNarrow,
  endpointUnreachable,
  gatewayUnattached,
  internetPartUnreachable,
  intraClusterPortsNarrow,
  jobletAddressUnreachable,
  jobletBridgeNameTooLong,
  jobletClosedNetworkOpen,
  jobletDependencyAcrossNetworks,
  jobletGatewayOutsideSubnet,
  jobletIgnoredKey,
  jobletIsolationLeaks,
  jobletJobNeverStarts,
  jobletModeUnusable,
  jobletNameUnresolved,
  jobletNetworkMisnamed,
  jobletNetworkMissing,
  jobletNetworkRedefined,
  jobletNetworkUnused,
  jobletOutsidePlan,
  jobletTiersApart,
  jobletVariableRefused,
  jobletWorkflowMalformed,
  malformedId,
  malformedValue,
  mismatchedLocation,
  natMissesSubnet,
  natOutOfPorts,
  natUnusable,
  noEgress,
  oneTagOfTwo,
  otherClientPortsClosed,
  peeringInactive,
  publicAccessBlocked,
  publicIngress,
  redundantArgument,
  regionsDiffer,
  replyCutOff,
  requiredFlowBlocked,
  resolverUnreachable,
  resourceNotAvailable,
  resourceNotFound,
  schedulerCannotReachWorker,
  schedulerUnreachable,
  secretInCall,
  shadowedRule,
  singleZone,
  specialZone,
  staleGroupReference,
  swallowedKeyword,
  tagWithoutRule,
  tooFewAddresses,
  unknownNetworkKey,
  valueNotKnown,
  workerCannotReachScheduler,
  workersCannotReachEachOther,
  wrongNetwork,
  zoneOutsideRegion,
];
