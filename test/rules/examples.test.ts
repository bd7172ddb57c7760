/** Every rule's documentation says true things: its good examples are silent, its bad ones speak. */
import { describe, it } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { casesOf } from '../../src/rule-tester.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it.each(casesOf(rule).map((one) => [one.name, one] as const))('%s', (_name, one) => one.run());
});
