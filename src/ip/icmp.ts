/**
 * ICMP has no ports: its messages have a type and a code. A message stands on the line of ports as type × 256 + code, the
 * one that is sent as the destination's port and the one that answers it as the source's, so that a reply is the same
 * exchange of the two as with TCP.
 */
import { interval } from './interval.ts';
import { ALL_PORTS, ICMP, type PortSet } from './traffic.ts';

export const ICMPV6 = 58;

export const isIcmp = (protocol: number): boolean => protocol === ICMP || protocol === ICMPV6;

const CODES = 256;

/** The messages of a type, 0 to 255, all codes of it or one; -1 or nothing means all. */
export function icmpMessages(type: number | undefined, code: number | undefined): PortSet {
  if (type === undefined || type < 0) return ALL_PORTS;
  return code === undefined || code < 0
    ? interval(type * CODES, type * CODES + CODES - 1)
    : interval(type * CODES + code);
}

export const typeAndCode = (message: number): readonly [number, number] => [
  Math.floor(message / CODES),
  message % CODES,
];

/** Echo request and its answer, by protocol: what `ping` sends and waits for. */
const ECHO: Readonly<Record<number, readonly [number, number]>> = { [ICMP]: [8, 0], [ICMPV6]: [128, 129] };

export const echoRequest = (protocol: number): PortSet => icmpMessages(ECHO[protocol]?.[0], 0);

/** What answers these messages: an echo reply where they are echo requests, anything otherwise. */
export function answeringMessages(protocol: number, messages: PortSet): PortSet {
  const [request, answer] = ECHO[protocol] ?? [];
  const isEcho = messages.every((message) => typeAndCode(Number(message))[0] === request);
  return isEcho ? icmpMessages(answer, 0) : ALL_PORTS;
}
