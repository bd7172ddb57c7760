/** Changes of a call, applied: the call as it would be. */
import type { Call, CallEdit, CallEntry, CallPath, CallValue } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Place } from '../model/network.ts';

/** The edits among changes. */
export const editsOf = (changes: readonly Change[]): readonly CallEdit[] =>
  changes.flatMap((change) => (change.kind === 'edit-call' ? [change.edit] : []));

/** In order; a part that is not there is left alone, but a key that is set is added. */
export function editCall(call: Call, edits: readonly CallEdit[]): Call {
  let entries = call.arguments;
  for (const edit of edits) entries = edited(entries, edit.at, edit, call.place);
  return { ...call, arguments: entries };
}

function edited(
  entries: readonly CallEntry[],
  [head, ...rest]: CallPath,
  edit: CallEdit,
  place: Place,
): readonly CallEntry[] {
  const last = entries.findLastIndex(({ name }) => name === head);
  const entry = entries[last];
  if (!entry)
    return edit.do === 'set' && rest.length === 0 ? [...entries, added(String(head), edit, place)] : entries;
  if (rest.length > 0) return entries.with(last, { ...entry, value: within(entry.value, rest, edit) });
  switch (edit.do) {
    case 'remove':
      return entries.filter(({ name }) => name !== head);
    case 'rename':
      return entries.with(last, { ...entry, name: edit.to });
    case 'set':
      return entries.with(last, { ...entry, value: newValue(edit, entry.value.place) });
  }
}

function within(value: CallValue, path: CallPath, edit: CallEdit): CallValue {
  if (value.is === 'mapping') return { ...value, entries: edited(value.entries, path, edit, value.place) };
  const [index, ...rest] = path;
  if (value.is !== 'list' || typeof index !== 'number') return value;
  return {
    ...value,
    items: value.items.map((item, i) => (i === index ? within(item, rest, edit) : item)),
  };
}

type SetEdit = CallEdit & { readonly do: 'set' };

const added = (name: string, edit: SetEdit, place: Place): CallEntry => ({
  name,
  place,
  value: newValue(edit, place),
});

function newValue({ value }: SetEdit, place: Place): CallValue {
  if (typeof value !== 'object' || value === null) return { is: 'literal', value, place };
  const expression = `os.environ["${value.environment}"]`;
  return { is: 'unknown', what: expression, expression, place };
}
