/** IPv4 addresses as the oracle counts them: plain integers. Written again on purpose, apart from `src/ip`. */

export function toNumber(text: string): number {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new Error(`not an IPv4 address: ${text}`);
  }
  return parts.reduce((value, part) => value * 256 + part, 0);
}

export function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Two addresses are in one block when they agree in all but the last `32 - length` bits. */
export function inCidr(address: number, cidr: string): boolean {
  const span = 2 ** (32 - prefixLength(cidr));
  return Math.floor(address / span) === Math.floor(toNumber(cidr.split('/')[0] ?? '') / span);
}

export function inAny(address: number, cidrs: readonly string[]): boolean {
  return cidrs.some((cidr) => inCidr(address, cidr));
}

/** What no internet gateway carries: this network, private, shared, loopback, link-local, multicast and reserved. */
const NOT_ON_THE_INTERNET = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

export function isPublic(address: number): boolean {
  return !inAny(address, NOT_ON_THE_INTERNET);
}
