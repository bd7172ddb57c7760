import { expect, it } from 'vitest';
import { interval } from '../../src/ip/interval.ts';
import { TCP } from '../../src/ip/traffic.ts';
import { lower } from '../../src/providers/aws/lower.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import type { Trace } from '../../src/reach/trace.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import { type AwsBodies, GUIDE, guideNetwork, resourcesOf, unread } from '../support/aws.ts';

/** The way of a worker out to the internet. */
function outward(bodies: AwsBodies): Trace {
  const network = lower(resourcesOf(bodies));
  const spots = [`vm:subnet=${GUIDE.privateSubnet},groups=${GUIDE.group}`, 'internet'].map((text) => {
    const resolved = resolveEndpoint(text, { network, roles: [], end: 'destination' });
    if ('error' in resolved) throw new Error(resolved.error);
    return resolved.endpoint.spots;
  });
  const [from = [], to = []] = spots;
  return traceFlow(worldOf(network), { from, to, protocol: TCP, ports: interval(443) });
}

it('a way that ends where nothing was read is unknown, there and back', () => {
  const trace = outward(unread(guideNetwork(), 'RouteTables'));
  expect([trace.forward.verdict, trace.reply.verdict, trace.verdict]).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ]);
  expect(trace.parts.map(({ verdict }) => verdict)).toEqual(['unknown']);
});

it('a way without a route is blocked, there and back', () => {
  const bodies = guideNetwork();
  const RouteTables = (bodies.RouteTables ?? []).map((table) => ({ ...table, Routes: [] }));
  const trace = outward({ ...bodies, RouteTables });
  expect([trace.forward.verdict, trace.reply.verdict, trace.verdict]).toEqual([
    'blocked',
    'blocked',
    'blocked',
  ]);
});
