/** JSON made other than it was: keys in another order, values of another kind. The same seed makes the same of it. */

/** Numbers from 0 up to a bound, in a sequence that the seed decides (mulberry32). */
export type Next = (bound: number) => number;

export function numbers(seed: number): Next {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

export function shuffledKeys(value: unknown, next: Next): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffledKeys(one, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [
    key,
    shuffledKeys(one, next),
  ]);
  for (let last = entries.length - 1; last > 0; last--) {
    const other = next(last + 1);
    const [a, b] = [entries[last], entries[other]];
    if (a && b) [entries[last], entries[other]] = [b, a];
  }
  return Object.fromEntries(entries);
}

/** Stands for a number that JSON can write and no number of JavaScript holds. */
const HUGE = '@huge@';

/** What a fault, a hand, or somebody who means harm may write in the place of a value. */
const VALUES: readonly unknown[] = [
  ...[null, '', ' ', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'undefined', '-1', 'all'],
  ...[0, -1, 0.5, 2 ** 53, 1e308, 65_536, true, false, [], {}, [[]], [null], [{}], { constructor: 1 }],
  ...[
    '\ud800',
    '\u0000\u001b[31m\u202e',
    '\uFEFFa',
    'é\u0301'.repeat(50),
    'x'.repeat(5000),
    "'; rm -rf /; '",
    '`$(x)`',
  ],
  ...[
    '010.0.0.1',
    '::ffff:10.0.0.1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '1.2.3.4/',
    '99999',
    '1-',
  ],
  ...['projects/p/global/networks/__proto__', 'https://x/y/z', '//', 'arn:aws:ec2:::', 'subnet-1', 'vpc-1'],
  HUGE,
];

export const jsonText = (value: unknown): string => JSON.stringify(value).replaceAll(`"${HUGE}"`, '1e400');

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const sizeOf = (value: unknown): number =>
  isContainer(value) ? Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 1) : 1;

/** A value with one thing in it changed, anywhere: whatever is deep is as likely as what is not. */
export const mutated = (value: unknown, next: Next): unknown => mutatedAt(value, next(sizeOf(value)), next);

/** `index` counts the value itself and all that it holds. */
function mutatedAt(value: unknown, index: number, next: Next): unknown {
  if (index === 0) return changed(value, next);
  let left = index - 1;
  const part = (one: unknown): unknown => {
    const size = sizeOf(one);
    const isHere = left >= 0 && left < size;
    const made = isHere ? mutatedAt(one, left, next) : one;
    left -= size;
    return made;
  };
  if (Array.isArray(value)) return value.map(part);
  return Object.fromEntries(Object.entries(Object(value)).map(([key, one]) => [key, part(one)]));
}

function changed(value: unknown, next: Next): unknown {
  if (Array.isArray(value) && next(2) === 0) return next(2) === 0 ? [...value, ...value] : value.slice(1);
  if (typeof value === 'object' && value !== null && next(2) === 0) {
    const entries = Object.entries(value);
    const at = next(entries.length || 1);
    if (next(2) === 0) return Object.fromEntries(entries.filter((_, i) => i !== at));
    return Object.fromEntries(entries.map(([key, one], i) => [i === at ? '__proto__' : key, one]));
  }
  return VALUES[next(VALUES.length)];
}

/** What makes or breaks YAML, shell, Markdown and Python. */
const PIECES =
  `: |- |&a |*a|<<: *a|\t|{|}|[|]|"|'|#|\`\`\`\n|<< EOF|EOF\n|$(|\`|\\|\r|\u0000|\ud800|(|)|,|=|**|f"{|"""|!!binary |? |%YAML 1.1\n---\n|- - - |\n|jobs:\n|>\n|<name>|...|@`.split(
    '|',
  );

/** A text with pieces put in, lines left out and lines that come twice. */
export function mutatedText(text: string, next: Next): string {
  const lines = text.split('\n');
  for (let times = 1 + next(4); times > 0; times--) {
    const at = next(lines.length);
    const line = lines[at] ?? '';
    const column = next(line.length + 1);
    const piece = PIECES[next(PIECES.length)] ?? '';
    const made = [
      line.slice(0, column) + piece + line.slice(column),
      line + line,
      ` ${line}`,
      '',
      line.slice(column),
    ];
    if (next(6) === 0) lines.splice(at, 0, line);
    else lines[at] = made[next(made.length)] ?? '';
  }
  return lines.join('\n');
}
