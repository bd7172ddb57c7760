/** Credentials in Python: what is one loses its text before anything else sees it. */
import type { CallValue } from '../model/call.ts';
import { namesSecret } from './client.ts';
import { type Node, nodesBelow, type Tree, textOf } from './tree.ts';

/** A text under a name that promises a secret is one, even as the fallback of a look-up. */
export function kept(tree: Tree, name: string, node: Node, value: CallValue): CallValue {
  if (!namesSecret(name)) return value;
  const { place } = value;
  const hidden = { is: 'secret', place } as const;
  switch (value.is) {
    case 'literal':
      return value.value === null || value.value === '' ? value : hidden;
    case 'mapping':
    case 'list':
      return hidden;
    case 'unknown':
      return holdsText(tree, node) ? hidden : value;
    case 'secret':
      return value;
  }
}

const STRINGS = new Set(['String', 'FormatString']);

/** A text besides the keys and the names of variables that are looked up. */
function holdsText(tree: Tree, node: Node): boolean {
  const below = [...nodesBelow(node, STRINGS)];
  return (STRINGS.has(node.name) ? [node, ...below] : below).some(
    (one) => one.parent?.name !== 'MemberExpression' && !isFirstArgument(one) && textOf(tree, one).length > 2,
  );
}

const isFirstArgument = ({ parent, prevSibling }: Node): boolean =>
  parent?.name === 'ArgList' && prevSibling?.name === '(';
