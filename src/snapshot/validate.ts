/** The shapes of `schemas/snapshot.schema.json`, checked by code generated of it: what passes here is typed from here on. */
import { isObject } from './canonical.ts';
import { pointerSegments } from './locate.ts';
import type { SnapshotDocument, SnapshotFile } from './snapshot.ts';
import { type ShapeError, validateDocument, validateSnapshot } from './validate-snapshot.generated.js';

export interface ShapeProblem {
  /** JSON pointer within the checked value. */
  readonly pointer: string;
  readonly fact: string;
  readonly remedy: string;
}

export function checkSnapshotFile(
  value: unknown,
): { readonly snapshot: SnapshotFile } | { readonly problem: ShapeProblem } {
  if (validateSnapshot(value)) return { snapshot: value };
  const [error] = validateSnapshot.errors ?? [];
  return { problem: explain(error, value) };
}

/** The pointer of the problem is one into the document's body: that is what stands in the file. */
export function checkDocument(document: SnapshotDocument): ShapeProblem | undefined {
  const { body } = document;
  if (validateDocument(document)) return undefined;
  const [error] = validateDocument.errors ?? [];
  const inBody = error && { ...error, instancePath: error.instancePath.replace(/^\/body/, '') };
  return explain(inBody, body);
}

const UNEDITED =
  "write the answer again with the provider's own CLI (`--output json`, no `--query`), unedited";

function explain(error: ShapeError | undefined, value: unknown): ShapeProblem {
  const pointer = error?.instancePath ?? '';
  const at = valueAt(value, pointer);
  if (pointer === '/version' || error?.params.missingProperty === 'version')
    return versionProblem(pointer, at);
  return { pointer, fact: fact(error, pointer, at), remedy: UNEDITED };
}

const versionProblem = (pointer: string, version: unknown): ShapeProblem => ({
  pointer,
  fact: `the snapshot has ${pointer === '' ? 'no version' : `version ${kind(version)}`}; this byo-net reads version 1`,
  remedy: 'collect it again with this byo-net, or update byo-net',
});

function fact(error: ShapeError | undefined, pointer: string, at: unknown): string {
  const where = pointer === '' ? 'the document' : pointer;
  if (error?.keyword === 'required') return `${where} has no ${error.params.missingProperty}`;
  if (error?.keyword === 'additionalProperties')
    return `${where} has an unknown key, ${JSON.stringify(error.params.additionalProperty)}`;
  if (error?.keyword === 'type')
    return `${where} is ${kind(at)}, and ${article(String(error.params.type))} is expected`;
  return `${where} ${error?.message ?? 'has an unknown shape'}`;
}

const article = (type: string): string => {
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
};

function kind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : String(value);
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const segment of pointerSegments(pointer)) {
    if (Array.isArray(at)) at = at[Number(segment)];
    else at = isObject(at) ? at[segment] : undefined;
  }
  return at;
}
