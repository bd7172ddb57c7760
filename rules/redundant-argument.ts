import {
  argumentOf,
  type Call,
  type CallEntry,
  defineRule,
  editFix,
  entryRef,
  type Fix,
  type Problem,
  type Severity,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'redundant-argument',
  severity: 'warning',
  title: 'Two arguments say the same thing',
  needs: 'call',
  docs: {
    what: `Looks for arguments of which the client takes one: \`firewall\` and \`ingress\` (an error: it refuses both), \`account\` and \`workspace\`,
\`gcp_zone\` and \`zone\`, \`gcp_service_creds_file\` and \`gcp_service_creds_dict\`; and for a keyword that is given twice. \`firewall\` or
\`account\` alone is a note: the client calls them deprecated.`,
    why: `With \`firewall\` and \`ingress\` the call ends in a ValueError. Of the other pairs one is used and the other is not, without a word.`,
    repair: `Leave out the one that is not used.`,
    source: 'The code of `set_backend_options` in coiled 1.135.6.',
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['--call fixtures/calls/redundant.py'],
  },
  *check({ call }) {
    if (!call) return;
    for (const pair of PAIRS) yield* ofPair(call, pair);
    for (const entry of call.arguments) {
      if (argumentOf(call, entry.name) !== entry) yield twice(call, entry);
    }
  },
});

interface Pair {
  readonly used: string;
  readonly unused: string;
  readonly severity: Severity;
  readonly why: string;
  /** What to say of the unused one where it stands alone. */
  readonly alone?: Fix;
}

const PAIRS: readonly Pair[] = [
  {
    used: 'ingress',
    unused: 'firewall',
    severity: 'error',
    why: 'the client refuses a call with both',
    alone: { none: 'write ingress=[…] with the same dictionary in a list' },
  },
  {
    used: 'workspace',
    unused: 'account',
    severity: 'warning',
    why: 'account is not used',
    alone: editFix({ do: 'rename', at: ['account'], to: 'workspace' }),
  },
  { used: 'zone', unused: 'gcp_zone', severity: 'warning', why: 'with gcp_project_id, gcp_zone is not used' },
  {
    used: 'gcp_service_creds_file',
    unused: 'gcp_service_creds_dict',
    severity: 'warning',
    why: 'the dictionary is not used',
  },
];

/** None, an empty text and an empty list count as left out. */
const isGiven = (entry: CallEntry | undefined): entry is CallEntry =>
  entry !== undefined &&
  !(entry.value.is === 'literal' && !entry.value.value) &&
  !(entry.value.is === 'list' && entry.value.items.length === 0);

function* ofPair(call: Call, { used, unused, severity, why, alone }: Pair): Generator<Problem> {
  const [one, other] = [argumentOf(call, used), argumentOf(call, unused)];
  if (!isGiven(other)) return;
  const resources = [entryRef(other, 'argument')];
  if (isGiven(one)) {
    const fix = editFix({ do: 'remove', at: [unused] });
    yield { message: `${unused} and ${used} are both given: ${why}`, resources, severity, fix };
  } else if (alone) {
    const message = `${unused} is deprecated: the client wants ${used}`;
    yield { message, resources, severity: 'note', fix: alone };
  }
}

const twice = ({ form }: Call, entry: CallEntry): Problem => ({
  message: `${entry.name} is given twice`,
  resources: [entryRef(entry, 'argument')],
  key: `${form} twice`,
  severity: 'error',
  symptom: 'Python refuses the call',
  fix: { none: 'leave one of the two out' },
});
