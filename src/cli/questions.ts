/**
 * What a command asks the conductor: the snapshot of the command line, or every target of the configuration; and what
 * the configuration and the baseline then make of the answer. Without either file none of their code is loaded.
 */
import { ByoNetError } from '../errors.ts';
import { merged } from '../report/summary.ts';
import type { Report } from '../report.ts';
import { visible } from '../reporters/escape.ts';
import type { IsSuppressed } from '../run.ts';
import type { CheckRequest } from '../run-types.ts';
import type { Config } from '../settings/config.ts';
import { configIn } from '../settings/find.ts';
import type { Unrun } from '../settings/plugins.ts';
import type { IsAsked, Suppressions } from '../settings/suppress.ts';
import { type Invocation, isOn, text } from './argv.ts';
import type { CliIo } from './io.ts';
import type { Engine } from './main.ts';
import { overridden, requestOf } from './request.ts';
import { didYouMean } from './suggest.ts';

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
  const { check, ...known } = await engine();
  const all = await rulesOf(config, invocation, io, known.RULES);
  const unrun = await unrunOf(config, invocation, known.RULES);
  const rules = config && (await import('../settings/rules.ts')).ruleSettings(config, all, unrun?.rules);
  if (isOn(invocation, 'verbose')) tell(io, requests, config, baseline);
  const isAsked = (rule: string): boolean => unrun === undefined || all.some(({ id }) => id === rule);
  const file = baseline ?? (await baselineFile(config));
  const marks = await marksOf(invocation, io, config, file, isAsked);
  const reports: Report[] = [];
  for (const request of requests)
    reports.push(
      await asked({ ...request, ...(rules && { rules }) }, io, (one) =>
        check(one, io, all, marks?.isSuppressed),
      ),
    );
  const [first, ...rest] = reports;
  if (!first) throw new ByoNetError('internal', 'there is no target');
  const merging = merged(first, rest);
  const report = marks ? marks.mark(merging) : merging;
  return {
    report: unrun ? (await import('../settings/plugins.ts')).withUnrun(report, unrun) : report,
    rules: rules ? (await import('../settings/rules.ts')).configured(all, rules) : all,
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
      ({ name, inputs, call, region }) =>
        `asks ${name === undefined ? '' : `${name}: `}${[...inputs, ...(call === undefined ? [] : [call])].join(', ') || `the cloud${region === undefined ? '' : ` in ${region}`}`}`,
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

/** Plugins are code that a configuration brings along: `--no-plugins` runs none of it. */
const runsPlugins = ({ switches }: Invocation): boolean => switches.get('plugins') !== false;

/** What the configuration names and nobody runs. */
async function unrunOf(
  config: Config | undefined,
  invocation: Invocation,
  ours: Engine['RULES'],
): Promise<Unrun | undefined> {
  if (!config?.content.plugins?.length || runsPlugins(invocation)) return undefined;
  return (await import('../settings/plugins.ts')).unrunPlugins(config, ours);
}

/** Ours, and those of the configuration's plugins. */
export async function rulesOf(
  config: Config | undefined,
  invocation: Invocation,
  io: CliIo,
  ours: Engine['RULES'],
): Promise<Engine['RULES']> {
  if (!config?.content.plugins?.length || !runsPlugins(invocation)) return ours;
  const { pluginRules } = await import('../settings/plugins.ts');
  return [...ours, ...(await pluginRules(config, io.cwd, ours))].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function requestsOf(
  invocation: Invocation,
  io: CliIo,
  config: Config | undefined,
): Promise<readonly CheckRequest[]> {
  if (!config?.content.targets || invocation.operands.length > 0) {
    refuseTarget(invocation);
    const request = await requestOf(invocation, io);
    const { onPremises = [], plan = [] } = config?.content ?? {};
    return overridden([{ ...request, onPremises, plan }], invocation, io);
  }
  const { requestsOf: targetsOf } = await import('../settings/requests.ts');
  return overridden(await wanted(targetsOf(config), text(invocation, 'target')), invocation, io);
}

function refuseTarget(invocation: Invocation): void {
  const name = text(invocation, 'target');
  if (name === undefined) return;
  throw new ByoNetError('usage', `--target ${name} names a target of a configuration, and none is asked`, {
    remedy: 'name no snapshot, and a configuration with targets: --config byo-net.config.yaml',
  });
}

async function wanted(
  requests: readonly CheckRequest[],
  target: string | undefined,
): Promise<readonly CheckRequest[]> {
  if (target === undefined) return requests;
  const found = requests.filter(({ name }) => name === target);
  if (found.length > 0) return found;
  const names = requests.flatMap(({ name }) => name ?? []);
  throw new ByoNetError('usage', `the configuration has no target ${target}`, {
    remedy: await didYouMean(target, names, namedTargets(names)),
  });
}

const namedTargets = (names: readonly string[]): string =>
  names.length === 0 ? 'none of its targets has a name' : `its targets are ${names.join(', ')}`;

/** What a command asks that asks one thing: the snapshot of the command line, or one target of the configuration. */
export async function subjectOf(invocation: Invocation, io: CliIo): Promise<CheckRequest> {
  const config = await configOf(invocation, io);
  const [first, ...others] = await requestsOf(invocation, io, config);
  if (first && others.length === 0) return first;
  const names = [first, ...others].flatMap((one) => one?.name ?? []);
  throw new ByoNetError('usage', `the configuration has ${others.length + 1} targets`, {
    remedy: `name the one that is meant: --target <name>; ${namedTargets(names)}`,
  });
}

/** What is wrong with a target of the configuration is said at its line. */
export async function asked<Asked extends CheckRequest, Answered>(
  request: Asked,
  io: CliIo,
  ask: (request: Asked, io: CliIo) => Promise<Answered>,
): Promise<Answered> {
  try {
    return await ask(request, io);
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

/** Whether all that the configuration is about is asked. */
const isWhole = (invocation: Invocation, { content }: Config): boolean =>
  !content.targets || (invocation.operands.length === 0 && text(invocation, 'target') === undefined);

interface Marks {
  readonly isSuppressed: IsSuppressed;
  mark(report: Report): Report;
}

/** What the configuration ignores and the baseline knows, if there is either. */
async function marksOf(
  invocation: Invocation,
  io: CliIo,
  config: Config | undefined,
  baseline: string | undefined,
  isAsked: IsAsked,
): Promise<Marks | undefined> {
  const known = baseline === NO_BASELINE ? undefined : baseline;
  if (!config && known === undefined) return undefined;
  const { suppress, suppressionOf, ignoresOf, baselineOf } = await import('../settings/suppress.ts');
  const all: Suppressions[] = config
    ? [ignoresOf(config, io.today, isWhole(invocation, config), isAsked)]
    : [];
  if (known !== undefined) {
    const { readBaseline } = await import('../settings/baseline.ts');
    all.push(baselineOf(known, (await readBaseline(known)).findings, isAsked));
  }
  return {
    isSuppressed: (finding, target) => suppressionOf(all, finding, target) !== undefined,
    mark: (report) => suppress(report, all),
  };
}
