/** `vm:subnet=…,groups=a+b,public`: a VM not built yet. */
import type { Network, Subnet } from '../model/network.ts';
import { didYouMean, listed } from './near.ts';
import { fail, found, type Resolved } from './resolved.ts';
import { plannedVm } from './spots.ts';

const VM_FORM = 'write vm:subnet=<id>,groups=<a>+<b>,public';

/** `text` is what follows `vm:`. */
export function resolvePlannedVm(text: string, network: Network): Resolved {
  const fields = fieldsOf(text);
  if ('error' in fields) return fields;
  const { subnet: id = '', groups } = fields;
  const subnet = network.subnets.get(id);
  if (!subnet) {
    const remedy = didYouMean(id, [...network.subnets.keys()]) ?? VM_FORM;
    return fail(`vm:${text} names no subnet of the input`, remedy);
  }
  const names = groups?.split('+').filter((group) => group !== '');
  const bad = names && badGroups(network, subnet, names);
  if (bad) return bad;
  const spot = plannedVm(`a VM in ${subnet.id}`, subnet, names, fields.public);
  return found(spot.label, [spot]);
}

interface VmFields {
  readonly subnet?: string;
  readonly groups?: string;
  readonly public: boolean;
}

function fieldsOf(text: string): VmFields | Extract<Resolved, { error: string }> {
  let fields: VmFields = { public: false };
  for (const field of text.split(',')) {
    const [, key = field, value] = /^(subnet|groups)=(.*)$/s.exec(field) ?? [];
    if (field === 'public') fields = { ...fields, public: true };
    else if (value === undefined)
      return { error: `vm: has no field ${JSON.stringify(field)}`, remedy: VM_FORM };
    else fields = { ...fields, [key]: value };
  }
  return fields;
}

/** Groups that a machine of the subnet cannot carry. */
function badGroups(network: Network, subnet: Subnet, names: readonly string[]): Resolved | undefined {
  if (names.length === 0) return fail('vm: names no group', VM_FORM);
  const own = [...network.filters.values()].filter(
    (filter) => filter.stateful && filter.vpcs.includes(subnet.vpc),
  );
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
