/** Routes that Cloud Routers learn by BGP: they stand in the routers' status and in no list (gcp.md 1). */
import { parseCidr } from '../../../ip/address.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { About, Entry } from '../resources.ts';
import type { Context } from './context.ts';
import { hopOf } from './next-hops.ts';
import { refusalOf, scopeOf, unreadOf } from './reading.ts';
import { type Led, lowerRoute, unknownRoutes } from './routes.ts';

const CALL = 'routers.getRouterStatus';

/**
 * Under global routing every region learns what one learns; the status of a router of the region tells what it has
 * of the others.
 */
export function learnedRoutes(
  context: Context,
  network: Entry<compute.Network>,
  region: string | undefined,
): readonly Led[] {
  const isGlobal = network.value.routingConfig?.routingMode === 'GLOBAL';
  const routers = (context.routersOf.get(linkText(network.link)) ?? []).filter(
    (router) => isGlobal || router.link.region === region,
  );
  const here = routers.filter((router) => router.link.region === region && statusOf(context, router));
  return (here.length > 0 ? here : routers).flatMap((router) => learnedBy(context, network, router));
}

/** A router without BGP peers learns nothing. */
function learnedBy(
  context: Context,
  network: Entry<compute.Network>,
  router: Entry<compute.Router>,
): readonly Led[] {
  const status = statusOf(context, router);
  if (status)
    return (status.value.bestRoutes ?? []).flatMap((route, i) =>
      lowerLearned(context, network, status, route, i),
    );
  if ((router.value.bgpPeers ?? []).length === 0) return [];
  const scope = scopeOf(router);
  const refusal = refusalOf(context.resources, CALL, scope);
  const why = `which routes ${router.link.name} learns by BGP was not read${refusal ? `: ${refusal.why}` : ''}`;
  return unknownRoutes(unreadOf(CALL, scope, why, refusal ? 'PERMISSION_DENIED' : 'UNKNOWN_RESOURCE'));
}

const statusOf = ({ resources }: Context, router: Entry<unknown>): About<compute.RouterStatus> | undefined =>
  resources.routerStatus.find((one) => isOf(one, router));

const isOf = ({ project, region, arguments: given }: About<unknown>, { link }: Entry<unknown>): boolean =>
  given.router === link.name &&
  (region === undefined || region === link.region) &&
  (project === undefined || project === link.project);

function lowerLearned(
  context: Context,
  network: Entry<compute.Network>,
  { place }: About<unknown>,
  value: compute.Route,
  i: number,
): readonly Led[] {
  const destination = parseCidr(value.destRange ?? '');
  const entry = {
    value,
    link: network.link,
    place: { ...place, pointer: `${place.pointer}/bestRoutes/${i}` },
  };
  const hop = hopOf(context, context.networkId(network.link), entry);
  return destination && hop
    ? [{ route: lowerRoute(entry, hop, destination), ...(hop.gateway && { gateway: hop.gateway }) }]
    : [];
}
