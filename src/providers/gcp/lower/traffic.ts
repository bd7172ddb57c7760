/** Protocols and ports as firewall rules write them (gcp.md 12). */
import { fromIntervals, interval } from '../../../ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS, type PortSet, type ProtocolSet } from '../../../ip/traffic.ts';
import type { Unknown } from '../../../model/known.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['ipip', 94],
  ['tcp', 6],
  ['udp', 17],
  ['esp', 50],
  ['ah', 51],
  ['sctp', 132],
]);
const NAMES = new Map([...NUMBERS].map(([name, number]) => [number, name]));
const WITH_PORTS = [6, 17, 132];

/** What a line matches, but for its peer. `unread`: this tool does not know what it speaks of. */
export interface Line {
  readonly protocol: ProtocolSet;
  readonly ports: PortSet;
  /** "tcp 8786-8787", "all traffic". */
  readonly text: string;
  readonly unread?: Unknown;
}

/** One protocol of a rule; without ports, all of them. */
export function lineOf(protocol = 'all', ports: readonly string[] = []): Line {
  if (protocol === 'all') return { protocol: ALL_PROTOCOLS, ports: ALL_PORTS, text: 'all traffic' };
  const number =
    NUMBERS.get(protocol.toLowerCase()) ?? (/^\d{1,3}$/.test(protocol) ? Number(protocol) : undefined);
  if (number === undefined || number > 255) return unheardOf(`protocol ${protocol}`);
  const name = NAMES.get(number) ?? `protocol ${number}`;
  if (!WITH_PORTS.includes(number) || ports.length === 0)
    return { protocol: interval(number), ports: ALL_PORTS, text: name };
  const ranges = ports.map(rangeOf);
  const known = ranges.filter((range) => range !== undefined);
  if (known.length < ranges.length) return unheardOf(`the ports ${ports.join(', ')}`);
  return { protocol: interval(number), ports: fromIntervals(known), text: `${name} ${ports.join(', ')}` };
}

function rangeOf(text: string): readonly [number, number] | undefined {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined || Number(last) > 65535 || Number(first) > Number(last)) return undefined;
  return [Number(first), Number(last)];
}

const unheardOf = (what: string): Line => ({
  protocol: ALL_PROTOCOLS,
  ports: ALL_PORTS,
  text: what,
  unread: {
    cause: 'UNSUPPORTED',
    why: `this tool does not know ${what}`,
    settle: 'name protocols by number (0-255) or name, and ports as 80 or 8000-8999',
  },
});
