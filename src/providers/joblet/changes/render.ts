/** Changes as commands of `rnx`: what is removed goes first, so that its range and its name are free again. */
import type { Change } from '../../../model/change.ts';

export function renderChanges(changes: readonly Change[], beside: readonly Change[] = []): readonly string[] {
  const made = new Set(beside.flatMap(line));
  const ordered = [...changes].sort((a, b) => Number(isRemoval(b)) - Number(isRemoval(a)));
  return ordered.flatMap(line).filter((one) => !made.has(one));
}

const isRemoval = ({ kind }: Change): boolean => kind === 'remove-network';

function line(change: Change): readonly string[] {
  switch (change.kind) {
    case 'create-network':
      return [`rnx network create ${word(change.network)} --cidr=${word(change.cidr)}`];
    case 'remove-network':
      return [`rnx network remove ${word(change.network)}`];
    default:
      return [];
  }
}

/** Names come from files: a shell must take each as one word. */
const word = (text: string): string =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
