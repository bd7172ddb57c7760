/** Who carries which labels, as far as anybody said. */

export interface Carrier {
  /** Absent: nobody said what it carries. */
  readonly labels?: readonly string[];
  /** Kinds of labels that nobody named: it may carry any of them ("sa:"). */
  readonly untold?: readonly string[];
}

/** Whether the machine carries one of the labels; undefined: nobody said. */
export function carriesOne(machine: Carrier, wanted: readonly string[]): boolean | undefined {
  const { labels, untold = [] } = machine;
  if (labels === undefined) return undefined;
  if (wanted.some((label) => labels.includes(label))) return true;
  return wanted.some((label) => untold.some((kind) => label.startsWith(kind))) ? undefined : false;
}
