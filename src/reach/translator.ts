/** NAT that an internet gateway does itself for machines without a public address: one stage, and no hop of its own. */
import { describeAddresses } from '../ip/address.ts';
import { isEmpty } from '../ip/interval.ts';
import { isKnown } from '../model/known.ts';
import type { InternetGateway, Translator } from '../model/network.ts';
import { protocolLimit } from './nat.ts';
import { byHealth, doubt, hideGroups, refOf, type Walk } from './walk.ts';

/** Undefined where nothing translates for the subnet. A reply is never translated anew. */
export function crossTranslator(walk: Walk, gateway: InternetGateway, subnet: string): Walk | undefined {
  const translators = gateway.translators?.get(subnet);
  if (!translators || walk.mode === 'reply') return undefined;
  if (!isKnown(translators))
    return doubt(walk, translators.unknown, { resource: refOf(gateway), side: 'through' });
  const [first] = [...translators.value].sort(usableFirst);
  return first && translate(walk, first);
}

const ORDER: readonly Translator['state']['is'][] = ['usable', 'unknown', 'unusable'];
const usableFirst = (a: Translator, b: Translator): number =>
  ORDER.indexOf(a.state.is) - ORDER.indexOf(b.state.is);

function translate(walk: Walk, translator: Translator): Walk {
  const resource = refOf(translator);
  const { publicAddresses } = translator;
  const addresses = isEmpty(publicAddresses) ? 'addresses of its own' : describeAddresses(publicAddresses);
  const note = `translates to ${addresses}`;
  const through = byHealth(walk, translator.state, { resource, side: 'through', note });
  return hideGroups(protocolLimit(through, resource), `${translator.id} translates the source`);
}
