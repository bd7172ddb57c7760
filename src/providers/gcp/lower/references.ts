/** The id that a reference of a person means: a selfLink of either host, a part of one, a name (gcp.md 2). */
import { type Link, linkOf, linkText } from '../links.ts';
import { type Context, nextHopLinks } from './context.ts';
import type { Names } from './names.ts';

export function idLookup(context: Context): (reference: string) => string | undefined {
  const { networks, subnetworks, ...others } = context.resources;
  const { instances, vpnTunnels, interconnectAttachments, forwardingRules } = others;
  const hops = [instances, vpnTunnels, interconnectAttachments, forwardingRules];
  const named = (table: ReadonlyMap<string, { readonly link: Link }>, name: Names) =>
    [...table.values()].map(({ link }) => ({ link, id: name(link) }));
  const all = [
    ...named(networks, context.networkId),
    ...named(subnetworks, context.subnetId),
    ...hops.flatMap((table) => named(table, context.gatewayId)),
    ...nextHopLinks(context.resources).map((link) => ({ link, id: context.gatewayId(link) })),
  ];
  const byPath = new Map(all.map(({ link, id }) => [linkText(link), id]));
  return (reference) => {
    const link = linkOf(reference);
    if (!link) return undefined;
    return (
      byPath.get(linkText(link)) ?? only(all.filter((one) => isPartOf(link, one.link)).map(({ id }) => id))
    );
  };
}

/** A reference that leaves out its project, as `regions/us-east1/subnetworks/s`. */
const isPartOf = (part: Link, { project: _, ...whole }: Link): boolean =>
  part.project === undefined && linkText(part) === linkText(whole);

const only = (ids: readonly string[]): string | undefined => (ids.length === 1 ? ids[0] : undefined);
