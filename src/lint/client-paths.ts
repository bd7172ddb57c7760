/**
 * Which of a scheduler's two addresses clients take. The current client takes the public one wherever there is one,
 * also from a private network, unless it is told `use_scheduler_public_ip=False` (coiled 1.135).
 */
import type { AddressSet } from '../ip/address.ts';
import { isEmpty, union } from '../ip/interval.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import type { Network } from '../model/network.ts';
import type { Path, Trace } from '../reach/trace.ts';
import { INTERNET_SPOT } from '../workload/everybody.ts';
import { judge } from './judge.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** The ends of the client's flow, by the address that they were followed to. */
export interface ClientPaths {
  readonly toPrivate: readonly Spot[];
  readonly toPublic: readonly Spot[];
}

/** Of a scheduler without a public address, nothing is a choice: undefined. */
export function clientPaths(
  context: Pick<Context, 'flows' | 'network' | 'workload'>,
): ClientPaths | undefined {
  const { network } = context;
  const client = clientFlow(context);
  if (!client || client.scheduler.publicAddress === false) return undefined;
  const paths = takenBy(client.traced);
  const of = (isPublic: boolean) => [
    ...new Set(paths.filter((path) => goesPublic(network, path) === isPublic).map(({ from }) => from)),
  ];
  return { toPrivate: of(false), toPublic: of(true) };
}

interface ClientFlow {
  readonly traced: TracedFlow;
  readonly scheduler: VmSpot;
}

function clientFlow({ flows, workload }: Pick<Context, 'flows' | 'workload'>): ClientFlow | undefined {
  const scheduler = workload.roles.find(({ name }) => name === 'scheduler')?.spot;
  const traced = flows.find(({ required }) => required.kind === 'client-scheduler');
  return scheduler && traced && { traced, scheduler };
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
  const flow = clientFlow(context);
  const halves = clients.map((client) => (flow ? publicPath(context, flow, client) : UNDECIDED));
  return (
    halves.find(({ works }) => works === 'no') ??
    halves.find(({ works }) => works === 'undecided') ?? { works: 'yes' }
  );
}

const UNDECIDED: PublicPath = { works: 'undecided' };

/** Out to the internet, and in again as whom the internet sees. */
function publicPath(context: Context, flow: ClientFlow, client: Spot): PublicPath {
  const machine = client.kind === 'vm' ? client : undefined;
  const out = machine && wayOut(context, flow, machine);
  if (out && out.works !== 'yes') return out;
  const speaker = machine && out ? speakerOf(context.network, machine, out.trace) : [];
  const from = isEmpty(speaker) ? INTERNET_SPOT : { ...INTERNET_SPOT, addresses: speaker };
  const { required } = flow.traced;
  const asked = {
    ...required,
    holds: 'every' as const,
    flow: { ...required.flow, from: [from], to: [flow.scheduler] },
  };
  const trace = context.trace(asked.flow);
  const { holds } = judge(asked, trace);
  // Where it is not known as whom they come, what admits some of the internet may admit them.
  const perhaps = isEmpty(speaker) && trace.parts.some(({ verdict }) => verdict !== 'blocked');
  return { works: holds === 'no' && perhaps ? 'undecided' : holds, trace };
}

function wayOut(
  context: Context,
  { traced: { required } }: ClientFlow,
  client: VmSpot,
): Required<PublicPath> {
  const asked = {
    ...required,
    holds: 'default-door' as const,
    flow: { ...required.flow, from: [client], to: [INTERNET_SPOT] },
  };
  const trace = context.trace(asked.flow);
  return { works: judge(asked, trace).holds, trace };
}

/** As whom the internet sees it: the NAT gateway that speaks for it, or its own public address; empty: not known. */
function speakerOf(network: Network, client: VmSpot, out: Trace): AddressSet {
  const nats = out.forward.hops.flatMap(({ resource }) => {
    const gateway = network.gateways.get(resource.id);
    return gateway?.kind === 'nat' ? [gateway.publicAddresses] : [];
  });
  if (nats.length > 0) return nats.some(isEmpty) ? [] : union(...nats);
  return typeof client.publicAddress === 'boolean' ? [] : client.publicAddress;
}
