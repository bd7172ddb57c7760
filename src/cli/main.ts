/** The command line: words in, exit code out. Everything it touches comes in by `io`. */

import type { Report, TraceReport } from '../report.ts';
import type { Collected, IsSuppressed, Rule } from '../run.ts';
import type { CheckRequest, Io, TraceRequest } from '../run-types.ts';
import { type Invocation, isOn, parseArgv } from './argv.ts';
import { fail } from './failure.ts';
import type { CliIo } from './io.ts';
import type { CommandName } from './options.ts';

/** What the commands ask for answers; loaded when a command first needs it. */
export interface Engine {
  check(request: CheckRequest, io: Io, rules?: readonly Rule[], isSuppressed?: IsSuppressed): Promise<Report>;
  trace(request: TraceRequest, io: Io): Promise<TraceReport>;
  collect(request: CheckRequest, io: Io): Promise<Collected>;
  permissions(provider: string): Promise<object>;
  readonly RULES: readonly Rule[];
}

export interface Command {
  run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number>;
}

const LOAD: { readonly [name in CommandName]: () => Promise<Command> } = {
  check: () => import('./commands/check.ts'),
  trace: () => import('./commands/trace.ts'),
  config: () => import('./commands/config.ts'),
  init: () => import('./commands/init.ts'),
  baseline: () => import('./commands/baseline.ts'),
  completion: () => import('./commands/completion.ts'),
  collect: () => import('./commands/collect.ts'),
  permissions: () => import('./commands/permissions.ts'),
  rules: () => import('./commands/rules.ts'),
  explain: () => import('./commands/explain.ts'),
};

/** Exit code: 0, 1 or 2 (`exit.ts`). Never throws, never exits by itself. */
export async function main(
  argv: readonly string[],
  io: CliIo,
  engine: () => Promise<Engine> = () => import('../run.ts'),
): Promise<number> {
  try {
    return await run(await parseArgv(argv), io, engine);
  } catch (error) {
    return fail(error, argv, io);
  }
}

async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const { command } = invocation;
  if (isOn(invocation, 'version')) {
    const { VERSION } = await import('../version.ts');
    io.stdout(`${VERSION}\n`);
    return 0;
  }
  if (command === undefined || isOn(invocation, 'help')) {
    const { help } = await import('./help.ts');
    io.stdout(help(command));
    return 0;
  }
  return (await LOAD[command]()).run(invocation, io, engine);
}
