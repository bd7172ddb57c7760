/** Changes as commands of `rnx`: what is removed goes first, so that its range and its name are free again. */
import type { Change } from '../../../model/change.ts';
import { quoted } from '../../shell.ts';

export const renderChanges = (changes: readonly Change[]): readonly string[] =>
  [...changes].sort((a, b) => Number(isRemoval(b)) - Number(isRemoval(a))).flatMap(line);

const isRemoval = ({ kind }: Change): boolean => kind === 'remove-network';

function line(change: Change): readonly string[] {
  switch (change.kind) {
    case 'create-network':
      return [`rnx network create ${quoted(change.network)} --cidr=${quoted(change.cidr)}`];
    case 'remove-network':
      return [`rnx network remove ${quoted(change.network)}`];
    default:
      return [];
  }
}
