/**
 * What a command asks the conductor: the snapshot of the command line, or every target of the configuration; and what
 * the configuration and the baseline then make of the answer. Without either file none of their code is loaded.
 */
import { ByoNetError } from '../errors.ts';
import { merged } from '../report/summary.ts';
import type { Report } from '../report.ts';
import { visible } from '../reporters/escape.ts';
import type { CheckRequest } from '../run-types.ts';
import type { Config } from '../settings/config.ts';
import { configIn } from '../settings/find.ts';
import type { Suppressions } from '../settings/suppress.ts';
import { type Invocation, isOn, text } from './argv.ts';
import type { CliIo } from './io.ts';
import type { Engine } from './main.ts';
import { overridden, requestOf } from './request.ts';

export interface Answer {
  readonly report: Report;
  /** The rules that were asked, as they are configured. */
  readonly rules: Engine['RULES'];
  readonly failOn: string;
}

/** The findings are wanted as they are, whatever is known of them. */
export const NO_BASELINE = '';

/** Asks, one target after the other, and marks what is ignored or known. Throws `ByoNetError`. */
export async function answerTo(
  invocation: Invocation,
  io: CliIo,
  engine: () => Promise<Engine>,
  baseline: string | undefined = text(invocation, 'baseline'),
): Promise<Answer> {
  const config = await configOf(invocation, io);
  const requests = await requestsOf(invocation, io, config);
  const { check, RULES } = await engine();
  const rules = config && (await import('../settings/rules.ts')).ruleSettings(config, RULES);
  if (isOn(invocation, 'verbose')) tell(io, requests, config, baseline);
  const reports: Report[] = [];
  for (const request of requests)
    reports.push(await asked({ ...request, ...(rules && { rules }) }, io, check));
  const [first, ...rest] = reports;
  if (!first) throw new ByoNetError('internal', 'there is no target');
  return {
    report: await marked(merged(first, rest), io, config, baseline ?? (await baselineFile(config))),
    rules: rules ? (await import('../settings/rules.ts')).configured(RULES, rules) : RULES,
    failOn: text(invocation, 'fail-on') ?? config?.content.failOn ?? 'error',
  };
}

function tell(
  io: CliIo,
  requests: readonly CheckRequest[],
  config: Config | undefined,
  baseline: string | undefined,
): void {
  const lines = [
    ...(config ? [`configuration ${config.file}`] : []),
    ...(baseline === undefined ? [] : [`baseline ${baseline}`]),
    ...requests.map(
      ({ name, inputs }) => `asks ${name === undefined ? '' : `${name}: `}${inputs.join(', ')}`,
    ),
  ];
  io.stderr(lines.map((line) => `byo-net: ${visible(line, true)}\n`).join(''));
}

/** The configuration that is named or found. */
export async function configOf(invocation: Invocation, io: CliIo): Promise<Config | undefined> {
  const found = text(invocation, 'config') ?? (await configIn(io.cwd));
  if (found === undefined) return undefined;
  const { loadConfig } = await import('../settings/load.ts');
  return loadConfig(found, io.cwd);
}

async function requestsOf(
  invocation: Invocation,
  io: CliIo,
  config: Config | undefined,
): Promise<readonly CheckRequest[]> {
  if (!config?.content.targets || invocation.operands.length > 0) {
    const request = await requestOf(invocation, io);
    const { onPremises = [], plan = [] } = config?.content ?? {};
    return overridden([{ ...request, onPremises, plan }], invocation, io);
  }
  const { requestsOf: targetsOf } = await import('../settings/requests.ts');
  return overridden(targetsOf(config), invocation, io);
}

/** What is wrong with a target of the configuration is said at its line. */
async function asked(request: CheckRequest, io: CliIo, check: Engine['check']): Promise<Report> {
  try {
    return await check(request, io);
  } catch (error) {
    const at = request.asked;
    if (!(error instanceof ByoNetError) || error.file !== undefined || !at) throw error;
    const { message, remedy, cause } = error;
    throw new ByoNetError('config', message, {
      file: at.file,
      place: `${at.line}:${at.column}`,
      remedy,
      cause,
    });
  }
}

async function baselineFile(config: Config | undefined): Promise<string | undefined> {
  if (config?.content.baseline === undefined) return undefined;
  const { fromFolder } = await import('../settings/requests.ts');
  return fromFolder(config.file, config.content.baseline);
}

async function marked(
  report: Report,
  io: CliIo,
  config: Config | undefined,
  baseline: string | undefined,
): Promise<Report> {
  const known = baseline === NO_BASELINE ? undefined : baseline;
  if (!config && known === undefined) return report;
  const { suppress, ignoresOf, baselineOf } = await import('../settings/suppress.ts');
  const all: Suppressions[] = config ? [ignoresOf(config, io.today)] : [];
  if (known !== undefined) {
    const { readBaseline } = await import('../settings/baseline.ts');
    all.push(baselineOf(known, (await readBaseline(known)).findings));
  }
  return suppress(report, all);
}
