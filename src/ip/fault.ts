/** What is wrong with a text that was meant as an address or a block, in words. */
import { parseAddress } from './address.ts';

/** "300 in 10.0.0.300 is more than 255"; undefined for a text that looks like no address at all, or is one. */
export function addressFault(text: string): string | undefined {
  const [head = '', length, ...rest] = text.split('/');
  const isV4 = /^[\d.]*\d[\d.]*$/.test(head) && head.includes('.');
  if (!isV4 && !/^[\da-f]*:[\da-f.:]*:[\da-f.:]*$/i.test(head)) return undefined;
  if (parseAddress(head) === undefined) return isV4 ? dottedFault(head) : `${head} is no IPv6 address`;
  const most = isV4 ? 32 : 128;
  if (rest.length > 0) return `${text} has more than one slash`;
  if (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most)) return undefined;
  return `/${length} in ${text} is no prefix length from 0 to ${most}`;
}

function dottedFault(text: string): string {
  const parts = text.split('.');
  const large = parts.find((part) => Number(part) > 255);
  if (large !== undefined) return `${large} in ${text} is more than 255`;
  const padded = parts.find((part) => /^0\d/.test(part));
  if (padded !== undefined)
    return `${padded} in ${text} has a leading zero, which some programs read as octal`;
  const count = parts.filter((part) => part !== '').length;
  return `${text} is no IPv4 address: it has ${count === 1 ? 'one number' : `${count} numbers`} and ${parts.length - 1} ${parts.length === 2 ? 'dot' : 'dots'}, not four and three`;
}
