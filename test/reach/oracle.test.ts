/** The engine against the oracle: sets on one side, single packets through the raw documents on the other. */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type AddressSet, INTERNET, parseAddress } from '../../src/ip/address.ts';
import { contains, interval } from '../../src/ip/interval.ts';
import { TCP } from '../../src/ip/traffic.ts';
import type { Spot } from '../../src/model/endpoint.ts';
import type { Network } from '../../src/model/network.ts';
import { decode } from '../../src/providers/aws/decode.ts';
import { lower } from '../../src/providers/aws/lower.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import type { Part, Trace, Verdict } from '../../src/reach/trace.ts';
import { judgeForEveryNatPort } from '../oracle/oracle.ts';
import { type Scenario, scenarios } from '../oracle/universe.ts';
import { type End, type PacketQuery, type RawWorld, worldDocuments } from '../oracle/world.ts';

function networkOf(world: RawWorld): Network {
  const documents = worldDocuments(world).map((document) => ({
    ...document,
    origin: { file: `${document.call}.json`, pointer: '' },
  }));
  return lower(decode({ documents, gaps: [], ignored: [] }));
}

const address = (text: string) => parseAddress(text) ?? Number.NaN;

/** The whole subnet, or the whole internet, around the concrete end: the engine answers for the set. */
function spotOf(network: Network, end: End, role: 'from' | 'to', other: End): Spot {
  if (end.kind === 'internet') return { kind: 'internet', label: 'internet', addresses: INTERNET };
  const subnet = network.subnets.get(end.subnet);
  if (!subnet) throw new Error(`${end.subnet} was not lowered`);
  const given: boolean | AddressSet =
    end.publicAddress === undefined ? false : interval(address(end.publicAddress));
  return {
    kind: 'vm',
    label: role,
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: subnet.usable,
    filters: end.groups,
    // The oracle sends to the private address; without a public one the engine does too.
    publicAddress: role === 'to' && other.kind === 'vm' ? false : given,
  };
}

function engine(world: RawWorld, query: PacketQuery): Trace {
  const network = networkOf(world);
  const from = spotOf(network, query.from, 'from', query.to);
  const to = spotOf(network, query.to, 'to', query.from);
  return traceFlow(worldOf(network), { from: [from], to: [to], protocol: TCP, ports: interval(0, 15) });
}

const holds = (part: Part, query: PacketQuery): boolean =>
  contains(part.sources, address(query.from.address)) &&
  contains(part.destinations, address(query.to.address)) &&
  contains(part.ports, query.port) &&
  contains(part.sourcePorts, query.ephemeralPort);

/** The one part that holds the packet; none or two would be a lie about the set. */
function verdictFor(trace: Trace, query: PacketQuery): Verdict | string {
  const found = trace.parts.filter((part) => holds(part, query));
  return found.length === 1 && found[0] ? found[0].verdict : `${found.length} parts`;
}

function explain(trace: Trace, query: PacketQuery, oracle: object): string {
  const line = (way: 'forward' | 'reply') =>
    trace[way].hops.map(
      (hop) => `${way} ${hop.resource.id} ${hop.side} ${hop.verdict} ${hop.cause ?? ''} ${hop.note}`,
    );
  return JSON.stringify(
    { query, oracle, engine: verdictFor(trace, query), hops: [...line('forward'), ...line('reply')] },
    null,
    1,
  );
}

const RUNS = Number(process.env.ORACLE_RUNS ?? 2000);

describe('the engine and the oracle', () => {
  test('agree about every packet', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(scenarios(), ({ world, query }: Scenario) => {
        const oracle = judgeForEveryNatPort(world, query);
        const trace = engine(world, query);
        const verdict = verdictFor(trace, query);
        if (verdict !== oracle.verdict) throw new Error(explain(trace, query, oracle));
      }),
      { numRuns: RUNS },
    );
  });
});
