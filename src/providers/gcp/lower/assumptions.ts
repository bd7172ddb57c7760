/** What is taken for granted because nobody read it (DESIGN.md): a refused read is never an assumption. */
import { type Context, compare } from './context.ts';
import { refusalOf, scopeOf } from './reading.ts';

const CALL = 'networks.getEffectiveFirewalls';

export function assumptions(context: Context): readonly string[] {
  const { resources, networkId } = context;
  const unasked = [...resources.networks.values()]
    .filter(
      ({ link }) =>
        !resources.effectiveFirewalls.some(({ arguments: given }) => given.network?.endsWith(link.name)),
    )
    .filter(({ link }) => !refusalOf(resources, CALL, scopeOf(link)))
    .map(({ link }) => networkId(link))
    .sort(compare);
  if (unasked.length === 0) return [];
  return [
    `no hierarchical or regional firewall policy applies in ${unasked.join(', ')}: ${CALL} was not read`,
  ];
}
