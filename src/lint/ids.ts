/**
 * The ids of a placement, read against the network: found, malformed, or absent. How a provider forms its ids is
 * learnt from the ids that the network holds, so nothing here knows a cloud.
 */
import { entryOf, NETWORK_IDS, NETWORK_KEYS, networkOf, textIn } from '../call/placement.ts';
import type { Call, CallEntry, CallPath } from '../model/call.ts';
import { firewallsOf, idIn } from '../model/carried.ts';
import type { Change } from '../model/change.ts';
import type { Gap, Network, Resource } from '../model/network.ts';
import type { Ref } from '../reach/trace.ts';
import type { Context } from './rule-types.ts';

export type IdKey =
  | 'networkId'
  | 'schedulerSubnetId'
  | 'workerSubnetId'
  | 'firewallId'
  | 'schedulerFirewallId';

/** One id of a placement, as written. */
export interface WrittenId {
  readonly key: IdKey;
  /** What carries it: the option "--network-id", or the key of the call, "network_id". */
  readonly flag: string;
  readonly id: string;
  /** As a resource of a report; an id of the call stands at its line. */
  readonly ref: Ref;
  /** Where in the call it stands. */
  readonly inCall: CallPath | undefined;
}

/** One that the network may hold. */
export interface PlacedId extends WrittenId {
  /** What must have been read before this id can be called missing. */
  readonly hiddenBy: Gap['hides'][number];
  /** For people, where the network holds no such thing that would say its own word. */
  readonly word: string;
  /** The things that it may name. */
  readonly candidates: ReadonlyMap<string, Resource>;
}

export type IdReading =
  | { readonly is: 'found' }
  | { readonly is: 'absent' }
  | { readonly is: 'malformed'; readonly why: string; readonly meant?: string };

/** All ids that were given and that the network may hold, in the order of Coiled's dictionary. */
export function placedIds(context: Context): readonly PlacedId[] {
  const { network } = context;
  const rows = [
    ['networkId', 'vpc', network.vpcs, 'network'],
    ['schedulerSubnetId', 'subnet', network.subnets, 'subnet'],
    ['workerSubnetId', 'subnet', network.subnets, 'subnet'],
    ['firewallId', 'filter', firewallsOf(network), 'firewall'],
    ['schedulerFirewallId', 'filter', firewallsOf(network), 'firewall'],
  ] as const;
  // A label needs no making: one that nothing names yet is no id that is missing.
  const ids = network.labels ? rows.filter(([, kind]) => kind !== 'filter') : rows;
  return ids.flatMap(([key, hiddenBy, candidates, plain]) => {
    const [example] = candidates.values();
    const word = example?.word ?? plain;
    const written = writtenId(context, key, word);
    return written ? [{ ...written, hiddenBy, word, candidates }] : [];
  });
}

const FLAGS: Readonly<Record<IdKey, string>> = {
  networkId: '--network-id',
  schedulerSubnetId: '--scheduler-subnet-id',
  workerSubnetId: '--worker-subnet-id',
  firewallId: '--firewall-id',
  schedulerFirewallId: '--scheduler-firewall-id',
};

/** The id that was given, and what carries it: a flag, or a line of the call. */
export function writtenId(
  { network, placement, call }: Context,
  key: IdKey,
  word: string,
): WrittenId | undefined {
  const id = placement[key];
  if (id === undefined) return undefined;
  const entry = call && inCall(network, call, key, id);
  if (!entry) return { key, flag: FLAGS[key], id, ref: { id, word }, inCall: undefined };
  const { name, value } = entry;
  return { key, flag: name, id, ref: { id, word, place: value.place }, inCall: ['network', name] };
}

/** The entry of the call that carries an id, unless a flag beats it. */
function inCall(network: Network, call: Call, key: IdKey, id: string): CallEntry | undefined {
  const name = NETWORK_KEYS.find((one) => NETWORK_IDS[one] === key);
  const entry = name && entryOf(networkOf(call), name);
  const text = textIn(entry);
  return text !== undefined && idIn(network, text) === id ? entry : undefined;
}

/** A change of the placement, or of the call that it stands in, that puts another id in the place of this one. */
export const replaceId = ({ key, inCall: at }: WrittenId, id: string): Change =>
  at ? { kind: 'edit-call', edit: { do: 'set', at, value: id } } : { kind: 'place', set: { [key]: id } };

export function readId(network: Network, placed: PlacedId): IdReading {
  if (placed.candidates.has(placed.id)) return { is: 'found' };
  return (
    insideArn(placed) ??
    mistyped(placed) ??
    aName(network, placed) ??
    otherKind(network, placed) ??
    otherForm(network, placed) ?? { is: 'absent' }
  );
}

/** `arn:…:subnet/subnet-1`: the id is the last segment. */
function insideArn({ id, word }: PlacedId): IdReading | undefined {
  if (!/^arn:/i.test(id)) return undefined;
  const meant = /[^/:]+$/.exec(id)?.[0];
  const why = `is an ARN, and an id is wanted${meant === undefined ? ` of a ${word}` : `: ${meant}`}`;
  return { is: 'malformed', why, ...(meant !== undefined && { meant }) };
}

/** Blanks, quotes and capitals around or in an id that exists. */
function mistyped({ id, candidates }: PlacedId): IdReading | undefined {
  const meant = id.replace(/^[\s"'`]+|[\s"'`,]+$/g, '').toLowerCase();
  if (!candidates.has(meant)) return undefined;
  return { is: 'malformed', why: `is not written as the id is: ${meant}`, meant };
}

/** Whether a thing with this very id may exist that nobody read: names of several kinds can be alike, typed ids are not. */
const maybeUnread = ({ gaps }: Network, { id, hiddenBy }: PlacedId): boolean =>
  !TYPED.test(id) && gaps.some(({ hides }) => hides.includes(hiddenBy));

/** The id of another kind of thing. Where that thing stands in one network, the network is what was meant. */
function otherKind(network: Network, placed: PlacedId): IdReading | undefined {
  if (maybeUnread(network, placed)) return undefined;
  const { vpcs, subnets, filters, gateways, routeTables, interfaces } = network;
  const maps: readonly ReadonlyMap<string, Resource>[] = [
    vpcs,
    subnets,
    filters,
    gateways,
    routeTables,
    interfaces,
  ];
  const named = maps.find((map) => map.has(placed.id))?.get(placed.id);
  if (!named) return undefined;
  const homes = subnets.get(placed.id)?.vpc ?? filters.get(placed.id)?.vpcs;
  const [home, ...others] = homes === undefined ? [] : [homes].flat();
  const meant = placed.key === 'networkId' && others.length === 0 ? home : undefined;
  const why = `is a ${named.word}, and a ${placed.word} is wanted${meant === undefined ? '' : `: ${meant}`}`;
  return { is: 'malformed', why, ...(meant !== undefined && { meant }) };
}

/** A network of auto mode has a subnet of its name in every region. */
const MOST_BEARERS = 3;

function aName(network: Network, placed: PlacedId): IdReading | undefined {
  const { id, word, candidates } = placed;
  if (network.idOf && maybeUnread(network, placed)) return undefined;
  const bearers = [...candidates.values()]
    .filter(({ name }) => name === id)
    .map((one) => one.id)
    .sort();
  if (bearers.length === 0) return undefined;
  const [meant] = bearers.length === 1 ? bearers : [];
  const some = bearers.slice(0, MOST_BEARERS).join(' and of ');
  const more = bearers.length > MOST_BEARERS ? ` and of ${bearers.length - MOST_BEARERS} more` : '';
  const why = `is the name of ${some}${more}, and the id of a ${word} is wanted`;
  return { is: 'malformed', why, ...(meant !== undefined && { meant }) };
}

/** Where ids tell their kind (a word, a dash, hexadecimal digits), an id of another form is none. */
function otherForm(network: Network, { id, word, candidates }: PlacedId): IdReading | undefined {
  const stem = stemOf(candidates);
  const stems = [network.vpcs, network.subnets, firewallsOf(network)].map(stemOf);
  if (stem === undefined || new Set(stems).size < stems.length) return undefined;
  if (TYPED.exec(id)?.[1] === stem) return undefined;
  return { is: 'malformed', why: `is no id of a ${word}: those read ${stem}-…` };
}

const TYPED = /^([a-z]+)-[0-9a-f]+$/;

/** What all ids of a kind begin with, if they do. */
function stemOf(things: ReadonlyMap<string, Resource>): string | undefined {
  const stems = new Set([...things.keys()].map((id) => TYPED.exec(id)?.[1]));
  const [only] = stems;
  return stems.size === 1 ? only : undefined;
}
