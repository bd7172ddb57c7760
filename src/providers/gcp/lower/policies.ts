/** Rules of firewall policies: hierarchical, network-wide and regional ones (gcp.md 7, 8, 10). */
import { type AddressSet, ALL_ADDRESSES, ALL_V4, ALL_V6, INTERNET, parseCidr } from '../../../ip/address.ts';
import { EMPTY, intersect, subtract, union } from '../../../ip/interval.ts';
import type { Unknown } from '../../../model/known.ts';
import type { FilterRule, Peer, Place, Target } from '../../../model/network.ts';
import type { PolicyRule } from '../documents.ts';
import { linkOf } from '../links.ts';
import { noRange } from './classic.ts';
import { addressesOf, below, blocksOf } from './context.ts';
import { accountLabel } from './labels.ts';
import { type Line, lineOf } from './traffic.ts';

/** A policy that applies to the network, and who it applies to. */
export interface Policy {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly place: Place;
}

/** What a rule may ask of the network that it is in. */
export interface Surroundings {
  readonly network: string;
  /** The network's own ranges. */
  readonly own: AddressSet;
  /** The ranges of another network, by the reference that a rule has to it; undefined: not in the input. */
  rangesOf(reference: string): AddressSet | undefined;
}

export type Direction = 'INGRESS' | 'EGRESS';

export const policyRules = (
  policy: Policy,
  direction: Direction,
  around: Surroundings,
): readonly FilterRule[] =>
  policy.rules
    .map((rule, i) => ({ rule, place: below(policy.place, `/rules/${i}`) }))
    .filter(({ rule }) => !rule.disabled && rule.direction === direction && concernsVms(rule, around))
    .sort((a, b) => (a.rule.priority ?? 0) - (b.rule.priority ?? 0))
    .flatMap(({ rule, place }) => lowerRule(policy, rule, place, direction, around));

/** A rule for internal load balancers, or for other networks, is none for these VMs. */
function concernsVms(rule: PolicyRule, { network }: Surroundings): boolean {
  if (rule.targetType === 'INTERNAL_MANAGED_LB' || (rule.targetForwardingRules ?? []).length > 0)
    return false;
  const { targetResources = [] } = rule;
  return targetResources.length === 0 || targetResources.some((text) => isSame(text, network));
}

/** `network` is a normalised link with its project. */
function isSame(text: string, network: string): boolean {
  const link = linkOf(text);
  const own = linkOf(network);
  return link?.name === own?.name && (link?.project === undefined || link.project === own?.project);
}

function lowerRule(
  policy: Policy,
  rule: PolicyRule,
  place: Place,
  direction: Direction,
  around: Surroundings,
): readonly FilterRule[] {
  const { match = {} } = rule;
  const lines = match.layer4Configs?.map(({ ipProtocol, ports }) => lineOf(ipProtocol, ports)) ?? [lineOf()];
  return lines.flatMap((line) => {
    const parts = partsOf(rule, line, direction, around);
    const one = { ...parts, id: `${policy.name} ${rule.priority}`, layer: policy.name, place };
    return actionsOf(rule, policy.name).map(({ action, unread }) => {
      const text = `${rule.action ?? 'allow'} ${line.text} ${parts.text} (priority ${rule.priority})`;
      const peer = unread ? inDoubt(parts.peer, unread) : parts.peer;
      return { ...one, action, text, peer };
    });
  });
}

type Action = Pick<FilterRule, 'action'> & { readonly unread?: Unknown };

/** Whatever it may match, it is not known to match. */
const inDoubt = ({ addresses, within, unread: already }: Peer, unread: Unknown): Peer => ({
  addresses: EMPTY,
  groups: [],
  unread,
  ...(already ? within && { within } : { within: addresses }),
});

/** An inspection may let the packets pass or drop them: then the rule is two, one of them in doubt. */
function actionsOf({ action, priority }: PolicyRule, policy: string): readonly Action[] {
  if (action === 'allow' || action === 'deny') return [{ action }];
  if (action === 'goto_next') return [{ action: 'pass-on' }];
  const unread: Unknown = {
    cause: 'UNSUPPORTED',
    why: `${policy} ${priority} does ${action}, and only the cloud knows what that lets through`,
    settle: `allow the cluster's flows in a rule of ${policy} before ${priority}`,
  };
  return [{ action: 'allow', unread }, { action: 'deny' }];
}

interface Parts extends Pick<FilterRule, 'protocol' | 'ports' | 'peer'> {
  readonly own?: AddressSet;
  readonly target?: Target;
  readonly text: string;
}

function partsOf(rule: PolicyRule, line: Line, direction: Direction, around: Surroundings): Parts {
  const { match = {} } = rule;
  const [far, near] =
    direction === 'INGRESS' ? [sources(match), destinations(match)] : [destinations(match), sources(match)];
  const { peer, text } = peerOf(far, around, rule);
  const target = targetOf(rule);
  const [doubt] = [...(line.unread ? [line.unread] : []), ...doubtsOf(near, rule)];
  return {
    protocol: line.protocol,
    ports: line.ports,
    peer: doubt ? inDoubt(peer, doubt) : peer,
    text: `${direction === 'INGRESS' ? 'from' : 'to'} ${text}`,
    ...(near.ranges.length > 0 && { own: addressesOf(blocksOf(near.ranges)) }),
    ...(target && { target }),
  };
}

/** One side of a match. */
interface Selection {
  readonly ranges: readonly string[];
  /** What cannot be resolved without asking the cloud. */
  readonly hidden: readonly Hidden[];
  readonly context: string | undefined;
  readonly networks: readonly string[];
}

/** In the API's words, and where it can only be: places and threat lists are of public addresses. */
interface Hidden {
  readonly text: string;
  readonly within?: AddressSet;
}

type Match = NonNullable<PolicyRule['match']>;

const sources = (match: Match): Selection => ({
  ranges: match.srcIpRanges ?? [],
  hidden: [
    ...named(
      'secure tags',
      match.srcSecureTags?.flatMap(({ name }) => name ?? []),
    ),
    ...named('address groups', match.srcAddressGroups),
    ...named('names', match.srcFqdns),
    ...named('places', match.srcRegionCodes, INTERNET),
    ...named('threat lists', match.srcThreatIntelligences, INTERNET),
  ],
  context: contextOf(match.srcNetworkContext ?? match.srcNetworkType ?? match.srcNetworkScope),
  networks: match.srcNetworks ?? [],
});

const destinations = (match: Match): Selection => ({
  ranges: match.destIpRanges ?? [],
  hidden: [
    ...named('address groups', match.destAddressGroups),
    ...named('names', match.destFqdns),
    ...named('places', match.destRegionCodes, INTERNET),
    ...named('threat lists', match.destThreatIntelligences, INTERNET),
  ],
  context: contextOf(match.destNetworkContext ?? match.destNetworkType ?? match.destNetworkScope),
  networks: [],
});

const named = (kind: string, values: readonly string[] = [], within?: AddressSet): readonly Hidden[] =>
  values.length === 0 ? [] : [{ text: `${kind} ${values.join(', ')}`, ...(within && { within }) }];

const contextOf = (text: string | undefined): string | undefined =>
  text === undefined || text === 'UNSPECIFIED' ? undefined : text;

function peerOf(
  far: Selection,
  around: Surroundings,
  rule: PolicyRule,
): { readonly peer: Peer; readonly text: string } {
  const within = withinOf(far, around);
  const isAnybody = far.ranges.length === 0 && far.hidden.length === 0;
  const all = isAnybody ? (within?.known ?? ALL_ADDRESSES) : addressesOf(blocksOf(far.ranges));
  const addresses = within ? intersect(all, within.known) : all;
  const [unread] = [...doubtsOf(far, rule), ...(within?.unread ? [within.unread] : [])];
  const bounds = boundsOf(far, within && !within.unread ? within.known : undefined);
  const words = [
    ...far.ranges,
    ...far.hidden.map((one) => one.text),
    ...(far.context === undefined ? [] : [far.context]),
  ];
  return {
    peer: {
      addresses,
      groups: [],
      ...(unread && { unread }),
      ...(bounds && { within: bounds }),
    },
    text: words.length === 0 ? 'anywhere' : words.join(', '),
  };
}

/** Where the part that cannot be resolved can only be; undefined: anywhere. */
function boundsOf({ hidden }: Selection, context: AddressSet | undefined): AddressSet | undefined {
  const known = hidden.flatMap(({ within }) => (within ? [within] : []));
  const own = hidden.length > 0 && known.length === hidden.length ? union(...known) : undefined;
  return own && context ? intersect(own, context) : (own ?? context);
}

/** Where a network context puts the far end, and whether that can be judged here. */
function withinOf(
  { context, networks }: Selection,
  { own, rangesOf }: Surroundings,
): { readonly known: AddressSet; readonly unread?: Unknown } | undefined {
  switch (context) {
    case undefined:
      return undefined;
    case 'INTERNET':
      return { known: subtract(INTERNET, own) };
    case 'NON_INTERNET':
      return { known: subtract([...ALL_V4, ...ALL_V6], subtract(INTERNET, own)) };
    case 'INTRA_VPC':
      return { known: own };
    case 'VPC_NETWORKS':
      return networksRange(networks, rangesOf);
    default:
      return { known: EMPTY, unread: unsupported(`the network context ${context}`) };
  }
}

function networksRange(networks: readonly string[], rangesOf: Surroundings['rangesOf']) {
  const ranges = networks.map((text) => ({ text, range: rangesOf(text) }));
  const missing = ranges.find(({ range }) => range === undefined);
  const known = ranges.flatMap(({ range }) => range ?? []);
  return missing
    ? { known: EMPTY, unread: unsupported(`the ranges of ${missing.text}, which is not in the input`) }
    : { known: intersect(ALL_ADDRESSES, known) };
}

const unsupported = (what: string): Unknown => ({
  cause: 'UNSUPPORTED',
  why: `a rule asks for ${what}`,
  settle: 'name ranges of addresses in the rule',
});

function doubtsOf({ hidden, ranges }: Selection, rule: PolicyRule): readonly Unknown[] {
  const malformed = ranges.filter((range) => !parseCidr(range)).map(noRange);
  const offline = hidden.map(
    ({ text }): Unknown => ({
      cause: 'UNSUPPORTED',
      why: `priority ${rule.priority} asks for ${text}, which only the cloud resolves`,
      settle: `allow the cluster's flows by ranges of addresses, in a rule before priority ${rule.priority}`,
    }),
  );
  return [...malformed, ...offline];
}

/** Secure tags are not network tags: who carries them is bound elsewhere, and no answer that is read tells it. */
function targetOf({
  targetSecureTags = [],
  targetServiceAccounts = [],
  priority,
}: PolicyRule): Target | undefined {
  if (targetServiceAccounts.length > 0) return { labels: targetServiceAccounts.map(accountLabel) };
  if (targetSecureTags.length === 0) return undefined;
  const tags = targetSecureTags.flatMap(({ name }) => name ?? []).join(', ');
  const unread: Unknown = {
    cause: 'UNSUPPORTED',
    why: `priority ${priority} is for VMs with the secure tag ${tags}, and nothing read says who has it`,
    settle: 'target the rule by network or by service account',
  };
  return { labels: [], unread };
}
