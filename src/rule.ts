/**
 * `byo-net/rule`: all that a rule needs, ours or yours. A rule looks at a provider-neutral network, at the required
 * flows with their traces, and yields problems; it never sees a provider's document and never prints.
 */

export { CLIENT, secretVariable } from './call/client.ts';
export {
  argumentOf,
  entryOf,
  type Mapping,
  NETWORK_KEYS,
  type NetworkKey,
  networkOf,
  textIn,
} from './call/placement.ts';
export {
  type Address,
  type AddressSet,
  ALL_ADDRESSES,
  ALL_V4,
  ALL_V6,
  addressSet,
  type Cidr,
  cidrSet,
  describeAddresses,
  formatAddress,
  formatCidr,
  INTERNET,
  parseAddress,
  parseCidr,
  toCidrs,
} from './ip/address.ts';
export {
  contains,
  equals,
  intersect,
  interval,
  intervals,
  isEmpty,
  isSubset,
  overlaps,
  size,
  subtract,
  union,
} from './ip/interval.ts';
export {
  ALL_PORTS,
  ALL_PROTOCOLS,
  type Box,
  ICMP,
  type PortSet,
  subtractTraffic,
  TCP,
  type Traffic,
  UDP,
} from './ip/traffic.ts';
export {
  actualBackend,
  callRef,
  defaultOf,
  editFix,
  entryRef,
  isUnread,
  type Link,
  linkOf,
  meantBackend,
  pathText,
  valuesOf,
  wholeCall,
} from './lint/call.ts';
export {
  type ClientPaths,
  clientPaths,
  labelsOf,
  type PublicPath,
  publicPathOf,
} from './lint/client-paths.ts';
export {
  admitsInternet,
  clusterDoors,
  clusterFilters,
  clusterIngress,
  clusterTables,
  clusterVpcs,
  type FilterLine,
  filtersAt,
  ingressOf,
  ruleEvidence,
  settingEvidence,
} from './lint/cluster.ts';
export { concurrent } from './lint/concurrent.ts';
export {
  blockingResources,
  describePorts,
  describeService,
  describeSources,
  distinctRefs,
  flowProblems,
  sourcePortsOf,
} from './lint/flows.ts';
export {
  type IdKey,
  type IdReading,
  type PlacedId,
  placedIds,
  readId,
  replaceId,
  type WrittenId,
  writtenId,
} from './lint/ids.ts';
export { type Judgement, judge } from './lint/judge.ts';
export {
  inwardBlockers,
  labelInstead,
  targetedLabels,
  type Untargeted,
  unreadFirewall,
  untargetedLabels,
} from './lint/label-instead.ts';
export { isPublicName, type Mention, mentionsOf } from './lint/mentions.ts';
export { newNat } from './lint/new-nat.ts';
export { newSubnet } from './lint/new-subnet.ts';
export { numberOf, numbersOf, textsOf } from './lint/options.ts';
export { anotherSubnet, placeRole } from './lint/place.ts';
export { mayBeUnseen } from './lint/reads.ts';
export { makeAnew, makeNetwork, moveJob } from './lint/renumber.ts';
export { distinctChanges, repairBlockers, repairFlow, together } from './lint/repair.ts';
export { openBorder, wholeBlocks } from './lint/repair-filters.ts';
export { internetDoor } from './lint/repair-routes.ts';
export { routeTo } from './lint/repair-step.ts';
export {
  type CannotTell,
  type Context,
  defineRule,
  type Fix,
  type Need,
  type OptionValue,
  type Problem,
  type Read,
  type Rule,
  type RuleDocs,
  type RuleOption,
  type RuleOptions,
  type Said,
  type Severity,
  type TracedFlow,
  type Undecided,
} from './lint/rule-types.ts';
export { isSameGround, type Territory, territoriesOf } from './lint/territory.ts';
export { matches } from './lint/texts.ts';
export { type Allotment, allottedTo } from './model/allotment.ts';
export type {
  Call,
  CallEdit,
  CallEntry,
  CallPath,
  CallValue,
  ClusterCall,
  Literal,
  UnknownValue,
  Unseen,
} from './model/call.ts';
export { type Change, type FilterDirection, NEW_NAT } from './model/change.ts';
export type { Declaration, Flow, Spot, VmSpot } from './model/endpoint.ts';
export { type Health, isKnown, type Known, knownValue, type Unknown, USABLE } from './model/known.ts';
export { carriesOne } from './model/labels.ts';
export { groupBy } from './model/lists.ts';
export type * from './model/network.ts';
export type * from './model/plan.ts';
export { tableOf, tableOfNat } from './model/tables.ts';
export { firstMatch } from './reach/first-match.ts';
export { across } from './reach/summary.ts';
export type { Blocker, DecidingLine, Hop, Part, Ref, Trace } from './reach/trace.ts';
export { refOf } from './reach/walk.ts';
export { type EgressHost, hostsCalled } from './workload/egress-hosts.ts';
export { resolveEndpoint } from './workload/endpoint.ts';
export { spotOfJob } from './workload/job.ts';
export { listed, misspelt, nearest, nearMisses } from './workload/near.ts';
export { otherGeneration } from './workload/requirements.ts';
export { endpointsFor, serviceFlow } from './workload/service-flows.ts';
export type {
  Endpoint,
  FlowKind,
  Placement,
  RequiredFlow,
  Requirements,
  Role,
  Workload,
} from './workload/workload.ts';
