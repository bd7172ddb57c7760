/** `--placement <file|->`: Coiled's `network` dictionary as JSON. */
import { ByoNetError } from '../errors.ts';
import type { PlacementRequest } from '../run-types.ts';
import { readText } from '../snapshot/text.ts';
import type { CliIo } from './io.ts';
import { didYouMean } from './suggest.ts';

const IDS = {
  network_id: 'networkId',
  scheduler_subnet_id: 'schedulerSubnetId',
  worker_subnet_id: 'workerSubnetId',
  firewall_id: 'firewallId',
  scheduler_firewall_id: 'schedulerFirewallId',
} as const satisfies Readonly<Record<string, keyof PlacementRequest>>;
const SWITCH = 'give_workers_public_ip';
const KEYS = [...Object.keys(IDS), SWITCH];

/** Throws `input` for what is no such dictionary: an unknown key is a misspelt one, and Coiled would not say so. */
export async function readPlacement(file: string, io: CliIo): Promise<PlacementRequest> {
  const dictionary = parse(file, file === '-' ? await io.readStdin() : await readText(file));
  const entries: [keyof PlacementRequest, string | boolean][] = [];
  // Python writes null for None, which is what Coiled takes for a key that is not there.
  for (const [key, value] of Object.entries(dictionary))
    if (value !== null || !KEYS.includes(key)) entries.push(await entryOf(file, key, value));
  return Object.fromEntries(entries);
}

function parse(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw problem(file, `is no JSON: ${error instanceof Error ? error.message : error}`, HOW);
  }
  throw problem(file, 'is no dictionary', HOW);
}

const HOW = "write Coiled's network dictionary as JSON, as byo-net config --style json prints it";

async function entryOf(
  file: string,
  key: string,
  value: unknown,
): Promise<[keyof PlacementRequest, string | boolean]> {
  const id = Object.entries(IDS).find(([name]) => name === key)?.[1];
  if (id !== undefined && typeof value === 'string' && value !== '') return [id, value];
  if (key === SWITCH && typeof value === 'boolean') return ['workersPublicIp', value];
  if (!KEYS.includes(key))
    throw problem(
      file,
      `has an unknown key ${key}`,
      await didYouMean(key, KEYS, `the keys are ${KEYS.join(', ')}`),
    );
  throw problem(
    file,
    `${key} is ${shown(value)}`,
    key === SWITCH ? 'write true or false' : 'write the id as a text',
  );
}

/** What is nested has no end that can be counted on. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a dictionary' : JSON.stringify(value).slice(0, 60);
}

const problem = (file: string, message: string, remedy: string): ByoNetError =>
  new ByoNetError('input', message, { file: file === '-' ? 'standard input' : file, remedy });
