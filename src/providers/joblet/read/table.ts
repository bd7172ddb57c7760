/** The table that `rnx network list` prints; a name longer than its column pushes the others, so words count. */
import type { Place } from '../../../model/network.ts';
import type { NetworkEntry } from '../resources.ts';

const NO_ADDRESS = 'N/A';

export function readTable(
  text: string,
  place: (line: number, column: number) => Place,
): readonly NetworkEntry[] {
  const lines = text.split(/\r?\n/);
  const header = lines.findIndex((line) => /^NAME\s+CIDR\s+BRIDGE/.test(line));
  return lines.flatMap((line, index): readonly NetworkEntry[] => {
    const [name, cidr, bridge = ''] = line
      .replace(/ \(built-in\)\s*$/, '')
      .trim()
      .split(/\s+/);
    if (index <= header || header < 0 || !name || !cidr || /^-+$/.test(name)) return [];
    if (cidr === NO_ADDRESS) return [];
    return [{ name, cidr, bridge, source: 'listed', place: place(index + 1, 1) }];
  });
}
