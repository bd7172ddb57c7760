/**
 * `byo-net/rule`: all that a rule needs, ours or yours. A rule looks at a provider-neutral network, at the required
 * flows with their traces, and yields problems; it never sees a provider's document and never prints.
 */
export {
  type Address,
  type AddressSet,
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
  admitsInternet,
  clusterFilters,
  clusterTables,
  clusterVpcs,
  ruleEvidence,
  settingEvidence,
} from './lint/cluster.ts';
export { numbersOf } from './lint/configure.ts';
export {
  blockingResources,
  describePorts,
  describeService,
  describeSources,
  distinctRefs,
  flowProblems,
  sourcePortsOf,
} from './lint/flows.ts';
export { type IdReading, type PlacedId, placedIds, readId, replaceId } from './lint/ids.ts';
export { type Judgement, judge } from './lint/judge.ts';
export { isPublicName, type Mention, mentionsOf } from './lint/mentions.ts';
export { anotherSubnet, placeRole } from './lint/place.ts';
export { makeAnew, makeNetwork, moveJob } from './lint/renumber.ts';
export { distinctChanges, repairBlockers, repairFlow } from './lint/repair.ts';
export { openBorder, wholeFamily } from './lint/repair-filters.ts';
export { internetDoor, routeTo } from './lint/repair-routes.ts';
export {
  type Context,
  defineRule,
  type Fix,
  type Need,
  type OptionValue,
  type Problem,
  type Rule,
  type RuleDocs,
  type RuleOption,
  type RuleOptions,
  type Severity,
  type TracedFlow,
  type Undecided,
} from './lint/rule-types.ts';
export { isSameGround, type Territory, territoriesOf } from './lint/territory.ts';
export { matches, textsOf } from './lint/texts.ts';
export { together } from './lint/together.ts';
export { type Allotment, allottedTo } from './model/allotment.ts';
export type { Change, FilterDirection } from './model/change.ts';
export type { Declaration, Flow, Spot, VmSpot } from './model/endpoint.ts';
export { type Health, isKnown, type Known, knownValue, type Unknown } from './model/known.ts';
export type * from './model/network.ts';
export type * from './model/plan.ts';
export { tableOf } from './model/tables.ts';
export { across } from './reach/summary.ts';
export type { Blocker, DecidingLine, Hop, Part, Ref, Trace } from './reach/trace.ts';
export { refOf } from './reach/walk.ts';
export { resolveEndpoint } from './workload/endpoint.ts';
export { spotOfJob } from './workload/job.ts';
export { listed, misspelt, nearMisses } from './workload/near.ts';
export { otherGeneration } from './workload/requirements.ts';
export type {
  Endpoint,
  FlowKind,
  Placement,
  RequiredFlow,
  Requirements,
  Role,
  Workload,
} from './workload/workload.ts';
