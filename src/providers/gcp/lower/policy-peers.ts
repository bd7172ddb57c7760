/** Who a policy's rule speaks of: ranges, what only the cloud resolves, and network contexts (gcp.md 10). */
import { type AddressSet, ALL_ADDRESSES, ALL_V4, ALL_V6, INTERNET, parseCidr } from '../../../ip/address.ts';
import { EMPTY, intersect, subtract, union } from '../../../ip/interval.ts';
import type { Unknown } from '../../../model/known.ts';
import type { Peer } from '../../../model/network.ts';
import type { PolicyRule } from '../documents.ts';
import { noRange } from './classic.ts';
import { addressesOf, blocksOf } from './context.ts';

/** What a rule may ask of the network that it is in. */
export interface Ranges {
  /** The network's own ranges. */
  readonly own: AddressSet;
  /** The ranges of another network, by the reference that a rule has to it; undefined: not in the input. */
  rangesOf(reference: string): AddressSet | undefined;
}

/** One side of a match. */
export interface Selection {
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

export const sources = (match: Match): Selection => ({
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

export const destinations = (match: Match): Selection => ({
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

export function peerOf(
  far: Selection,
  around: Ranges,
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
  { own, rangesOf }: Ranges,
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

function networksRange(networks: readonly string[], rangesOf: Ranges['rangesOf']) {
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

export function doubtsOf({ hidden, ranges }: Selection, rule: PolicyRule): readonly Unknown[] {
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
