/** The ids of a call's network dictionary as a placement. */
import type { Call, CallEntry, CallValue } from '../model/call.ts';
import type { PlaceChange } from '../model/change.ts';

/** The keys of the dictionary that name a resource, and what the placement calls them. */
export const NETWORK_IDS = {
  network_id: 'networkId',
  scheduler_subnet_id: 'schedulerSubnetId',
  worker_subnet_id: 'workerSubnetId',
  firewall_id: 'firewallId',
  scheduler_firewall_id: 'schedulerFirewallId',
} as const satisfies Readonly<Record<string, keyof PlaceChange['set']>>;

export type NetworkKey = keyof typeof NETWORK_IDS;
export const NETWORK_KEYS = Object.keys(NETWORK_IDS) as readonly NetworkKey[];

export type Mapping = CallValue & { readonly is: 'mapping' };

/** The argument of a name; of two the later one counts. */
export const argumentOf = (call: Call, name: string): CallEntry | undefined =>
  call.arguments.findLast((entry) => entry.name === name);

/** The `network` dictionary, where it is one. */
export function networkOf(call: Call): Mapping | undefined {
  const value = argumentOf(call, 'network')?.value;
  return value?.is === 'mapping' ? value : undefined;
}

export const entryOf = (mapping: Mapping | undefined, key: string): CallEntry | undefined =>
  mapping?.entries.findLast(({ name }) => name === key);

/** The text of an entry, where it is known. */
export const textIn = (entry: CallEntry | undefined): string | undefined =>
  entry?.value.is === 'literal' && typeof entry.value.value === 'string' ? entry.value.value : undefined;

const PUBLIC = 'give_workers_public_ip';

/** What is known of the placement. A dictionary that leaves `give_workers_public_ip` out gives them one: Coiled's default. */
export function placementIn(call: Call): PlaceChange['set'] {
  const network = networkOf(call);
  if (!network) return {};
  const ids = NETWORK_KEYS.flatMap((key) => {
    const text = textIn(entryOf(network, key));
    return text === undefined || text === '' ? [] : [[NETWORK_IDS[key], text]];
  });
  const given = entryOf(network, PUBLIC)?.value;
  const said = given?.is === 'literal' && typeof given.value === 'boolean' ? given.value : undefined;
  const workersPublicIp = said ?? (given || network.unseen.length > 0 ? undefined : true);
  return { ...Object.fromEntries(ids), ...(workersPublicIp !== undefined && { workersPublicIp }) };
}
