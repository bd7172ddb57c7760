/**
 * Which of a scheduler's two addresses clients take. The current client takes the public one wherever there is one,
 * also from a private network, unless it is told `use_scheduler_public_ip=False` (coiled 1.135).
 */
import { INTERNET } from '../ip/address.ts';
import { isEmpty, union } from '../ip/interval.ts';
import type { InternetSpot, Spot } from '../model/endpoint.ts';
import type { Network } from '../model/network.ts';
import type { Hop, Path, Trace } from '../reach/trace.ts';
import { judge } from './judge.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** The ends of the client's flow, by the address that they were followed to. */
export interface ClientPaths {
  readonly toPrivate: readonly Spot[];
  readonly toPublic: readonly Spot[];
}

/** Of a scheduler without a public address, nothing is a choice: undefined. */
export function clientPaths({
  flows,
  network,
  workload,
}: Pick<Context, 'flows' | 'network' | 'workload'>): ClientPaths | undefined {
  const scheduler = workload.roles.find(({ name }) => name === 'scheduler');
  const traced = flows.find(({ required }) => required.kind === 'client-scheduler');
  if (!scheduler || !traced || scheduler.spot.publicAddress === false) return undefined;
  const paths = takenBy(traced);
  const of = (isPublic: boolean) => [
    ...new Set(paths.filter((path) => goesPublic(network, path) === isPublic).map(({ from }) => from)),
  ];
  return { toPrivate: of(false), toPublic: of(true) };
}

/** For a sentence: all of a named client by the name that it was given. */
export function labelsOf({ client }: Pick<Context, 'client'>, spots: readonly Spot[]): string {
  const isAll = client?.spots.every((spot) => spots.some(({ label }) => label === spot.label));
  return client && isAll ? client.label : [...new Set(spots.map(({ label }) => label))].join(', ');
}

/** Of each client the paths that work, or may; where none does, all of them. Of somebody, those that work. */
function takenBy({ trace, required }: TracedFlow): readonly Path[] {
  const open = new Set(trace.parts.filter(({ verdict }) => verdict !== 'blocked').map(({ path }) => path));
  const able = trace.paths.filter((_, i) => open.has(i));
  if (required.holds === 'somebody' && able.length > 0) return able;
  const others = trace.paths.filter(({ from }) => !able.some((path) => path.from === from));
  return [...able, ...others];
}

function goesPublic(network: Network, { from, forward }: Path): boolean {
  const doors = forward.flatMap(({ resource }) => network.gateways.get(resource.id) ?? []);
  if (doors.some(({ kind }) => kind === 'internet')) return true;
  return from.kind === 'internet' && doors.every(({ id }) => isBehindInternet(network, id));
}

/** Ingress routing: what enters by an internet gateway goes to this appliance first. */
const isBehindInternet = ({ gateways, routeTables }: Network, hop: string): boolean =>
  [...gateways.values()].some(
    (gateway) =>
      gateway.kind === 'internet' &&
      [...(gateway.edgeTables?.values() ?? [])].some((table) =>
        routeTables.get(table)?.routes.some(({ target }) => target.kind === 'gateway' && target.id === hop),
      ),
  );

export interface PublicPath {
  readonly works: 'yes' | 'no' | 'undecided';
  /** Of the half that decided. */
  readonly trace?: Trace;
}

/** Whether clients that were followed to the private address would also get through to the public one. */
export function publicPathOf(context: Context, clients: readonly Spot[]): PublicPath {
  const halves = clients.map((client) => publicPath(context, client));
  return (
    halves.find(({ works }) => works === 'no') ??
    halves.find(({ works }) => works === 'undecided') ?? { works: 'yes' }
  );
}

/** Out to the internet, and in again as whom the internet sees. */
function publicPath(context: Context, client: Spot): PublicPath {
  const out = client.kind === 'vm' ? wayOut(context, client) : undefined;
  if (out && out.works !== 'yes') return out;
  const scheduler = context.workload.roles.find(({ name }) => name === 'scheduler');
  const traced = context.flows.find(({ required }) => required.kind === 'client-scheduler');
  if (!scheduler || !traced) return { works: 'undecided' };
  const speaker = client.kind === 'vm' ? speakerOf(context.network, client, out?.trace) : [];
  const from = internet(isEmpty(speaker) ? INTERNET : speaker);
  const required = {
    ...traced.required,
    holds: 'every' as const,
    flow: { ...traced.required.flow, from: [from], to: [scheduler.spot] },
  };
  const trace = context.trace(required.flow);
  const { holds } = judge(required, trace);
  // Where it is not known as whom they come, what admits some of the internet may admit them.
  const perhaps = isEmpty(speaker) && trace.parts.some(({ verdict }) => verdict !== 'blocked');
  return { works: holds === 'no' && perhaps ? 'undecided' : holds, trace };
}

const internet = (addresses: InternetSpot['addresses']): InternetSpot => ({
  kind: 'internet',
  label: 'the internet',
  addresses,
});

function wayOut(context: Context, client: Spot): PublicPath | undefined {
  const traced = context.flows.find(({ required }) => required.kind === 'client-scheduler');
  if (!traced) return undefined;
  const required = {
    ...traced.required,
    holds: 'default-door' as const,
    flow: { ...traced.required.flow, from: [client], to: [internet(INTERNET)] },
  };
  const trace = context.trace(required.flow);
  return { works: judge(required, trace).holds, trace };
}

/** As whom the internet sees it: the NAT gateway that speaks for it, or its own public address; empty: not known. */
function speakerOf(network: Network, client: Spot & { readonly kind: 'vm' }, out: Trace | undefined) {
  const hops: readonly Hop[] = out?.forward.hops ?? [];
  const nats = hops.flatMap(({ resource }) => {
    const gateway = network.gateways.get(resource.id);
    return gateway?.kind === 'nat' ? [gateway.publicAddresses] : [];
  });
  if (nats.length > 0) return nats.some(isEmpty) ? [] : union(...nats);
  return typeof client.publicAddress === 'boolean' ? [] : client.publicAddress;
}
