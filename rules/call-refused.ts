import {
  actualBackend,
  argumentOf,
  type Call,
  type CallEntry,
  CLIENT,
  defineRule,
  editFix,
  entryRef,
  type Fix,
  meantBackend,
  nearest,
  type Problem,
  secretVariable,
  textIn,
  wholeCall,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'call-refused',
  severity: 'error',
  title: 'The client refuses the call',
  needs: 'call',
  docs: {
    what: `Follows the checks that \`set_backend_options\` makes itself: a \`backend\` or \`registry_type\` that it does not know, AWS without both
keys, GCP or Google's registry without service credentials, Docker Hub without an account, a name and a token. What is not known counts as given.`,
    why: `The call ends in an exception before anything is sent.`,
    repair: `Give what is missing; credentials as look-ups in the environment.`,
    source: `The code of \`set_backend_options\` in ${CLIENT.package} ${CLIENT.version}.`,
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['--call fixtures/calls/guide-gcp.py', '--call fixtures/calls/redundant.py'],
  },
  *check({ call }) {
    if (call?.form !== 'call') return;
    for (const { name, choices } of CLIENT.parameters) {
      const entry = argumentOf(call, name);
      if (choices && entry && isOther(entry, choices)) yield notAChoice(entry, choices);
    }
    if (call.unseen.length === 0) for (const demand of DEMANDS) yield* unmet(call, demand);
  },
});

const isOther = (entry: CallEntry, choices: readonly string[]): boolean =>
  entry.value.is === 'literal' && !choices.includes(String(entry.value.value));

function notAChoice(entry: CallEntry, choices: readonly string[]): Problem {
  const text = textIn(entry) ?? '';
  const meant = nearest(text.toLowerCase(), choices);
  return {
    message: `${entry.name} is none of ${choices.map((one) => `"${one}"`).join(', ')}`,
    resources: [entryRef(entry, 'argument')],
    symptom: 'the call ends in an exception, and nothing is set',
    fix:
      meant === undefined
        ? { none: `write one of ${choices.join(', ')}` }
        : editFix({ do: 'set', at: [entry.name], value: meant }),
  };
}

interface Demand {
  /** For whom: "the backend is aws". */
  readonly where: string;
  readonly applies: (call: Call) => boolean;
  /** All of them, or one of them. */
  readonly of: 'all' | 'one';
  readonly names: readonly string[];
}

const registry = (call: Call): string | undefined => {
  const entry = argumentOf(call, 'registry_type');
  return entry ? textIn(entry) : 'ecr';
};

const SERVICE = ['gcp_service_creds_file', 'gcp_service_creds_dict'];
const DEMANDS: readonly Demand[] = [
  {
    where: 'the backend is aws',
    applies: (call) => actualBackend(call) === 'aws',
    of: 'all',
    names: ['aws_access_key_id', 'aws_secret_access_key'],
  },
  {
    where: 'the backend is gcp',
    applies: (call) => actualBackend(call) === 'gcp',
    of: 'one',
    names: SERVICE,
  },
  {
    where: 'the registry is gar',
    applies: (call) => registry(call) === 'gar' && actualBackend(call) !== 'gcp',
    of: 'one',
    names: SERVICE,
  },
  {
    where: 'the registry is docker_hub',
    applies: (call) => registry(call) === 'docker_hub',
    of: 'all',
    names: ['registry_access_token', 'registry_username'],
  },
];

/** None and an empty text are not given. */
const isGiven = (call: Call, name: string): boolean => {
  const value = argumentOf(call, name)?.value;
  return value !== undefined && !(value.is === 'literal' && !value.value);
};

function* unmet(call: Call, { where, applies, of, names }: Demand): Generator<Problem> {
  const missing = names.filter((name) => !isGiven(call, name));
  const enough = of === 'one' ? missing.length < names.length : missing.length === 0;
  if (enough || !applies(call)) return;
  const words = missing.join(of === 'one' ? ' or ' : ' and ');
  yield {
    message: `${where}, and ${words} ${missing.length > 1 && of === 'all' ? 'are' : 'is'} not given`,
    resources: [wholeCall(call)],
    key: where,
    symptom: 'the call ends in an exception, and nothing is set',
    fix: fixOf(call, missing),
  };
}

function fixOf(call: Call, missing: readonly string[]): Fix {
  if (meantBackend(call) !== actualBackend(call))
    return editFix({ do: 'rename', at: ['backend_type'], to: 'backend' });
  const [first, ...rest] = missing.flatMap((name) => {
    const environment = secretVariable(name);
    return environment === undefined || SERVICE.includes(name)
      ? []
      : [{ do: 'set', at: [name], value: { environment } } as const];
  });
  return first ? editFix(first, ...rest) : { none: `give ${missing.join(' or ')}` };
}
