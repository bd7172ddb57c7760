/** Networks with one of their documents taken away: what nobody read must decide nothing. */
import { type AnalysisInput, analyse } from '../../src/analyse.ts';
import { type Box, intersectTraffic, subtractTraffic, type Traffic } from '../../src/ip/traffic.ts';
import type { Analysis } from '../../src/lint/analysis.ts';
import type { Context } from '../../src/lint/rule-types.ts';
import type { Network } from '../../src/model/network.ts';
import { complete } from '../../src/propose.ts';
import type { Trace, Verdict } from '../../src/reach/trace.ts';
import { openSnapshot, RULES, read } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';
import type { LoadedDocument, Snapshot, SnapshotGap } from '../../src/snapshot/snapshot.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import { DEFAULT_REQUIREMENTS, requirementsNamed } from '../../src/workload/requirements.ts';

/** A network, and what is asked of it. */
export interface Question {
  readonly snapshot: Snapshot;
  readonly input: AnalysisInput;
  readonly version?: string;
}

export interface Answer {
  readonly network: Network;
  readonly context: Context;
  readonly analysis: Analysis;
}

const io = { readStdin: async () => '' };

export const readWhole = (...inputs: readonly string[]): Promise<Snapshot> => read(inputs, io);

/** Everything as it was asked, the placement filled in as the whole network has it: a proposal would go around the gap. */
export async function questionOf(snapshot: Snapshot, request: CheckRequest): Promise<Question> {
  const { jobletVersion: version } = request;
  const { opened } = await openSnapshot(snapshot, undefined, version);
  const { network } = opened;
  const given = typeof request.requirements === 'string' ? request.requirements : DEFAULT_REQUIREMENTS;
  const requirements = requirementsNamed(given);
  if (!requirements) throw new Error(`no requirements ${given}`);
  const asked: AnalysisInput = {
    network,
    placement: withIds(network, {
      ...request.placement,
      schedulerPublicIp: request.placement.schedulerPublicIp ?? true,
      workersPublicIp: request.placement.workersPublicIp ?? false,
    }),
    requirements,
    client: request.client ?? [],
    require: request.require ?? [],
    assume: request.assume ?? [],
    onPremises: request.onPremises ?? [],
  };
  const whole = complete(asked, request.placement, RULES);
  if ('error' in whole) throw new Error(whole.error);
  return { snapshot, input: whole.value.input, ...(version !== undefined && { version }) };
}

const withIds = ({ idOf }: Network, placement: AnalysisInput['placement']): AnalysisInput['placement'] => ({
  ...placement,
  ...(idOf &&
    Object.fromEntries(
      (['networkId', 'schedulerSubnetId', 'workerSubnetId'] as const).flatMap((key) => {
        const text = placement[key];
        return text === undefined ? [] : [[key, idOf(text) ?? text]];
      }),
    )),
});

/** What is asked, of the network as these documents show it; a text where the question means nothing without the others. */
export function answerTo({ input }: Question, network: Network): Answer | string {
  const asked = { ...input, network };
  const analysis = analyse(asked, RULES);
  if ('error' in analysis) return analysis.error;
  return { network, context: analysis.value.context, analysis: analysis.value };
}

/** A snapshot without something: a document, or an element of one that is then cut short. */
export interface Withdrawal {
  /** "DescribeSubnets", "DescribeSubnets refused", "DescribeSubnets cut short before 2". */
  readonly name: string;
  readonly call: string;
  readonly snapshot: Snapshot;
}

/** Every document in turn: as if nobody had asked for it, and as if it had been refused. */
export function* withoutDocuments(snapshot: Snapshot): Generator<Withdrawal> {
  for (const document of snapshot.documents) {
    const { call } = document;
    const documents = snapshot.documents.filter((one) => one !== document);
    const name = [call, ...Object.values(document.arguments ?? {})].join(' ');
    yield { name, call, snapshot: { ...snapshot, documents } };
    const gap = gapOf(document, 'UnauthorizedOperation: You are not authorized to perform this operation.');
    yield {
      name: `${name} refused`,
      call,
      snapshot: { ...snapshot, documents, gaps: [...snapshot.gaps, gap] },
    };
  }
}

/** Every element of every list in turn, as if it stood on a page that nobody read. */
export function* cutShort(snapshot: Snapshot): Generator<Withdrawal> {
  for (const document of snapshot.documents) {
    for (const [key, list] of Object.entries(document.body)) {
      if (!Array.isArray(list) || /getEffectiveFirewalls/.test(document.call)) continue;
      for (const index of list.keys()) {
        const body = { ...document.body, [key]: list.filter((_, i) => i !== index) };
        const documents = snapshot.documents.map((one) => (one === document ? { ...document, body } : one));
        const gap = gapOf(document, 'the answer has a NextToken: its later pages were not read');
        const name = [document.call, ...Object.values(document.arguments ?? {})].join(' ');
        yield {
          name: `${name} cut short before ${index}`,
          call: document.call,
          snapshot: { ...snapshot, documents, gaps: [...snapshot.gaps, gap] },
        };
      }
    }
  }
}

function gapOf({ body: _, origin: _o, ...about }: LoadedDocument, why: string): SnapshotGap {
  return { ...about, why };
}

export const networkOf = async (snapshot: Snapshot, like: Network, version?: string): Promise<Network> =>
  (await openSnapshot(snapshot, like.provider, version)).opened.network;

/** The trace of one more flow; undefined where an end is not in the input. */
export function traceBetween({ network, context }: Answer, from: string, to: string): Trace | undefined {
  const ends = { network, roles: context.workload.roles };
  const one = resolveEndpoint(from, { ...ends, end: 'source' });
  const two = resolveEndpoint(to, { ...ends, end: 'destination' });
  if ('error' in one || 'error' in two) return undefined;
  return context.trace({
    from: one.endpoint.spots,
    to: two.endpoint.spots,
    protocol: 6,
    ports: [8786, 8787],
  });
}

/** What a trace says of each packet. */
export type Verdicts = Readonly<Record<Verdict, Traffic>>;

export function verdictsOf({ parts }: Trace): Verdicts {
  const of = (verdict: Verdict): Traffic =>
    parts
      .filter((part) => part.verdict === verdict)
      .map(
        (part): Box => ({
          src: part.sources,
          dst: part.destinations,
          protocol: part.protocol,
          srcPort: part.sourcePorts,
          dstPort: part.ports,
        }),
      );
  // Packets may take several ways, and each of them has to pass.
  const [blocked, unknown] = [of('blocked'), of('unknown')];
  return {
    blocked,
    unknown: subtractTraffic(unknown, blocked),
    reachable: subtractTraffic(subtractTraffic(of('reachable'), blocked), unknown),
  };
}

/** What unread data may never do: "blocked → reachable" and the like, for packets that both traces speak of. */
export function changes(before: Trace, after: Trace): readonly string[] {
  const [was, is] = [verdictsOf(before), verdictsOf(after)];
  const pairs: readonly (readonly [Verdict, Verdict])[] = [
    ['blocked', 'reachable'],
    ['unknown', 'reachable'],
    ['reachable', 'blocked'],
    ['unknown', 'blocked'],
  ];
  return pairs
    .filter(([one, two]) => intersectTraffic(was[one], is[two]).length > 0)
    .map(([one, two]) => `${one} → ${two}`);
}
