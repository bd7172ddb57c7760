/**
 * `byo-net/rule-tester`: the tests that every rule of byo-net passes, for rules of one's own. It knows no test
 * framework: each case has a name and a function that throws.
 */
import { parseArgv } from './cli/argv.ts';
import { requestOf } from './cli/request.ts';
import { faultOfRule, guarded } from './lint/guard.ts';
import type { Rule } from './lint/rule-types.ts';
import { check, RULES } from './run.ts';

export interface RuleCase {
  /** Unique among the cases of a rule: "speaks on ./networks/closed --client internet". */
  readonly name: string;
  /** Throws an `Error` that says what was expected. */
  run(): Promise<void>;
}

/**
 * The cases of a rule: it is well formed, it has examples of both kinds, each once; it is silent on each good one, speaks
 * on each bad one, and says the same when it is asked again. Examples are the words after `byo-net check`; their
 * paths count from the working directory.
 */
export const casesOf = (rule: Rule): readonly RuleCase[] => [
  { name: 'is well formed', run: async () => wellFormed(rule) },
  ...rule.examples.good.map((example) => ({
    name: `is silent on ${example}`,
    run: async () => {
      const [first] = await saidOn(rule, example);
      if (first !== undefined) throw new Error(`${rule.id} speaks on ${example}: ${first}`);
    },
  })),
  ...rule.examples.bad.map((example) => ({
    name: `speaks on ${example}`,
    run: async () => {
      const said = await saidOn(rule, example);
      if (said.length === 0) throw new Error(`${rule.id} is silent on ${example}`);
      if (String(said) !== String(await saidOn(rule, example)))
        throw new Error(`${rule.id} says something else when it is asked again about ${example}`);
    },
  })),
];

/** Runs all cases of a rule; throws one `Error` that lists those that fail. */
export async function testRule(rule: Rule): Promise<void> {
  const failures: string[] = [];
  for (const { name, run } of casesOf(rule)) {
    await run().catch((error: unknown) => {
      failures.push(`${name}: ${error instanceof Error ? error.message : error}`);
    });
  }
  if (failures.length > 0) throw new Error(`${rule.id}\n${failures.map((one) => `  ${one}`).join('\n')}`);
}

function wellFormed(rule: Rule): void {
  const fault = faultOfRule(rule);
  if (fault !== undefined) throw new Error(`${rule.id} is no rule: ${fault}`);
  const { good, bad } = rule.examples;
  if (good.length === 0 || bad.length === 0)
    throw new Error(`${rule.id} has no ${good.length === 0 ? 'good' : 'bad'} example`);
  const all = [...good, ...bad];
  const twice = all.find((example, i) => all.indexOf(example) < i);
  if (twice !== undefined) throw new Error(`${rule.id} has an example twice: ${twice}`);
}

/** What the rule says of an example, as texts; asked beside the others, which choose where the cluster goes. */
async function saidOn(rule: Rule, example: string): Promise<readonly string[]> {
  const io = {
    readStdin: async () => '',
    stdout: nothing,
    stderr: nothing,
    cwd: '',
    today: '',
    env: {},
    isTTY: false,
  };
  const request = await requestOf(await parseArgv(['check', ...example.split(' ')]), io);
  const others = RULES.filter(({ id }) => id !== rule.id);
  const { targets } = await check(request, io, [...others, guarded(rule, rule.id)]);
  return targets
    .flatMap(({ findings, undecided }) => [...findings, ...undecided])
    .filter((said) => said.rule === rule.id)
    .map(({ message, fingerprint }) => `${message} (${fingerprint})`);
}

const nothing = (): void => {};
