/** The configuration and the baseline as files hold them: `schemas/config.schema.json`. */
import type { Severity } from '../lint/rule-types.ts';
import type { PlaceReport } from '../report.ts';

export interface ConfigFile {
  readonly $schema?: string;
  readonly targets?: readonly TargetConfig[];
  readonly onPremises?: readonly string[];
  readonly plan?: readonly string[];
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  readonly ignores?: readonly IgnoreConfig[];
  readonly failOn?: Severity | 'never';
  readonly baseline?: string;
  readonly plugins?: readonly string[];
}

export interface TargetConfig {
  readonly name?: string;
  readonly provider?: string;
  /** Absent: the provider is asked, with `region` and `profile`, or `project`. */
  readonly inputs?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly project?: string;
  readonly jobletVersion?: string;
  readonly call?: string;
  readonly placement?: PlacementConfig;
  readonly client?: readonly string[];
  readonly workers?: number;
  readonly zone?: string;
  readonly requirements?: string | PortsConfig;
  readonly require?: readonly string[];
  readonly assume?: readonly string[];
}

export interface PlacementConfig {
  readonly network_id?: string;
  readonly scheduler_subnet_id?: string;
  readonly worker_subnet_id?: string;
  readonly firewall_id?: string;
  readonly scheduler_firewall_id?: string;
  readonly scheduler?: string;
  readonly worker?: string;
  readonly give_scheduler_public_ip?: boolean;
  readonly give_workers_public_ip?: boolean;
}

export interface PortsConfig {
  readonly client: readonly number[];
  readonly scheduler: readonly number[];
  readonly workers?: { readonly from: number; readonly to: number };
}

export type RuleLevel = Severity | 'off';
export type RuleConfig =
  | RuleLevel
  | { readonly severity?: RuleLevel; readonly options?: Readonly<Record<string, unknown>> };

export interface IgnoreConfig {
  readonly rule: string;
  /** An id; `*` stands for anything. */
  readonly resource?: string;
  readonly fingerprint?: string;
  readonly reason: string;
  /** The last day that it holds, "2026-12-31". */
  readonly expires?: string;
}

export interface BaselineFile {
  readonly version: 1;
  readonly findings: readonly KnownFinding[];
}

export interface KnownFinding {
  readonly target: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
}

/** A configuration that was read, and where each of its parts stands. */
export interface Config {
  readonly file: string;
  readonly content: ConfigFile;
  at(path: readonly (string | number)[]): PlaceReport;
}
