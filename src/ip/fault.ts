/** What is wrong with a text that was meant as an address or a block, in words. */
import { parseAddress } from './address.ts';

/** "300 in 10.0.0.300 is more than 255"; undefined for a text that looks like no address at all, or is one. */
export function addressFault(text: string): string | undefined {
  const [head = '', length, ...rest] = text.split('/');
  const isV4 = /^[\d.]*\d[\d.]*$/.test(head) && head.includes('.');
  if (!isV4 && !/^[\da-f]*:[\da-f.:]*:[\da-f.:]*$/i.test(head)) return undefined;
  if (parseAddress(head) === undefined) return isV4 ? dottedFault(head) : colonFault(head);
  const most = isV4 ? 32 : 128;
  if (rest.length > 0) return `${text} has more than one slash`;
  if (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most)) return undefined;
  return `/${length} in ${text} is no prefix length from 0 to ${most}`;
}

/** The last 32 bits may be written as IPv4 is, and go wrong as it does. */
function colonFault(text: string): string {
  const tail = /:(\d+(?:\.\d+){3})$/.exec(text)?.[1];
  return (tail && numberFault(tail, text)) ?? `${text} is no IPv6 address`;
}

function numberFault(dotted: string, text: string): string | undefined {
  const parts = dotted.split('.');
  const large = parts.find((part) => Number(part) > 255);
  if (large !== undefined) return `${large} in ${text} is more than 255`;
  const padded = parts.find((part) => /^0\d/.test(part));
  return padded && `${padded} in ${text} has a leading zero, which some programs read as octal`;
}

function dottedFault(text: string): string {
  const fault = numberFault(text, text);
  if (fault !== undefined) return fault;
  const parts = text.split('.');
  const count = parts.filter((part) => part !== '').length;
  return `${text} is no IPv4 address: it has ${count === 1 ? 'one number' : `${count} numbers`} and ${parts.length - 1} ${parts.length === 2 ? 'dot' : 'dots'}, not four and three`;
}
