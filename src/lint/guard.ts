/** Rules that somebody else wrote: held against what a rule is before they are asked, and against what it yields when they are. */
import { ByoNetError } from '../errors.ts';
import { faultOfOption } from './options.ts';
import type { Context, Need, Rule, RuleOptions, Said } from './rule-types.ts';

const NEEDS: readonly string[] = [
  'network',
  'placement',
  'roles',
  'flows',
  'takers',
  'allotments',
  'call',
] satisfies readonly Need[];
const SEVERITIES = ['error', 'warning', 'note'];

type Loose = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** Why a value is no rule, one clause; undefined: it is one. */
export function faultOfRule(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object';
  const { docs, examples, needs, severity } = value;
  const doc = ['what', 'why', 'repair', 'source'].find((key) => !isObject(docs) || !isText(docs[key]));
  const kind = ['good', 'bad'].find((key) => !isObject(examples) || !isTexts(examples[key]));
  if (!isText(value.id) || !/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(value.id))
    return `its id is ${JSON.stringify(value.id)}: write words in lower case, joined by -`;
  if (!isText(value.title)) return 'it has no title';
  if (!SEVERITIES.includes(String(severity))) return `its severity is none of ${SEVERITIES.join(', ')}`;
  if (!NEEDS.includes(String(needs))) return `its needs are none of ${NEEDS.join(', ')}`;
  if (doc !== undefined) return `its docs have no ${doc}`;
  if (kind !== undefined) return `its examples have no list ${kind}`;
  return typeof value.check === 'function' ? faultOfOptions(value.options) : 'it has no function check';
}

function faultOfOptions(options: unknown): string | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) return 'its options are no object';
  for (const [name, option] of Object.entries(options)) {
    const fault = isObject(option) ? faultOfOption(option) : 'is no object';
    if (fault !== undefined) return `its option ${name} ${fault}`;
  }
  return undefined;
}

/** The rule, so that what it throws or yields wrongly is its author's error and names it. `file`: where it came from. */
export const guarded = (rule: Rule, file: string): Rule => ({
  ...rule,
  check: (context, options) => asked(rule, file, context, options),
});

function* asked(rule: Rule, file: string, context: Context, options: RuleOptions): Generator<Said> {
  try {
    for (const said of rule.check(context, options)) {
      const fault = faultOfSaid(said);
      if (fault !== undefined) throw new Error(`it yields something of which ${fault}`);
      yield said;
    }
  } catch (cause) {
    throw new ByoNetError(
      'config',
      `the rule ${rule.id} fails: ${cause instanceof Error ? cause.message : cause}`,
      {
        file,
        cause,
        remedy: `repair it, or turn it off: rules: { ${rule.id}: off }`,
      },
    );
  }
}

/** Of the shape that the report is made of; undefined: nothing is wrong. */
function faultOfSaid(said: unknown): string | undefined {
  if (!isObject(said)) return 'nothing is an object';
  if (said.kind === 'cannot-tell') return isText(said.why) ? undefined : 'the reason is no text';
  if (!isText(said.message)) return 'the message is no text';
  const { resources, fix, reasons } = said;
  const isRef = (one: unknown) => isObject(one) && isText(one.id) && isText(one.word);
  if (!Array.isArray(resources) || !resources.every(isRef))
    return 'the resources are no list of { id, word }';
  if (said.kind === 'undecided')
    return Array.isArray(reasons) && reasons.length > 0 ? undefined : 'the reasons are no list';
  return isObject(fix) && (isText(fix.none) || Array.isArray(fix.changes))
    ? undefined
    : 'the fix is neither { changes: […] } nor { none: "…" }';
}
