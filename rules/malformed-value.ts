import {
  argumentOf,
  type CallEdit,
  type CallEntry,
  defineRule,
  editFix,
  entryOf,
  entryRef,
  type Fix,
  isUnread,
  linkOf,
  meantBackend,
  NETWORK_KEYS,
  type NetworkKey,
  networkOf,
  type Problem,
  textIn,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'malformed-value',
  severity: 'error',
  title: 'A value of the network dictionary is not of the form that its key takes',
  needs: 'call',
  docs: {
    what: `Reads the values of \`network={…}\` by their form alone: an ARN where an id is wanted, the id of another kind of thing, a name or
a path where GCP wants a selfLink, a URL where it wants a network tag, a number where a text is wanted, a text where \`give_workers_public_ip\` wants
True or False. Where a network was read, its own ids are the better measure: malformed-id and resource-not-found then speak of them.`,
    why: `The client sends the dictionary without a look at it, so the mistake shows only when a cluster is created.`,
    repair: `AWS takes ids, GCP selfLinks of networks and subnetworks and the network tag that the firewall rules target.`,
    source:
      'Coiled, "Bring your own network": "The resource IDs are not the full ARN, just the ID", and the example for GCP.',
  },
  examples: {
    good: ['--call fixtures/calls/current.py', '--call fixtures/calls/current-gcp.py'],
    bad: ['--call fixtures/calls/arns.py', '--call fixtures/calls/other-project.py'],
  },
  *check({ call, network: read }) {
    if (!call) return;
    const dictionary = argumentOf(call, 'network');
    if (dictionary && isNoMapping(dictionary)) yield problem(dictionary, 'is no dictionary', WRITE);
    const network = networkOf(call);
    const backend = meantBackend(call);
    for (const key of NETWORK_KEYS) {
      const entry = entryOf(network, key);
      if (entry) yield* ofId(key, entry, backend === undefined || !isUnread(read) ? undefined : backend);
    }
    yield* ofSwitch(entryOf(network, SWITCH));
  },
});

const SWITCH = 'give_workers_public_ip';
const WRITE: Fix = { none: 'write a dictionary: network={"network_id": …}' };

const isNone = ({ value }: CallEntry): boolean => value.is === 'literal' && value.value === null;

const isNoMapping = ({ value }: CallEntry): boolean =>
  value.is === 'list' || value.is === 'secret' || (value.is === 'literal' && value.value !== null);

const problem = (entry: CallEntry, is: string, fix: Fix): Problem => ({
  message: `${entry.name} ${is}`,
  resources: [entryRef(entry, entry.name === 'network' ? 'argument' : 'key')],
  symptom: 'the call succeeds, and the cluster is refused when it is created',
  fix,
});

const set = (name: string, value: string | boolean): CallEdit => ({
  do: 'set',
  at: ['network', name],
  value,
});

/** `backend`: whose forms to hold it against; undefined: a network was read that knows better. */
function* ofId(key: NetworkKey, entry: CallEntry, backend: string | undefined): Generator<Problem> {
  const text = textIn(entry);
  if (text === undefined) {
    const isOther = entry.value.is !== 'unknown' && entry.value.is !== 'secret' && !isNone(entry);
    if (isOther) yield problem(entry, 'is no text', { none: 'write the id as a text' });
    return;
  }
  const form = backend === 'aws' ? awsForm(key, text) : backend === 'gcp' ? gcpForm(key, text) : undefined;
  if (!form) return;
  const fix = form.meant === undefined ? { none: form.none } : editFix(set(key, form.meant));
  yield { ...problem(entry, form.is, fix), ...(form.severity && { severity: form.severity }) };
}

interface Misfit {
  readonly is: string;
  readonly severity?: 'warning';
  /** What was meant, where the text itself tells. */
  readonly meant?: string;
  /** What to do where it does not. */
  readonly none: string;
}

const AWS: Readonly<Record<NetworkKey, readonly [stem: string, word: string]>> = {
  network_id: ['vpc', 'a VPC'],
  scheduler_subnet_id: ['subnet', 'a subnet'],
  worker_subnet_id: ['subnet', 'a subnet'],
  firewall_id: ['sg', 'a security group'],
  scheduler_firewall_id: ['sg', 'a security group'],
};

function awsForm(key: NetworkKey, text: string): Misfit | undefined {
  const [stem, word] = AWS[key];
  const isId = (id: string) => new RegExp(`^${stem}-[0-9a-f]+$`).test(id);
  if (isId(text)) return undefined;
  const quoted = JSON.stringify(text);
  const none = `write the id of ${word}: ${stem}-…`;
  const last = /[^/:]+$/.exec(text)?.[0] ?? '';
  if (/^arn:/i.test(text))
    return { is: `${quoted} is an ARN, and an id is wanted`, none, ...(isId(last) && { meant: last }) };
  const plain = text.trim().toLowerCase();
  if (isId(plain)) return { is: `${quoted} is not written as the id is: ${plain}`, none, meant: plain };
  return { is: `${quoted} is no id of ${word}: those read ${stem}-…`, none };
}

const TAG = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const HOST = 'https://www.googleapis.com/compute/v1/';

function gcpForm(key: NetworkKey, text: string): Misfit | undefined {
  const quoted = JSON.stringify(text);
  if (key.endsWith('firewall_id')) {
    const none = 'write the network tag that the firewall rules target';
    return TAG.test(text) ? undefined : { is: `${quoted} is no network tag`, none };
  }
  const link = linkOf(text);
  const isNetwork = key === 'network_id';
  const kind = isNetwork ? 'a network' : 'a subnetwork';
  const path = isNetwork ? 'projects/…/global/networks/…' : 'projects/…/regions/…/subnetworks/…';
  const none = `write the selfLink of ${kind}: ${HOST}${path}`;
  if (!link || link.kind !== (isNetwork ? 'networks' : 'subnetworks'))
    return { is: `${quoted} is no selfLink of ${kind}`, none };
  if (/^https:/.test(text)) return undefined;
  return {
    is: `${quoted} is a path, and Coiled's guide has the whole selfLink`,
    severity: 'warning',
    none,
    meant: `${HOST}${text.replace(/^\//, '')}`,
  };
}

/** Python takes any text that is not empty for true. */
function* ofSwitch(entry: CallEntry | undefined): Generator<Problem> {
  if (entry?.value.is !== 'literal' || typeof entry.value.value === 'boolean' || entry.value.value === null)
    return;
  const text = String(entry.value.value).toLowerCase();
  const meant = new Map([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ]).get(text);
  const fix = meant === undefined ? { none: 'write True or False' } : editFix(set(entry.name, meant));
  const symptom = 'Python takes any text but the empty one for true';
  yield { ...problem(entry, 'is neither True nor False', fix), symptom };
}
