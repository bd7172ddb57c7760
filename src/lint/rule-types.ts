/** What a rule is, what it is given and what it yields. */

import type { Allotment } from '../model/allotment.ts';
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Declaration } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import type { Network } from '../model/network.ts';
import type { DecidingLine, Ref, Trace } from '../reach/trace.ts';
import type {
  Endpoint,
  FlowKind,
  Placement,
  RequiredFlow,
  Requirements,
  Role,
  Workload,
} from '../workload/workload.ts';
import type { Judgement } from './judge.ts';

/** A proven break is an error, a risk a warning, a remark a note. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * What a rule must have to say anything; without it the rule is skipped, and the report says why.
 * `placement`: at least one id was given. `roles`: both roles stand on known subnets. `flows`: as roles, traced. `call`: a person's own call was handed over.
 * `takers`: roles, or jobs or commands that are written down. `allotments`: somebody said where networks are to lie.
 */
export type Need = 'network' | 'placement' | 'roles' | 'flows' | 'takers' | 'allotments' | 'call';

/**
 * What silence rests on. `placement`: the things that its ids name; `places`: its network and subnets. `subnets`: all there are. `neighbours`: networks behind
 * peerings and transit gateways. `… flows`: that the required flows of that kind are decided. The others are those of the
 * roles: groups are what machines carry, borders what stands around subnets, gateways what their routes lead to, names how
 * they are resolved.
 */
export type Read =
  | 'placement'
  | 'places'
  | 'networks'
  | 'subnets'
  | 'neighbours'
  | 'groups'
  | 'borders'
  | 'routes'
  | 'internet gateways'
  | 'nat gateways'
  | 'names'
  | 'public access'
  | 'all flows'
  | 'client flows'
  | 'inner flows'
  | 'egress flows'
  | 'resolver flows'
  | 'endpoints';

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** One line, the problem: "Clients cannot reach the scheduler". */
  readonly title: string;
  readonly needs: Need;
  /** What it looks at besides the flows that it reports itself: where that was not read, its silence is no pass. */
  readonly reads?: readonly Read[];
  /** Providers it makes sense for; absent: all. */
  readonly providers?: readonly string[];
  readonly docs: RuleDocs;
  /** Command lines after `byo-net check`, each run by the tests: `good` must not trigger the rule, `bad` must. */
  readonly examples: { readonly good: readonly string[]; readonly bad: readonly string[] };
  /** What a configuration may set, by name. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** `options` has a value for every option that the rule declares. */
  check(context: Context, options: RuleOptions): Iterable<Said>;
}

export interface RuleOption {
  /** What it is, a noun: "the ports that only administrators use". */
  readonly what: string;
  /** A configured value is of the same kind. */
  readonly default: OptionValue;
  /** What its numbers or texts are, each of a list: a configuration that says otherwise is refused. Absent: whatever is like the default. */
  readonly of?: OptionKind;
}

/** `count`: a whole number, 0 or more. `port`: 1 to 65535. `cidr`: a block of addresses. */
export type OptionKind = 'count' | 'port' | 'cidr';

export type OptionValue = boolean | number | string | readonly number[] | readonly string[];
export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** Markdown paragraphs. */
export interface RuleDocs {
  /** What the rule looks at, and when it speaks. */
  readonly what: string;
  /** Why it matters: what the person will see. */
  readonly why: string;
  /** What to do. */
  readonly repair: string;
  /** Where the fact comes from: a page, an API, "Coiled guide". */
  readonly source: string;
}

/** All that a rule may look at. Pure data; the same for every provider. */
export interface Context {
  readonly network: Network;
  readonly placement: Placement;
  readonly requirements: Requirements;
  readonly workload: Workload;
  /** The required flows with their traces, computed once for all rules. */
  readonly flows: readonly TracedFlow[];
  /** The declared client, if any. */
  readonly client: Endpoint | undefined;
  /** Ranges that a person declared as their own elsewhere (on-premises), as CIDR texts. */
  readonly onPremises: readonly string[];
  readonly declarations: readonly Declaration[];
  /** The call that the placement comes from, if one was handed over. Where it is all there is, the network is empty. */
  readonly call: Call | undefined;
  /** Where networks are to lie (`--plan`). */
  readonly allotments: readonly Allotment[];
  /** By name, the CIDR that is planned for each network that is declared or missing, where the provider plans. */
  readonly planned: ReadonlyMap<string, string>;
  /** Traces one more flow on the same network. */
  trace(flow: RequiredFlow['flow']): Trace;
}

export interface TracedFlow {
  readonly required: RequiredFlow;
  readonly trace: Trace;
  readonly judgement: Judgement;
}

/** Something is wrong, or worth saying. */
export interface Problem {
  readonly kind?: 'problem';
  /** One sentence with concrete values, no full stop: "clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787". */
  readonly message: string;
  /** The resources it is about, the primary one first. Their ids are part of the fingerprint. */
  readonly resources: readonly Ref[];
  /** Tells apart several problems of one rule on the same resources; stable, not wording. */
  readonly key?: string;
  /** A traced flow as evidence. */
  readonly trace?: Trace;
  /** Traces of further flows that this problem is about, where one speaks of several. */
  readonly covers?: readonly Trace[];
  /** Lines as evidence, where no flow was traced. */
  readonly lines?: readonly (DecidingLine & { readonly resource: Ref })[];
  /** What the person will see happen. */
  readonly symptom?: string;
  /** Overrides the rule's own severity. */
  readonly severity?: Severity;
  readonly fix: Fix;
}

/** What repairs a problem, or one sentence why no change can. */
export type Fix = { readonly changes: readonly [Change, ...Change[]] } | { readonly none: string };

/** The rule cannot tell. */
export interface Undecided {
  readonly kind: 'undecided';
  readonly message: string;
  readonly resources: readonly Ref[];
  readonly key?: string;
  readonly trace?: Trace;
  /** A required flow hangs on it: the exit code is 1 unless `--allow-undecided`. */
  readonly required: boolean;
  readonly reasons: readonly [Unknown, ...Unknown[]];
}

/** The rule looked and cannot tell, and it is no question of its own: its outcome alone says so. */
export interface CannotTell {
  readonly kind: 'cannot-tell';
  /** One clause: what was not read, or cannot be judged. */
  readonly why: string;
}

/** What a rule yields. */
export type Said = Problem | Undecided | CannotTell;

/** For type checking in a rule's file; returns what it is given. */
export const defineRule = (rule: Rule): Rule => rule;

export type { Endpoint, FlowKind, Placement, RequiredFlow, Role, Workload };
