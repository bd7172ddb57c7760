/** What all rules together say of a network. */
import type { Context, Problem, Severity, Undecided } from './rule-types.ts';

export interface Analysis {
  readonly context: Context;
  readonly problems: readonly RuleProblem[];
  readonly undecided: readonly RuleUndecided[];
  readonly outcomes: readonly Outcome[];
}

export interface RuleProblem {
  readonly rule: string;
  readonly severity: Severity;
  readonly problem: Problem;
}

export interface RuleUndecided {
  readonly rule: string;
  readonly undecided: Undecided;
}

export interface Outcome {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'undecided' | 'skipped';
  readonly why?: string;
}
