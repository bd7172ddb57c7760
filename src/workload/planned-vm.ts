/**
 * A VM not built yet: `vm:subnet=…,groups=a+b,public`, and where rules choose machines by what they carry
 * `vm:subnet=…,tags=a+b,service-account=…,public`. With `network=…` it stands in any subnet of it.
 */
import { carriedIn, firewallsOf, idIn } from '../model/carried.ts';
import type { Network, Subnet } from '../model/network.ts';
import { didYouMean, listed } from './near.ts';
import { fail, found, type Resolved } from './resolved.ts';
import { plannedVm } from './spots.ts';

const formOf = ({ labels }: Network): string =>
  labels
    ? 'write vm:subnet=<id>,tags=<a>+<b>,service-account=<email>,public'
    : 'write vm:subnet=<id>,groups=<a>+<b>,public';

/** `text` is what follows `vm:`. */
export function resolvePlannedVm(text: string, network: Network): Resolved {
  const fields = fieldsOf(text, network);
  if ('error' in fields) return fields;
  const subnets = subnetsOf(fields, network);
  if ('error' in subnets) return { ...subnets, error: `vm:${text} ${subnets.error}` };
  const names = fields.names?.split('+').filter((name) => name !== '');
  const spots = [];
  for (const subnet of subnets.value) {
    const bad = names && badNames(network, subnet, names);
    if (bad) return bad;
    const label = `a VM in ${subnet.id}`;
    spots.push(plannedVm(label, subnet, carriedBy(network, subnet, names, fields.account), fields.public));
  }
  return found(fields.network ? `a VM in ${idIn(network, fields.network)}` : (spots[0]?.label ?? ''), spots);
}

/** A VM that is said to carry nothing is any machine, but where labels are carried: there it carries none. */
function carriedBy(
  network: Network,
  subnet: Subnet,
  names: readonly string[] | undefined,
  account: string | undefined,
) {
  if (names === undefined && account === undefined && !network.labels) return { filters: undefined };
  return carriedIn(network, subnet, names ?? [], account);
}

interface VmFields {
  readonly subnet?: string;
  readonly network?: string;
  /** Groups, or tags. */
  readonly names?: string;
  readonly account?: string;
  readonly public: boolean;
}

const KEYS: Readonly<Record<string, keyof VmFields>> = { subnet: 'subnet', network: 'network' };
const OF_GROUPS: typeof KEYS = { ...KEYS, groups: 'names' };
const OF_LABELS: typeof KEYS = { ...KEYS, tags: 'names', 'service-account': 'account' };

function fieldsOf(text: string, network: Network): VmFields | Extract<Resolved, { error: string }> {
  const keys = network.labels ? OF_LABELS : OF_GROUPS;
  let fields: VmFields = { public: false };
  for (const field of text.split(',')) {
    const [, key = field, value] = /^([a-z-]+)=(.*)$/s.exec(field) ?? [];
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (field === 'public') fields = { ...fields, public: true };
    else if (value === undefined || known === undefined)
      return { error: `vm: has no field ${JSON.stringify(field)}`, remedy: formOf(network) };
    else fields = { ...fields, [known]: value };
  }
  return fields;
}

function subnetsOf(
  { subnet: id, network: of }: VmFields,
  network: Network,
): { readonly value: readonly Subnet[] } | Extract<Resolved, { error: string }> {
  const all = [...network.subnets.values()];
  if (id === undefined && of !== undefined) {
    const vpc = idIn(network, of);
    const own = all.filter((subnet) => subnet.vpc === vpc && subnet.state.is === 'usable');
    const remedy = didYouMean(of, [...network.vpcs.keys()]) ?? formOf(network);
    return own.length > 0 ? { value: own } : fail('names no network of the input that has subnets', remedy);
  }
  const subnet = network.subnets.get(idIn(network, id ?? ''));
  if (subnet) return { value: [subnet] };
  const remedy = didYouMean(id ?? '', [...network.subnets.keys()]) ?? formOf(network);
  return fail('names no subnet of the input', remedy);
}

/** Groups that a machine of the subnet cannot carry; a label can be carried anywhere. */
function badNames(network: Network, subnet: Subnet, names: readonly string[]): Resolved | undefined {
  if (network.labels) return undefined;
  if (names.length === 0) return fail('vm: names no group', formOf(network));
  const own = [...firewallsOf(network).values()].filter(({ vpcs }) => vpcs.includes(subnet.vpc));
  const ids = own.map(({ id }) => id);
  const foreign = names.find((name) => !ids.includes(name));
  if (foreign === undefined) return undefined;
  const filter = network.filters.get(foreign);
  const meant = didYouMean(foreign, ids) ?? 'name groups of its network';
  if (!filter)
    return fail(`${foreign} is not in the input`, `${meant}${ids.length === 0 ? '' : `: ${listed(ids)}`}`);
  return fail(
    `${filter.word} ${foreign} cannot be used in ${subnet.vpc}`,
    `name groups of its network: ${listed(ids)}`,
  );
}
