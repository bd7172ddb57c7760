/** The clusters that a file makes, and what it tells Dask's configuration about Coiled. */
import type { CallEntry, CallValue, ClusterCall } from '../model/call.ts';
import { type Node, nodesBelow, partsOf } from './tree.ts';
import { argumentsOf, type Reading } from './values.ts';

export type FullName = (node: Node) => string | undefined;

const CLUSTERS = new Set(
  ['coiled', 'coiled.cluster', 'coiled.v2', 'coiled.v2.cluster'].map((module) => `${module}.Cluster`),
);
const SETTERS = new Set(['dask.config.set', 'dask.config.update_defaults']);
const CALLS = new Set(['CallExpression']);

/** In the order of the file. */
export function clustersIn(reading: () => Reading, fullName: FullName): readonly ClusterCall[] {
  const { tree } = reading();
  const named = [...nodesBelow(tree.top, CALLS)].map((node) => ({ node, name: fullName(node) ?? '' }));
  const made = named.filter(({ name }) => CLUSTERS.has(name));
  if (made.length === 0) return [];
  const configured = named.flatMap(({ node, name }) => (SETTERS.has(name) ? settings(reading(), node) : []));
  return made.map(({ node }) => {
    const now = reading();
    const [, list] = partsOf(node);
    const { entries, unseen } = list ? argumentsOf(now, list, ['name']) : { entries: [], unseen: [] };
    return { place: now.place(node), arguments: entries, unseen, configured };
  });
}

/** `dask.config.set({"coiled.a-b": 1})`, `set({"coiled": {"a_b": 1}})`, `set(coiled__a_b=1)`. */
function settings(reading: Reading, node: Node): readonly CallEntry[] {
  const [, list] = partsOf(node);
  if (!list) return [];
  const { entries } = argumentsOf(reading, list, [POSITIONAL]);
  return entries.flatMap((entry) =>
    entry.name === POSITIONAL ? below('', entry.value) : below('', asMapping(entry)),
  );
}

const POSITIONAL = '*';

const asMapping = (entry: CallEntry): CallValue => ({
  is: 'mapping',
  place: entry.place,
  entries: [{ ...entry, name: entry.name.replaceAll('__', '.') }],
  unseen: [],
});

/** Of all keys those of `coiled`, without it. */
function below(prefix: string, value: CallValue): readonly CallEntry[] {
  if (value.is !== 'mapping') return [];
  return value.entries.flatMap((entry) => {
    const name = `${prefix}${entry.name.replaceAll('-', '_')}`;
    const own = name.startsWith('coiled.') ? [{ ...entry, name: name.slice('coiled.'.length) }] : [];
    return [...own, ...below(`${name}.`, entry.value)];
  });
}
