import { safeJson } from '../../reporters/escape.ts';
import type { Rule } from '../../run.ts';
import type { Invocation } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, put } from '../output.ts';
import { configOf, rulesOf } from '../questions.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation);
  const rules = await rulesOf(await configOf(invocation, io), invocation, io, (await engine()).RULES);
  for (const { format, file } of asked)
    await put(io, file, format === 'json' ? asJson(rules) : asText(rules));
  return 0;
}

const asJson = (rules: readonly Rule[]): string =>
  `${safeJson({ rules: rules.map(({ id, severity, title, needs, providers }) => ({ id, severity, title, needs, providers })) })}\n`;

function asText(rules: readonly Rule[]): string {
  const ids = Math.max(...rules.map(({ id }) => id.length));
  const severities = Math.max(...rules.map(({ severity }) => severity.length));
  const lines = rules.map(
    ({ id, severity, title }) => `${id.padEnd(ids)}  ${severity.padEnd(severities)}  ${title}`,
  );
  return `${[...lines, '', 'byo-net explain <rule> says more'].join('\n')}\n`;
}
