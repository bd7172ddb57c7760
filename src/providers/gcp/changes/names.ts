/** Names for new resources: what Compute takes, and nobody has. */

const LONGEST = 63;

/** The name itself, or with the first number that makes it free. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const name = asName(wanted);
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    const numbered = `${name.slice(0, LONGEST - String(number).length - 1)}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** Lower-case letters, digits and dashes, first a letter, last no dash (RFC 1035). */
const asName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '') || 'byo-net';
