/** What a person reads of a rule's option. */
import type { RuleOption } from '../lint/rule-types.ts';

/** "the ports that only administrators use; default 22, 23" */
export const optionText = ({ what, default: value }: RuleOption): string =>
  `${what}; default ${Array.isArray(value) ? value.join(', ') : String(value)}`;
