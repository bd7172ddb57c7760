/** What an answer rests on that nobody read, in a few words each: the line with the verdict says it. */
import type { Flow } from '../model/endpoint.ts';
import type { Assumption, Network } from '../model/network.ts';
import type { Trace } from '../reach/trace.ts';

/** As far as it is about the networks that the flows begin and end in. */
export function assumptionsOf(
  network: Network,
  flows: readonly Flow[],
  about: readonly Assumption['about'][] = ['packets', 'internet', 'names'],
): readonly string[] {
  const ends = flows.flatMap(({ from, to }) => [...from, ...to]);
  const vpcs = new Set(ends.flatMap((spot) => ('vpc' in spot ? [spot.vpc] : [])));
  const facts = network.assumed.filter(
    (one) => about.includes(one.about) && one.vpcs.some((id) => vpcs.has(id)),
  );
  return [...new Set(facts.flatMap(({ fact }) => fact ?? []))];
}

/** Of one flow: names are no packets, and only an internet gateway asks for public access. */
export function assumptionsOfTrace(network: Network, { flow, paths }: Trace): readonly string[] {
  const hops = paths.flatMap(({ forward, reply }) => [...forward, ...reply]);
  const isPublic = hops.some(({ resource }) => network.gateways.get(resource.id)?.kind === 'internet');
  return assumptionsOf(network, [flow], isPublic ? ['packets', 'internet'] : ['packets']);
}
