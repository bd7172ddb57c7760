/**
 * The report: plain JSON, published as `schemas/report.schema.json`. Sets are written as texts here (CIDR blocks,
 * "8786-8787"), so that every reporter and every consumer reads the same words.
 */
import type { Severity } from '../lint/rule-types.ts';
import type { Cause } from '../model/cause.ts';
import type { Summary, Verdict } from '../reach/trace.ts';

export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: 'byo-net'; readonly version: string };
  readonly targets: readonly TargetReport[];
  readonly summary: ReportSummary;
  /** What the configuration and the baseline no longer need, or no longer do. */
  readonly hints: readonly HintReport[];
}

export interface HintReport {
  readonly kind: 'ignore-expired' | 'ignore-unused' | 'baseline-gone' | 'plugins-not-run';
  readonly message: string;
  readonly place?: PlaceReport;
}

/** Why a finding that is there counts no more. */
export interface SuppressionReport {
  /** `ignored`: by an entry of the configuration. `baseline`: it was known before. */
  readonly kind: 'ignored' | 'baseline';
  readonly reason: string;
  /** The last day that the entry holds, "2026-12-31". */
  readonly expires?: string;
  readonly place?: PlaceReport;
}

/** Counts what is not suppressed. */
export interface ReportSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly undecided: number;
  /** Required flows that nothing decides: they fail a check unless `--allow-undecided`. */
  readonly undecidedRequired: number;
  /** Findings and open questions that are ignored or known by a baseline. */
  readonly suppressed: number;
}

/** One network, checked for one cluster. */
export interface TargetReport {
  /** The configuration's name for it. */
  readonly name?: string;
  /** Where the configuration asks for it. */
  readonly asked?: PlaceReport;
  readonly provider: string;
  readonly account?: string;
  readonly region?: string;
  /** What is written down to run there (Joblet); absent in a cloud. */
  readonly plan?: PlanReport;
  readonly placement: PlacementReport;
  /** The call that was handed over. */
  readonly call?: CallReport;
  /** Set when the tool chose a part of the placement itself. */
  readonly proposal?: ProposalReport;
  readonly requirements: RequirementsReport & { readonly other: RequirementsReport | undefined };
  readonly flows: readonly FlowReport[];
  readonly outcomes: readonly RuleOutcome[];
  readonly findings: readonly Finding[];
  readonly undecided: readonly UndecidedReport[];
  readonly gaps: readonly GapReport[];
  readonly assumed: readonly string[];
  /** The same in a few words each, as far as it is about the networks of the flows: the verdict rests on it. */
  readonly assuming: readonly string[];
  readonly declared: readonly string[];
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
  readonly config: ConfigReport;
}

/** A person's own call of `set_backend_options`, as far as it can be read without running it. */
export interface CallReport {
  readonly form: 'call' | 'dictionary';
  readonly place: PlaceReport;
  /** No network was read beside it: only its form was checked. */
  readonly alone: boolean;
  /** Whether the findings change anything in it. */
  readonly changed: boolean;
  /** Python: the call with every fix of it, credentials looked up in the environment. */
  readonly corrected: string;
}

export type Outcome = 'yes' | 'no' | 'undecided';

/** A requirement set and whether the network meets it. */
export interface RequirementsReport {
  readonly name: string;
  /** What clients connect to: "8786-8787". */
  readonly ports: string;
  readonly passes: Outcome;
}

/** How much of it there is. */
export interface PlanReport {
  readonly version: string;
  readonly networks: number;
  readonly workflows: number;
  readonly jobs: number;
}

/** The keys of Coiled's `network` dictionary, and what else was checked. */
export interface PlacementReport {
  /** Jobs as endpoints, "job:scheduler" (Joblet). */
  readonly scheduler?: string;
  readonly worker?: string;
  readonly network_id?: string;
  readonly scheduler_subnet_id?: string;
  readonly worker_subnet_id?: string;
  readonly firewall_id?: string;
  readonly scheduler_firewall_id?: string;
  readonly give_scheduler_public_ip: boolean;
  readonly give_workers_public_ip: boolean;
  readonly workers?: number;
  readonly client?: readonly string[];
}

export interface ProposalReport {
  /** The keys that the tool filled in. */
  readonly chosen: readonly string[];
  readonly why: string;
  readonly tried: number;
  /** Set when there were more combinations than were tried. */
  readonly untried?: number;
  readonly runnersUp: readonly { readonly placement: PlacementReport; readonly why: string }[];
}

export interface RuleOutcome {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'undecided' | 'skipped';
  /** Why it was skipped; why it is undecided, where no open question says so: what it looks at was not read. */
  readonly why?: string;
}

export interface FlowReport {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly ports: string;
  readonly holds: Outcome;
  readonly verdict: Summary;
  /** Who can connect, where nobody was named: CIDR blocks and ranges. */
  readonly who?: readonly string[];
  /** Destinations that were asked for and that no machine has, beside some that machines have: not judged. */
  readonly left_out?: readonly string[];
  readonly declared: readonly string[];
}

export interface ResourceReport {
  readonly id: string;
  readonly word: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly place?: PlaceReport;
}

export interface PlaceReport {
  readonly file: string;
  /** JSON pointer. */
  readonly pointer: string;
  /** 1-based; absent where the input was no file. */
  readonly line?: number;
  readonly column?: number;
  /** Of a notebook: the cell from 1, and the line and column in it. */
  readonly cell?: { readonly number: number; readonly line: number; readonly column: number };
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fingerprint: string;
  readonly resources: readonly ResourceReport[];
  readonly trace?: TraceReport;
  readonly lines?: readonly LineReport[];
  readonly symptom?: string;
  readonly fix: FixReport;
  readonly suppression?: SuppressionReport;
}

export type FixReport =
  | {
      /** What changes, one clause each: "allow tcp 8787 from 203.0.113.0/24 into sg-1". */
      readonly changes: readonly string[];
      /**
       * To paste, one a line; comments start with `#`. Those of all findings, in order, run as one script: what an earlier
       * finding prints is not here again.
       */
      readonly commands: readonly string[];
      /** The finding whose change repairs this one too; `commands` is empty then. It stands before this one, or below it. */
      readonly containedIn?: FindingRef & { readonly isBelow?: boolean };
      /** The finding before this one that prints the rest of the change. */
      readonly after?: FindingRef;
      /** Applied and checked again: the finding is gone, and no new error, warning or open question appears. */
      readonly proven: true;
    }
  | { readonly none: string };

/** Another finding of the same target. */
export interface FindingRef {
  readonly rule: string;
  readonly fingerprint: string;
}

export interface UndecidedReport {
  readonly rule: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly required: boolean;
  readonly resources: readonly ResourceReport[];
  readonly reasons: readonly { readonly cause: Cause; readonly why: string; readonly settle: string }[];
  readonly trace?: TraceReport;
  readonly suppression?: SuppressionReport;
}

export interface GapReport {
  readonly call: string;
  readonly what: string;
  readonly why: string;
  readonly permission: string;
  readonly settle: string;
  readonly account?: string;
  readonly region?: string;
}

/** The answer of `byo-net trace`, and the evidence of a finding. */
export interface TraceReport {
  /** Where the roles stand, when an end of the flow is a role and the tool placed it. */
  readonly placement?: PlacementReport;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly ports: string;
  readonly verdict: Summary;
  readonly forward: DirectionReport;
  readonly reply: DirectionReport;
  readonly parts: readonly PartReport[];
  /** As of a required flow. */
  readonly left_out?: readonly string[];
  readonly declared: readonly string[];
  /** What a reachable flow rests on that nobody read; absent where there is nothing, and in the evidence of a finding. */
  readonly assuming?: readonly string[];
}

export interface DirectionReport {
  readonly verdict: Summary;
  readonly hops: readonly HopReport[];
  readonly blockers: readonly BlockerReport[];
  readonly parts: readonly PartReport[];
}

export interface LineReport {
  readonly kind: 'rule' | 'route' | 'attachment' | 'setting' | 'none';
  readonly id: string;
  readonly text: string;
  readonly place?: PlaceReport;
  readonly resource?: ResourceReport;
}

export interface HopReport {
  /** Index of the path that this hop is on: a flow may leave by several doors. */
  readonly path: number;
  readonly resource: ResourceReport;
  readonly side: 'out' | 'in' | 'through';
  readonly verdict: Summary;
  readonly note: string;
  readonly lines: readonly LineReport[];
  readonly cause?: Cause;
  readonly qualifier?: string;
  readonly stopped?: PortionReport;
  readonly undecided?: PortionReport;
  readonly settle?: string;
}

export interface BlockerReport {
  readonly cause: Cause;
  readonly path: number;
  readonly resource: ResourceReport;
  readonly note: string;
  readonly rule?: LineReport;
  readonly route?: LineReport;
  readonly stopped: PortionReport;
}

export interface PortionReport {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly protocol: string;
  readonly source_ports: string;
  readonly ports: string;
}

export interface PartReport extends PortionReport {
  readonly path: number;
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
}

export interface ConfigReport {
  /** `ready`: nothing stands in the way. `unproven`: undecided flows were allowed. `withheld`: see `missing`. */
  readonly state: 'ready' | 'unproven' | 'withheld';
  /** What stands in the way, one sentence each. */
  readonly missing: readonly string[];
  /** Where the configuration is commands that make the networks (Joblet): those, in order. */
  readonly commands?: readonly string[];
  /** Coiled's `network` dictionary, as far as the placement is known. */
  readonly network: Readonly<Record<string, string | boolean>>;
  readonly backend: string;
  /** The account or project that was asked about, else that of the network. */
  readonly account?: string;
  readonly region?: string;
  /** The zone that was asked for. */
  readonly zone?: string;
  /** What the cluster must be created with so that the client uses the ports and the address that were checked. */
  readonly clusterArguments: Readonly<Record<string, number | boolean>>;
  /** What some clients must add to it, where others must not: those that only the private address answers. */
  readonly clientArguments?: readonly {
    /** Whom it concerns: "10.1.0.0/16". */
    readonly client: string;
    readonly arguments: Readonly<Record<string, number | boolean>>;
  }[];
}
