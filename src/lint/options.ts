/** The values of rules' options: what they may be, and how a rule reads its own. */
import { parseCidr } from '../ip/address.ts';
import type { OptionKind, OptionValue, RuleOption } from './rule-types.ts';

export interface Misfit {
  /** "is many", "holds 70000" */
  readonly what: string;
  readonly remedy: string;
}

/** What is wrong with a configured value; undefined where it fits. */
export function misfit(option: RuleOption, value: unknown): Misfit | undefined {
  if (!isLike(value, option.default))
    return {
      what: `is ${JSON.stringify(value)}`,
      remedy: `write ${option.what}, as ${JSON.stringify(option.default)}`,
    };
  if (option.of === undefined) return undefined;
  const { fits, form } = KINDS[option.of];
  const wrong = [value].flat().find((one) => !fits(one));
  return wrong === undefined
    ? undefined
    : { what: `holds ${JSON.stringify(wrong)}`, remedy: `write ${form}` };
}

/** An option takes what its default is: a number, a text, a list of either. */
function isLike(value: unknown, model: OptionValue): boolean {
  if (!Array.isArray(model)) return typeof value === typeof model;
  return Array.isArray(value) && value.every((item) => typeof item === typeof model[0]);
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

/** Why a value is no option, one clause; undefined: it is one. */
export function faultOfOption(value: object): string | undefined {
  const { what, default: byDefault, of }: Partial<Readonly<Record<keyof RuleOption, unknown>>> = value;
  if (typeof what !== 'string') return 'does not say what it is';
  const items = [byDefault].flat();
  if (items.some((item) => !['number', 'string', 'boolean'].includes(typeof item))) return 'has no default';
  return of === undefined || Object.hasOwn(KINDS, String(of))
    ? undefined
    : `is none of ${Object.keys(KINDS).join(', ')}, which "of" may name`;
}

const KINDS: Readonly<Record<OptionKind, { fits(value: unknown): boolean; readonly form: string }>> = {
  count: { fits: (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER), form: 'a whole number, 0 or more' },
  port: { fits: (value) => isWhole(value, 1, 65535), form: 'ports from 1 to 65535' },
  cidr: {
    fits: (value) => typeof value === 'string' && parseCidr(value)?.hasHostBits === false,
    form: 'CIDR blocks: "172.17.0.0/16"',
  },
};

/** An option that is a number. */
export const numberOf = (value: OptionValue | undefined): number => (typeof value === 'number' ? value : 0);

/** An option that is a list of numbers. */
export const numbersOf = (value: OptionValue | undefined): readonly number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];

/** An option that is a list of texts. */
export const textsOf = (value: OptionValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
