/** What a reporter is: pure functions from data to one text; it reads nothing and prints nothing. */
import type { Finding, Report, TargetReport, TraceReport } from '../report.ts';

export interface Reporter {
  check(report: Report, options: ReporterOptions): string;
  /** Absent: the format has no form for a single flow. */
  trace?(trace: TraceReport, options: ReporterOptions): string;
  /** What is appended to the files that these environment variables name, where they are set. */
  appendices?(report: Report, options: ReporterOptions): readonly Appendix[];
}

export interface Appendix {
  readonly variable: string;
  readonly text: string;
}

/** What a reporter tells of a rule. Markdown paragraphs but for the title. */
export interface RuleEntry {
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly docs: {
    readonly what: string;
    readonly why: string;
    readonly repair: string;
    readonly source: string;
  };
}

export interface ReporterOptions {
  readonly paint: Paint;
  /** False: nothing outside ASCII is written. */
  readonly unicode: boolean;
  /** Columns that prose is wrapped to; commands and configurations are never wrapped. */
  readonly width: number;
  /** The configuration to paste, where it is to be shown. */
  readonly config: (target: TargetReport) => string | undefined;
  /** The rules that were asked; those that found nothing too. */
  readonly rules: readonly RuleEntry[];
  /** Whether a finding of this severity fails the check. */
  readonly fails: (severity: Finding['severity']) => boolean;
}

/** Colours by meaning. Each gives the same text back, at most with colour around it. */
export type Paint = { readonly [role in Tone]: (text: string) => string };

export type Tone = 'error' | 'warning' | 'note' | 'undecided' | 'good' | 'dim' | 'strong';

const same = (text: string): string => text;

/** No colour at all. */
export const PLAIN: Paint = {
  error: same,
  warning: same,
  note: same,
  undecided: same,
  good: same,
  dim: same,
  strong: same,
};
