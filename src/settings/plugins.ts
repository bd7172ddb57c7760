/** Rules of one's own: modules that a configuration names, loaded as it stands beside them. */
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faultOfRule, guarded } from '../lint/guard.ts';
import type { Rule } from '../lint/rule-types.ts';
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
