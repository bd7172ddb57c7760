/** A GCP network lowered and asked, as a person asks it: endpoints as texts, the answer as a trace. */
import { declare } from '../../src/analyse.ts';
import { fromIntervals } from '../../src/ip/interval.ts';
import { TCP } from '../../src/ip/traffic.ts';
import type { Spot } from '../../src/model/endpoint.ts';
import type { Network } from '../../src/model/network.ts';
import { decode } from '../../src/providers/gcp/decode.ts';
import { lower } from '../../src/providers/gcp/lower.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import type { Trace } from '../../src/reach/trace.ts';
import type { LoadedDocument, SnapshotGap } from '../../src/snapshot/snapshot.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import { type GcpBodies, PROJECT } from './gcp.ts';
import { answersOf } from './gcp-answers.ts';
import { valid } from './opened.ts';

export const gcpDocuments = (bodies: GcpBodies): readonly LoadedDocument[] =>
  answersOf(bodies).map(({ file, printed, ...answer }) => ({
    provider: 'gcp',
    account: PROJECT,
    ...answer,
    body: Array.isArray(printed) ? { items: printed } : { ...printed },
    origin: { file, pointer: '' },
  }));

export const gcpNetwork = (bodies: GcpBodies, gaps: readonly Omit<SnapshotGap, 'provider'>[] = []): Network =>
  lower(
    decode({
      documents: gcpDocuments(bodies),
      gaps: gaps.map((gap) => ({ provider: 'gcp', ...gap })),
      ignored: [],
    }),
  );

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly protocol?: number;
  readonly assume?: readonly string[];
}

export function ask(network: Network, question: Question): Trace {
  const { from, to, port = 8786, protocol = TCP, assume = [] } = question;
  return traceFlow(worldOf(network, valid(declare(assume, network))), {
    from: spots(network, from),
    to: spots(network, to),
    protocol,
    ports: fromIntervals([[port, port]]),
  });
}

function spots(network: Network, text: string): readonly Spot[] {
  const resolved = resolveEndpoint(text, { network, roles: [], end: 'destination' });
  if ('error' in resolved) throw new Error(`${text}: ${resolved.error}`);
  return resolved.endpoint.spots;
}

/** "blocked FIREWALL_RULE", "reachable", "unknown UNSUPPORTED": what one line of a table says. */
export function answer(network: Network, question: Question): string {
  const { verdict, forward, reply } = ask(network, question);
  const blockers = [...forward.blockers, ...reply.blockers].map(({ cause }) => cause);
  const unknowns = [...forward.unknowns, ...reply.unknowns].map(({ cause }) => cause);
  const causes = verdict === 'unknown' ? unknowns : blockers;
  return [verdict, ...new Set(causes)].join(' ');
}
