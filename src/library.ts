/**
 * What `byo-net` does, as functions: nothing here prints, exits or reads the process. Files are named as the working
 * directory sees them. What cannot be done is thrown as a `ByoNetError`; its `code` says who has to act.
 */
import { emitConfig } from './emit/index.ts';
import { ByoNetError } from './errors.ts';
import type { Rule, Severity } from './lint/rule-types.ts';
import type { Network } from './model/network.ts';
import { failsFrom } from './report/summary.ts';
import type { Report, TargetReport, TraceReport } from './report.ts';
import { REPORTERS } from './reporters/index.ts';
import { PLAIN } from './reporters/reporter.ts';
import * as conductor from './run.ts';
import type { CheckRequest, Io, TraceRequest } from './run-types.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** What is left out is the command line's default: no inputs, a placement that is proposed. */
type Loose<T extends CheckRequest> = Omit<T, 'inputs' | 'placement'> &
  Partial<Pick<T, 'inputs' | 'placement'>>;
export type CheckQuestion = Loose<CheckRequest>;
export type TraceQuestion = Loose<TraceRequest>;

/** What the outside world gives, where it is needed at all: text for `-`, an ear for progress, a way to interrupt. */
export type Outside = Partial<Io>;

const outside = (io: Outside): Io => ({ readStdin: nobodyReads, ...io });

const nobodyReads = async (): Promise<never> => {
  throw new ByoNetError('usage', '- stands for standard input, and nobody hands it over', {
    remedy: 'name a file, or give readStdin',
  });
};

/**
 * Checks one network for one cluster, or a call of `coiled.set_backend_options`, or both: a report with one target a
 * network or call. `rules`: those to ask instead of `RULES`. Throws `usage`, `input`, `config` or `credentials`.
 */
export const check = async (
  question: CheckQuestion,
  io: Outside = {},
  rules: readonly Rule[] = conductor.RULES,
): Promise<Report> => conductor.check(asked(question), outside(io), rules);

/** Follows packets from one endpoint to another, hop by hop, there and back. Throws as `check` does. */
export const trace = async (question: TraceQuestion, io: Outside = {}): Promise<TraceReport> =>
  conductor.trace({ ...question, ...asked(question) }, outside(io));

/**
 * Asks the cloud, read-only, with the credentials that its own tools would use. `text` is the snapshot file: secrets
 * are out of it, and the same network gives the same bytes. Throws `credentials` where nothing can be read.
 */
export const collect = async (question: CheckQuestion, io: Outside = {}): Promise<conductor.Collected> =>
  conductor.collect({ inputs: [], placement: {}, ...question }, outside(io));

/** Reads files and folders to one snapshot, once for many checks: `check({ snapshot })`. Throws `input`. */
export const readSnapshot = async (inputs: string | readonly string[], io: Outside = {}): Promise<Snapshot> =>
  conductor.read([inputs].flat(), outside(io));

/** The provider-neutral network of a snapshot: what `analyse` and rules look at. Throws `input` where documents contradict each other. */
export const openNetwork = async (snapshot: Snapshot): Promise<Network> =>
  (await conductor.openSnapshot(snapshot)).opened.network;

/** A bare question asks no cloud: somebody names a snapshot, a call, a network or where to look for one. */
function asked<T extends CheckQuestion>(question: T): T & CheckRequest {
  const { inputs = [], placement = {}, snapshot, call, provider, region, profile, project } = question;
  const isNamed =
    inputs.length > 0 ||
    [snapshot, call, provider, region, profile, project, placement.networkId].some(
      (one) => one !== undefined,
    );
  if (isNamed) return { ...question, inputs, placement };
  throw new ByoNetError('usage', 'neither a snapshot nor a network nor a call is given', {
    remedy: 'give inputs, snapshot, call, or the region or project of a network to ask the cloud about',
  });
}

export type FormatName = 'text' | 'json' | 'sarif' | 'github' | 'junit' | 'markdown';

export interface FormatOptions {
  /** Columns that the prose of `text` is wrapped to; default 100. */
  readonly width?: number;
  /** Nothing but ASCII in `text`; default false. */
  readonly ascii?: boolean;
  /** The rules that were asked, where they were not `RULES`: SARIF lists them. */
  readonly rules?: readonly Rule[];
  /** The least severity that fails, as JUnit counts; default "error". */
  readonly failOn?: Severity | 'never';
}

/** A report as the command line writes it, without colour; a trace as `text` or `json`. Throws `usage` for any other format. */
export async function format(
  report: Report | TraceReport,
  name: FormatName,
  { width = 100, ascii = false, rules = conductor.RULES, failOn = 'error' }: FormatOptions = {},
): Promise<string> {
  const reporter = Object.hasOwn(REPORTERS, name) ? await REPORTERS[name]?.() : undefined;
  const options = { paint: PLAIN, unicode: !ascii, width, rules, fails: failsFrom(failOn), config: configOf };
  const text = 'targets' in report ? reporter?.check(report, options) : reporter?.trace?.(report, options);
  if (text !== undefined) return text;
  const what = 'targets' in report ? 'a report' : 'a trace';
  throw new ByoNetError('usage', `there is no format ${name} of ${what}`, {
    remedy: `the formats are ${'targets' in report ? Object.keys(REPORTERS).join(', ') : 'text, json'}`,
  });
}

const configOf = (target: TargetReport): string | undefined =>
  target.config.state === 'ready' ? emitConfig(target, 'python') : undefined;
