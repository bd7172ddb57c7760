/** The engine asked as a person asks it: by the texts of the command line, about a whole raw world. */
import { ByoNetError } from '../../src/errors.ts';
import { trace } from '../../src/library.ts';
import type { TraceReport } from '../../src/report/types.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { toNumber } from '../oracle/address.ts';

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly assume?: readonly string[];
}

/** One packet, by the addresses that the question speaks of. */
export interface Sample {
  readonly source: string;
  /** The address asked for; where a public one is asked for, parts may speak of the private one that it stands for. */
  readonly destinations: readonly string[];
  readonly port?: number;
  readonly sourcePort: number;
}

export type Answer = { readonly report: TraceReport } | { readonly refused: string };

export async function ask(snapshot: Snapshot, question: Question): Promise<Answer> {
  const { port, ...rest } = question;
  try {
    return {
      report: await trace({ snapshot, ...rest, ...(port === undefined ? {} : { port: String(port) }) }),
    };
  } catch (error) {
    if (error instanceof ByoNetError && error.code !== 'internal') return { refused: error.message };
    throw error;
  }
}

/** What is said of one packet: a verdict, or that it is in no part, in several that differ, or that nothing is said. */
export function verdictAt(answer: Answer, sample: Sample): string {
  if ('refused' in answer) return `refused: ${answer.refused}`;
  const verdicts = answer.report.parts.filter((part) => holds(part, sample)).map((part) => part.verdict);
  const [verdict, another] = new Set(verdicts);
  return another === undefined ? (verdict ?? 'no part') : 'several parts that differ';
}

type Part = TraceReport['parts'][number];

const holds = (part: Part, { source, destinations, port, sourcePort }: Sample): boolean =>
  part.sources.some((text) => covers(text, source)) &&
  part.destinations.some((text) => destinations.some((one) => covers(text, one))) &&
  (port === undefined || coversPort(part.ports, port)) &&
  coversPort(part.source_ports, sourcePort);

/** "10.0.0.5", "10.0.0.0/28", "10.0.0.4-10.0.0.14". */
function covers(text: string, address: string): boolean {
  if (text.includes(':')) return false;
  const [first = '', last = first] = text.split('-');
  const [base = '', length = '32'] = first.split('/');
  const start = toNumber(base);
  const end = text.includes('/') ? start + 2 ** (32 - Number(length)) - 1 : toNumber(last);
  const number = toNumber(address);
  return start <= number && number <= end;
}

const coversPort = (text: string, port: number): boolean =>
  text.split(', ').some((range) => {
    const [first = '', last = first] = range.split('-');
    return Number(first) <= port && port <= Number(last);
  });
