/** The command line without a process: what goes in, what comes out. */

import type { CliIo } from '../../src/cli/io.ts';
import { type Engine, main } from '../../src/cli/main.ts';
import type { Rule } from '../../src/lint/rule-types.ts';
import type { Report, TraceReport } from '../../src/report.ts';
import type { Collected } from '../../src/run.ts';
import type { CheckRequest, TraceRequest } from '../../src/run-types.ts';
import { clean, partialTrace } from '../reporters/reports.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the engine was asked. */
  readonly asked: readonly (CheckRequest | TraceRequest)[];
}

export interface Setting {
  readonly stdin?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** What the engine answers, or throws. */
  readonly report?: Report | Error;
  readonly trace?: TraceReport;
  /** What `collect` was refused. */
  readonly gaps?: Collected['gaps'];
}

export const rule = (id: string): Rule => ({
  id,
  severity: 'error',
  title: 'Clients cannot reach the scheduler',
  needs: 'flows',
  docs: {
    what: 'Every address of the client, to every port of the scheduler.\n\nThe reply is followed as well.',
    why: 'The cluster runs and the client hangs.',
    repair: 'Open the ports:\n\n- to the client\n- to nobody else',
    source: "Coiled's guide",
  },
  examples: { good: ['fixtures/aws/guide'], bad: ['fixtures/aws/closed --client 203.0.113.0/24'] },
  check: () => [],
});

/** Runs one command line with a made-up engine. */
export async function run(line: string | readonly string[], setting: Setting = {}): Promise<Outcome> {
  const written = { out: '', err: '' };
  const asked: (CheckRequest | TraceRequest)[] = [];
  const io: CliIo = {
    readStdin: async () => setting.stdin ?? '',
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    cwd: setting.cwd ?? '/nowhere',
    today: '2026-11-21',
    env: setting.env ?? {},
    isTTY: setting.isTTY ?? false,
    columns: setting.columns,
  };
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await main(argv, io, async () => engine(setting, asked));
  return { code, ...written, asked };
}

function engine(setting: Setting, asked: (CheckRequest | TraceRequest)[]): Engine {
  const { report = clean, trace = partialTrace } = setting;
  return {
    check: async (request) => {
      asked.push(request);
      if (report instanceof Error) throw report;
      return report;
    },
    trace: async (request) => {
      asked.push(request);
      return trace;
    },
    collect: async (request) => {
      asked.push(request);
      return {
        text: '{}\n',
        snapshot: { documents: [], gaps: [], ignored: [] },
        documents: 0,
        gaps: setting.gaps ?? [],
      };
    },
    permissions: async () => ({ Version: '2012-10-17' }),
    RULES: [rule('client-cannot-reach-scheduler'), rule('blackhole-route')],
  };
}
