/** Literals of Python: texts, numbers, True, False and None. */
import type { Literal } from '../model/call.ts';
import { decodeString } from './strings.ts';
import { type Node, partsOf, type Tree, textOf } from './tree.ts';

/** The value of a literal; undefined: it is none. */
export function literalOf(tree: Tree, node: Node): Literal | undefined {
  const text = textOf(tree, node);
  switch (node.name) {
    case 'String':
      return decodeString(text);
    case 'FormatString':
      // Without a placeholder it is a string like any other; `{{` is one brace.
      return node.firstChild ? undefined : decodeString(text)?.replace(/\{\{|\}\}/g, (two) => two.charAt(0));
    case 'ContinuedString':
      return continued(tree, node);
    case 'Boolean':
      return text === 'True';
    case 'None':
      return null;
    case 'Number':
    case 'UnaryExpression':
      return numberOf(text);
    default:
      return undefined;
  }
}

function continued(tree: Tree, node: Node): string | undefined {
  const texts = partsOf(node).map((part) => literalOf(tree, part));
  const strings = texts.filter((text) => typeof text === 'string');
  return strings.length === texts.length ? strings.join('') : undefined;
}

function numberOf(text: string): number | undefined {
  const number = Number(text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
}
