/** Python as a tree: what the rest of the room asks of a node. The only file that knows the grammar's package. */
import { parser } from '@lezer/python';

export type Node = ReturnType<typeof parser.parse>['topNode'];

export interface Tree {
  readonly text: string;
  readonly top: Node;
}

/** Any text has a tree: what is no Python is a node that says so. */
export const treeOf = (text: string): Tree => ({ text, top: parser.parse(text).topNode });

export const textOf = ({ text }: Tree, { from, to }: Node): string => text.slice(from, to);

/** `⚠` is where the grammar expected something else. */
const NOISE = new Set(['(', ')', '[', ']', '{', '}', ',', 'Comment', '⚠']);

/** The children of a node, in order, without brackets, commas and comments. */
export function partsOf(node: Node): readonly Node[] {
  const parts: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!NOISE.has(child.name)) parts.push(child);
  }
  return parts;
}

/** The nodes below of some kinds, in order of the text, whatever the depth. The others are passed without being made. */
export function* nodesBelow(node: Node, kinds: ReadonlySet<string>): Generator<Node> {
  const cursor = node.cursor();
  while (cursor.next() && cursor.from < node.to) if (kinds.has(cursor.name)) yield cursor.node;
}

/** Whether a part of a node is no Python. */
export function isBroken(node: Node): boolean {
  const cursor = node.cursor();
  do {
    if (cursor.type.isError && cursor.to <= node.to) return true;
  } while (cursor.next() && cursor.from <= node.to);
  return false;
}

/** `os.environ["X"]` as its names and keys: `os`, `environ`, `["X"]`. Undefined for what is no such chain. */
export interface Chain {
  readonly root: string;
  /** Attributes by name; subscripts as nodes. */
  readonly links: readonly (string | { readonly key: Node })[];
}

/** A name, its attributes and subscripts. */
export function chainOf(tree: Tree, node: Node): Chain | undefined {
  const links: Chain['links'][number][] = [];
  for (let at: Node | null = node; at; at = at.firstChild) {
    if (at.name === 'VariableName') return { root: textOf(tree, at), links: links.reverse() };
    if (at.name !== 'MemberExpression') return undefined;
    const last: Node | undefined = partsOf(at).at(-1);
    if (!last) return undefined;
    links.push(last.name === 'PropertyName' ? textOf(tree, last) : { key: last });
  }
  return undefined;
}

/** A chain of names alone: "os.environ.get". */
export function dottedName(tree: Tree, node: Node): string | undefined {
  const chain = chainOf(tree, node);
  if (!chain || chain.links.some((link) => typeof link !== 'string')) return undefined;
  return [chain.root, ...chain.links].join('.');
}

/** `*more`, `**more`; the value is missing where the text breaks off. */
export interface Spread {
  readonly is: 'star' | 'spread';
  readonly at: Node;
  readonly value: Node | undefined;
}

/** What stands between the commas of a dictionary or an argument list. */
export type Item =
  | Spread
  | { readonly is: 'pair'; readonly key: Node; readonly value: Node }
  | { readonly is: 'single'; readonly value: Node };

const SIGNS = new Set([':', 'AssignOp']);

export function itemsOf(list: Node): readonly Item[] {
  const items: Item[] = [];
  const parts = partsOf(list).values();
  for (const part of parts) {
    if (part.name === '*' || part.name === '**') {
      const { value } = parts.next();
      items.push({ is: part.name === '*' ? 'star' : 'spread', at: part, value });
    } else if (SIGNS.has(part.nextSibling?.name ?? '')) {
      parts.next();
      const { value } = parts.next();
      if (value) items.push({ is: 'pair', key: part, value });
    } else items.push({ is: 'single', value: part });
  }
  return items;
}
