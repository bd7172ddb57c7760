import {
  argumentOf,
  type Call,
  type CallEntry,
  CLIENT,
  defaultOf,
  defineRule,
  editFix,
  entryRef,
  type Fix,
  meantBackend,
  nearest,
  type Problem,
  textIn,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'swallowed-keyword',
  severity: 'error',
  title: 'The client takes a keyword and does nothing with it',
  needs: 'call',
  docs: {
    what: `Compares the keywords of the call with the signature of \`coiled.set_backend_options\` (${CLIENT.package} ${CLIENT.version}). It ends in
\`**${CLIENT.swallows}\`, so a keyword that is not in it is no error: \`backend_type\`, which Coiled's guide uses, a misspelt \`aws_regoin\`, a key of
\`network\` that stands beside it. \`customer_hosted\` is a warning: leaving it out changes nothing.`,
    why: `What was meant stays at its default. The guide's call with \`backend_type="gcp"\` runs as AWS and is refused with a demand for
AWS keys; a misspelt \`aws_region\` makes the cluster in us-east-1, where the network is not.`,
    repair: `Write the keyword that the client knows, or leave it out where there is none.`,
    source: `The signature of \`set_backend_options\` in ${CLIENT.package} ${CLIENT.version}; Coiled, "Bring your own network" (the call for GCP).`,
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: [
      'fixtures/aws/guide --call fixtures/calls/guide-aws.py',
      '--call fixtures/calls/guide-gcp.py',
      '--call fixtures/calls/misspelt.py',
    ],
  },
  *check({ call }) {
    for (const entry of call?.arguments ?? []) {
      if (call && !NAMES.includes(entry.name)) yield swallowed(call, entry);
    }
  },
});

const NAMES: readonly string[] = CLIENT.parameters.map(({ name }) => name);
const NETWORK_KEYS: readonly string[] = CLIENT.networkKeys;

/** Keywords of older documentation, and what they are called now. */
const FORMER: ReadonlyMap<string, string> = new Map([
  ['backend_type', 'backend'],
  ['vpc', 'network'],
]);
/** Of older documentation too, and of no effect today. */
const GONE: readonly string[] = ['customer_hosted'];

function swallowed(call: Call, entry: CallEntry): Problem {
  const { name } = entry;
  const meant = meantBy(call, name);
  const said = `${name} is no argument of set_backend_options (${CLIENT.package} ${CLIENT.version}), which takes it and does nothing with it`;
  return {
    message: `${said}${consequence(call, entry, meant)}`,
    resources: [entryRef(entry, 'argument')],
    ...(GONE.includes(name) && { severity: 'warning' as const }),
    symptom: symptomOf(entry, meant),
    fix: fixOf(call, entry, meant),
  };
}

function meantBy(call: Call, name: string): string | undefined {
  if (GONE.includes(name) || NETWORK_KEYS.includes(name)) return undefined;
  if (name === 'region') return meantBackend(call) === 'gcp' ? 'gcp_region' : 'aws_region';
  return FORMER.get(name) ?? nearest(name, NAMES);
}

function consequence(call: Call, { name }: CallEntry, meant: string | undefined): string {
  if (NETWORK_KEYS.includes(name)) return `: it is a key of network`;
  if (meant === undefined) return '';
  const kept = defaultOf(meant);
  const stays = kept === undefined || argumentOf(call, meant) ? '' : ` stays "${kept}"`;
  return stays === '' ? `: did you mean ${meant}?` : `: ${meant}${stays}`;
}

function symptomOf(entry: CallEntry, meant: string | undefined): string {
  if (meant === 'backend' && textIn(entry) === 'gcp')
    return 'the call runs as AWS and is refused: "Setting up AWS backend requires both: aws_access_key_id and aws_secret_access_key."';
  return 'the call succeeds, and the setting is not made';
}

function fixOf(call: Call, { name }: CallEntry, meant: string | undefined): Fix {
  if (NETWORK_KEYS.includes(name)) return { none: `write it into the dictionary: network={"${name}": …}` };
  const isFree = meant !== undefined && !argumentOf(call, meant);
  return isFree ? editFix({ do: 'rename', at: [name], to: meant }) : editFix({ do: 'remove', at: [name] });
}
