/** What a configuration says of rules, checked against the rules that there are. */

import { misfit } from '../lint/options.ts';
import type { Rule } from '../lint/rule-types.ts';
import type { RuleSetting, RuleSettings } from '../run-types.ts';
import { nearest } from '../workload/near.ts';
import type { Config, RuleConfig } from './config.ts';
import { meant } from './fault.ts';
import { problem } from './load.ts';

/**
 * Throws `config` for a rule or an option that there is not. `unrun`: those that nobody knows, since their plugins were
 * not run.
 */
export function ruleSettings(
  config: Config,
  rules: readonly Rule[],
  unrun: readonly string[] = [],
): RuleSettings {
  const { rules: configured = {}, ignores = [] } = config.content;
  for (const [i, { rule }] of ignores.entries())
    if (!unrun.includes(rule)) ruleNamed(config, rules, rule, ['ignores', i, 'rule']);
  const known = Object.entries(configured).filter(([id]) => !unrun.includes(id));
  const entries = known.map(([id, setting]): [string, RuleSetting] => {
    const rule = ruleNamed(config, rules, id, ['rules', id]);
    checkOptions(config, rule, setting);
    return [id, typeof setting === 'string' ? { severity: setting } : (setting as RuleSetting)];
  });
  return Object.fromEntries(entries);
}

export { configured } from '../lint/configure.ts';

function ruleNamed(
  config: Config,
  rules: readonly Rule[],
  id: string,
  path: readonly (string | number)[],
): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule) return rule;
  const near = nearest(
    id,
    rules.map((one) => one.id),
  );
  const hint = near === undefined ? '' : `did you mean ${near}? `;
  throw problem(config.at(path), `there is no rule ${id}`, `${hint}byo-net rules lists them`);
}

function checkOptions(config: Config, { id, options = {} }: Rule, setting: RuleConfig): void {
  const given = typeof setting === 'string' ? {} : (setting.options ?? {});
  for (const [name, value] of Object.entries(given)) {
    const at = config.at(['rules', id, 'options', name]);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    const known = Object.keys(options);
    if (!option)
      throw problem(
        at,
        `${id} has no option ${name}`,
        known.length === 0 ? 'the rule has no options' : meant(name, known, 'options'),
      );
    const wrong = misfit(option, value);
    if (wrong) throw problem(at, `${name} ${wrong.what}`, wrong.remedy);
  }
}
