/** A person's own call as Python, to paste: what is known as it is, credentials looked up, what is not known marked. */
import { CLIENT, secretVariable } from '../call/client.ts';
import type { Call, CallEntry, CallValue, UnknownValue } from '../model/call.ts';
import { comment, pythonString, pythonValue } from './literals.ts';

/** Ends with a line break. Holds no secret: the reader of the call dropped them. */
export function printCall(call: Call): string {
  const body = call.form === 'call' ? wholeCall(call) : dictionary(call);
  const modules = ['json', 'os'].filter((module) =>
    body.some((line) => line.includes(`${module}.loads(`) || line.includes(`${module}.environ[`)),
  );
  const imports = [...modules.map((module) => `import ${module}`), ...(modules.length > 0 ? [''] : [])];
  return `${[...imports, ...body].join('\n')}\n`;
}

const wholeCall = (call: Call): readonly string[] => [
  `import ${CLIENT.package}`,
  '',
  `${CLIENT.package}.${CLIENT.function}(`,
  ...call.arguments.flatMap((entry) => indented(argument(entry))),
  ...call.unseen.flatMap((one) => indented(unseen(one))),
  ')',
];

const dictionary = ({ arguments: [network] }: Call): readonly string[] =>
  network ? within('network = ', network.value, network.name, '') : [];

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

const RESERVED =
  /^(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;

/** A key that came out of a dictionary may be no name. */
const argument = ({ name, value }: CallEntry): readonly string[] =>
  /^[a-z_]\w*$/i.test(name) && !RESERVED.test(name)
    ? within(`${name}=`, value, name, ',')
    : within(`**{${pythonString(name)}: `, value, name, '},');

/** A value between what stands before it and after it; what is not known says so in a comment above. */
function within(before: string, value: CallValue, name: string, after: string): readonly string[] {
  const lines = expression(value, name).map((line, i) => (i === 0 ? `${before}${line}` : line));
  const remarks =
    value.is === 'unknown' && value.expression === undefined ? comment(`${value.what}, as it is now`) : [];
  return [...remarks, ...lines.slice(0, -1), `${lines.at(-1)}${after}`];
}

/** What could not be seen into stays where it stood. */
const unseen = ({ what, expression: known }: UnknownValue): readonly string[] =>
  known === undefined ? comment(`and ${what}, as it is now`) : [`${/^\*+/.exec(what)?.[0] ?? '**'}${known},`];

function expression(value: CallValue, name: string): readonly string[] {
  switch (value.is) {
    case 'literal':
      return [value.value === null ? 'None' : pythonValue(value.value)];
    case 'secret':
      return [secretOf(name)];
    case 'unknown':
      return [value.expression ?? '...'];
    case 'list':
      return isPlain(value)
        ? [`[${value.items.flatMap((item) => expression(item, name)).join(', ')}]`]
        : ['[', ...value.items.flatMap((item) => indented(within('', item, name, ','))), ']'];
    case 'mapping':
      return [
        '{',
        ...value.entries.flatMap((one) =>
          indented(within(`${pythonString(one.name)}: `, one.value, one.name, ',')),
        ),
        ...value.unseen.flatMap((one) => indented(unseen(one))),
        '}',
      ];
  }
}

const isPlain = ({ items }: CallValue & { readonly is: 'list' }): boolean =>
  items.every(({ is }) => is === 'literal');

/** Under the client's name for it; a secret anywhere else under the name where it stood. */
function secretOf(name: string): string {
  const variable = secretVariable(name) ?? name.toUpperCase().replace(/\W+/g, '_');
  const found = `os.environ[${pythonString(variable)}]`;
  return name === 'gcp_service_creds_dict' ? `json.loads(${found})` : found;
}
