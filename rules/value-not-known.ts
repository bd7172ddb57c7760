import {
  argumentOf,
  type Call,
  callRef,
  defineRule,
  entryOf,
  isUnread,
  NETWORK_KEYS,
  type NetworkKey,
  networkOf,
  type Place,
  type Undecided,
  type UnknownValue,
  wholeCall,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'value-not-known',
  severity: 'note',
  title: 'A part of the call is not known without running it',
  needs: 'call',
  docs: {
    what: `Names what stands in the way of reading the placement off the call: an id that is looked up, computed, imported from another file or
assigned twice, and \`**options\` or a dictionary that could hold anything. The call is never run. Names that one assignment binds to a
text or a dictionary are followed.`,
    why: `What is not known is not checked. Where a network was read, an id that is not known leaves the answer open, and the check does not
pass; so does a call that is no Python, in any case. A region, project or backend that is not known is only not compared.`,
    repair: `Give the id as a flag (\`--worker-subnet-id subnet-…\`), which beats the call; or check the file in which the dictionary is written.`,
    source: 'byo-net reads Python by its grammar.',
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['fixtures/aws/guide --call fixtures/calls/unknown.py'],
  },
  *check({ call, network }) {
    if (!call) return;
    const isPlaced = !isUnread(network);
    for (const open of openParts(call)) {
      const { what, where, id, place, settle } = open;
      const required = open.broken === true || (isPlaced && !PLACES.includes(id));
      const message = `${where} is not known: ${what}`;
      const why = `it is ${what}, and the call is not run`;
      yield {
        kind: 'undecided',
        message,
        resources: [callRef(id, 'argument', place)],
        required,
        reasons: [{ cause: 'UNKNOWN_RESOURCE', why, settle }],
      } satisfies Undecided;
    }
  },
});

/** Where the call says the cluster goes besides its network: what is not known of it is not compared. */
const PLACES: readonly string[] = [
  'backend',
  'aws_region',
  'gcp_project_id',
  'gcp_region',
  'gcp_zone',
  'zone',
];

interface OpenPart extends UnknownValue {
  readonly broken?: true;
  /** For a sentence: "network_id", "what else the call is given". */
  readonly where: string;
  readonly id: string;
  readonly place: Place;
  readonly settle: string;
}

const FLAGS: Readonly<Record<NetworkKey, string>> = {
  network_id: '--network-id',
  scheduler_subnet_id: '--scheduler-subnet-id',
  worker_subnet_id: '--worker-subnet-id',
  firewall_id: '--firewall-id',
  scheduler_firewall_id: '--scheduler-firewall-id',
};
const IDS = 'give the ids as flags: --network-id, --scheduler-subnet-id, --worker-subnet-id, --firewall-id';

function openParts(call: Call): readonly OpenPart[] {
  const dictionary = argumentOf(call, 'network');
  const network = networkOf(call);
  const ids = NETWORK_KEYS.flatMap((key): readonly OpenPart[] => {
    const value = entryOf(network, key)?.value;
    if (value?.is !== 'unknown') return [];
    return [{ ...value, where: key, id: key, settle: `give the id: ${FLAGS[key]} …` }];
  });
  const whole =
    dictionary?.value.is === 'unknown'
      ? [{ ...dictionary.value, where: 'network', id: 'network', settle: IDS }]
      : [];
  const places = PLACES.flatMap((name): readonly OpenPart[] => {
    const value = argumentOf(call, name)?.value;
    if (value?.is !== 'unknown') return [];
    return [{ ...value, where: name, id: name, settle: 'write it in the call, and it is compared' }];
  });
  return [...unseenOf(call, dictionary === undefined), ...whole, ...ids, ...places];
}

/** What could hold more: of the dictionary any of its keys, of the call the dictionary itself. */
function unseenOf(call: Call, hidesNetwork: boolean): readonly OpenPart[] {
  const inNetwork = (networkOf(call)?.unseen ?? []).map((one) => ({
    ...one,
    where: 'what else network holds',
    id: 'network',
    settle: IDS,
  }));
  const inCall = call.unseen.map((one) => ({
    ...one,
    where: hidesNetwork ? 'which network the call names' : 'what else the call is given',
    id: wholeCall(call).id,
    settle: hidesNetwork ? IDS : 'write the arguments out in the call',
  }));
  return [...inCall, ...inNetwork];
}
