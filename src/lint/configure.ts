/** Rules as a configuration wants them: another severity, other options, or not at all. */
import type { Rule, RuleOptions, Said, Severity } from './rule-types.ts';

interface Setting {
  readonly severity?: Severity | 'off';
  readonly options?: RuleOptions;
}

/** The rules that are on. */
export const configured = (
  rules: readonly Rule[],
  settings: Readonly<Record<string, Setting>>,
): readonly Rule[] =>
  rules
    .map((rule) => ({ rule, setting: Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined }))
    .filter(({ setting }) => setting?.severity !== 'off')
    .map(({ rule, setting }) => (setting ? withSetting(rule, setting) : rule));

function withSetting(rule: Rule, { severity, options }: Setting): Rule {
  const level = severity === 'off' ? undefined : severity;
  return {
    ...rule,
    severity: level ?? rule.severity,
    *check(context, defaults) {
      for (const said of rule.check(context, { ...defaults, ...options }))
        yield level ? weighed(said, level) : said;
    },
  };
}

/** Beats the severity that a rule gives to a single problem. */
const weighed = (said: Said, severity: Severity): Said =>
  said.kind === 'undecided' || said.kind === 'cannot-tell' ? said : { ...said, severity };

/** What each option of a rule is where nobody configured it. */
export const defaultOptions = ({ options = {} }: Rule): RuleOptions =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
