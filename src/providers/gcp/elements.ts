/** What an answer lists, whatever its form: a list, a list a scope, a bare list, one resource. */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import { type LoadedDocument, pointerInFile } from '../../snapshot/snapshot.ts';
import { callNamed } from './calls.ts';

export interface Element {
  readonly value: JsonObject;
  /** Where it stands in the file it came from. */
  readonly pointer: string;
}

/** The elements of an answer to a listing or a `get`; none for any other call. */
export function elementsOf({ call, body, origin }: LoadedDocument): readonly Element[] {
  const of = callNamed(call);
  if (of === undefined) return [];
  if (call.endsWith('.get')) return [{ value: body, pointer: origin.pointer }];
  return (listsOf(body) ?? []).flatMap(({ list, pointer }) =>
    list.flatMap((value, i) =>
      isObject(value) ? [{ value, pointer: pointerInFile(origin, `${pointer}/${i}`) }] : [],
    ),
  );
}

/** The objects in the lists of a body; undefined where it holds no list, or one of other things. */
export function objectsIn(body: JsonObject): readonly JsonObject[] | undefined {
  const all = listsOf(body)?.flatMap(({ list }) => list);
  return all?.some((element) => !isObject(element)) ? undefined : all?.filter(isObject);
}

interface List {
  readonly list: readonly unknown[];
  /** Within the body. */
  readonly pointer: string;
}

/** `items`, a list or an object of scopes; one other API names its list after what is in it. */
function listsOf(body: JsonObject): readonly List[] | undefined {
  if (Array.isArray(body.policyBasedRoutes))
    return [{ list: body.policyBasedRoutes, pointer: '/policyBasedRoutes' }];
  const { items } = body;
  if (Array.isArray(items)) return [{ list: items, pointer: '/items' }];
  return isObject(items) ? Object.entries(items).flatMap(scopeLists) : undefined;
}

/** What a scope lists under the name of its collection, beside its warning. */
const scopeLists = ([scope, value]: readonly [string, unknown]): readonly List[] =>
  (isObject(value) ? Object.entries(value) : []).flatMap(([key, list]) =>
    Array.isArray(list) ? [{ list, pointer: `/items/${escaped(scope)}/${key}` }] : [],
  );

/** A scope's name holds a slash (RFC 6901). */
const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');
