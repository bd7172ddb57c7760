/** What is taken for granted because nobody read it (DESIGN.md): a refused read is never an assumption. */
import { type Context, compare } from './context.ts';
import { isAbout } from './in-force.ts';
import { refusalOf, scopeOf } from './reading.ts';

const CALL = 'networks.getEffectiveFirewalls';

export function assumptions(context: Context): readonly string[] {
  const { resources, networkId } = context;
  const networks = [...resources.networks.values()];
  const unasked = networks
    .filter((network) => !resources.effectiveFirewalls.some((answer) => isAbout(answer, network)))
    .filter((network) => !refusalOf(resources, CALL, scopeOf(network)));
  const ids = (some: typeof networks): readonly string[] =>
    some.map(({ link }) => networkId(link)).sort(compare);
  return [
    ...sentence('no hierarchical or regional firewall policy applies', ids(unasked), `${CALL} was not read`),
    ...sentence("Google's resolver is in use", ids(networks), 'DNS server policies are not read'),
  ];
}

const sentence = (fact: string, networks: readonly string[], why: string): readonly string[] =>
  networks.length === 0 ? [] : [`${fact} in ${networks.join(', ')}: ${why}`];
