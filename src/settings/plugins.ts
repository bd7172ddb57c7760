/** Rules of one's own: modules that a configuration names, loaded as it stands beside them. */
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faultOfRule, guarded } from '../lint/guard.ts';
import type { Rule } from '../lint/rule-types.ts';
import type { PlaceReport, Report } from '../report.ts';
import type { Config } from './config.ts';
import { problem } from './load.ts';

/** The rules of all modules, in the order of the configuration. Throws `config`, at the line that names the module. */
export async function pluginRules(
  config: Config,
  folder: string,
  known: readonly Rule[],
): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const [i, name] of (config.content.plugins ?? []).entries()) {
    const wrong = (message: string, remedy: string) =>
      problem(config.at(['plugins', i]), `${name} ${message}`, remedy);
    for (const rule of rulesOf(await moduleOf(name, resolve(folder, config.file), wrong), wrong)) {
      if ([...known, ...rules].some(({ id }) => id === rule.id))
        throw wrong(`has a rule ${rule.id}, and there is one already`, 'give it another id');
      rules.push(guarded(rule, name));
    }
  }
  return rules;
}

/** Plugins that a configuration names and that `--no-plugins` leaves alone. */
export interface Unrun {
  /** As the configuration names them. */
  readonly modules: readonly string[];
  /** The rules that it configures or ignores and that only they can bring. */
  readonly rules: readonly string[];
  readonly place: PlaceReport;
}

/** Undefined where the configuration names no plugin. */
export function unrunPlugins(config: Config, known: readonly Rule[]): Unrun | undefined {
  const { plugins: modules = [], rules = {}, ignores = [] } = config.content;
  if (modules.length === 0) return undefined;
  const named = new Set([...Object.keys(rules), ...ignores.map(({ rule }) => rule)]);
  const theirs = [...named].filter((id) => known.every((rule) => rule.id !== id)).sort();
  return { modules, rules: theirs, place: config.at(['plugins']) };
}

/** A rule that was not asked did not pass: the report names what was left alone. */
export function withUnrun(report: Report, { modules, rules, place }: Unrun): Report {
  const why = 'its plugin was not run (--no-plugins)';
  const skipped = rules.map((rule) => ({ rule, outcome: 'skipped', why }) as const);
  const targets = report.targets.map((target) => ({
    ...target,
    outcomes: [...target.outcomes, ...skipped].sort((a, b) => (a.rule < b.rule ? -1 : 1)),
  }));
  const of = rules.length === 0 ? '' : `, among them ${rules.join(', ')}`;
  const message = `not run (--no-plugins): ${modules.join(', ')}; the rules that they bring were not asked${of}`;
  return { ...report, targets, hints: [...report.hints, { kind: 'plugins-not-run', message, place }] };
}

type Wrong = (message: string, remedy: string) => Error;

/** A path counts from the configuration's folder; anything else is a package, found as a file there finds it. */
async function moduleOf(name: string, config: string, wrong: Wrong): Promise<object> {
  try {
    const isPath = name.startsWith('.') || isAbsolute(name);
    const path = isPath ? resolve(config, '..', name) : createRequire(config).resolve(name);
    const module: unknown = await import(pathToFileURL(path).href);
    if (typeof module === 'object' && module !== null) return module;
  } catch (cause) {
    const [why] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw wrong(
      `cannot be loaded: ${why}`,
      'name a JavaScript module by its path from the configuration (./rules/ours.js), or an installed package',
    );
  }
  throw wrong('is no module', WANTED);
}

const WANTED =
  'export a rule as `rule`, or several as a list `rules`: import { defineRule } from "byo-net/rule"';

/** `rule`, `rules`, or either as the default export. */
function rulesOf(module: object, wrong: Wrong): readonly Rule[] {
  const named = exported(module);
  const all =
    named.length > 0 ? named : exported({ rules: 'default' in module ? module.default : undefined });
  if (all.length === 0) throw wrong('exports no rule', WANTED);
  return all.map((value) => {
    if (isRule(value)) return value;
    const { id } = Object(value);
    throw wrong(
      `exports what is no rule${typeof id === 'string' ? ` (${id})` : ''}: ${faultOfRule(value)}`,
      WANTED,
    );
  });
}

function exported(module: object): readonly unknown[] {
  const values = [...('rule' in module ? [module.rule] : []), ...('rules' in module ? [module.rules] : [])];
  return values.flat().filter((value) => value !== undefined);
}

const isRule = (value: unknown): value is Rule => faultOfRule(value) === undefined;
