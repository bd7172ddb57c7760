/** What a reporter is: pure functions from data to one text; it reads nothing and prints nothing. */
import type { Report, TargetReport, TraceReport } from '../report.ts';

export interface Reporter {
  check(report: Report, options: ReporterOptions): string;
  trace(trace: TraceReport, options: ReporterOptions): string;
}

export interface ReporterOptions {
  readonly paint: Paint;
  /** False: nothing outside ASCII is written. */
  readonly unicode: boolean;
  /** Columns that prose is wrapped to; commands and configurations are never wrapped. */
  readonly width: number;
  /** The configuration to paste, where it is to be shown. */
  readonly config: (target: TargetReport) => string | undefined;
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
