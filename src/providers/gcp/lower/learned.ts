/** Routes that Cloud Routers learn by BGP: they stand in the routers' status and in no list (gcp.md 1). */
import { parseCidr } from '../../../ip/address.ts';
import { unusable } from '../../../model/known.ts';
import type { Route, Unknown } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { type Link, linkText } from '../links.ts';
import type { About, Entry } from '../resources.ts';
import type { Context } from './context.ts';
import { hopOf } from './next-hops.ts';
import { refusalOf, scopeOf, unreadCall, unreadOf } from './reading.ts';
import { type Led, lowerRoute } from './routes.ts';

const CALL = 'routers.getRouterStatus';

/** What is known of the routes that a region learns, and why there may be more. */
export interface Learned {
  readonly led: readonly Led[];
  readonly unread: readonly Unknown[];
}

/**
 * Under global routing every region learns what one learns; the status of a router of the region tells what it has
 * of the others.
 */
export function learnedRoutes(
  context: Context,
  network: Entry<compute.Network>,
  region: string | undefined,
): Learned {
  const isGlobal = network.value.routingConfig?.routingMode === 'GLOBAL';
  const routers = (context.routersOf.get(linkText(network.link)) ?? []).filter(
    (router) => isGlobal || router.link.region === region,
  );
  const here = routers.filter((router) => router.link.region === region && statusOf(context, router));
  const told = here.length > 0 ? here : routers;
  const others = unreadCall(context.resources, 'routers.aggregatedList', {
    project: network.link.project,
    ...(!isGlobal && { region }),
  });
  return {
    led: told.flatMap((router) => learnedBy(context, network, router)),
    unread: [...told.flatMap((router) => unreadStatus(context, router) ?? []), ...(others ? [others] : [])],
  };
}

/** What routers of other regions learn, which under regional routing their own region alone has. */
export function learnedElsewhere(
  context: Context,
  network: Entry<compute.Network>,
  region: string | undefined,
): readonly Led[] {
  if (network.value.routingConfig?.routingMode === 'GLOBAL') return [];
  const routers = (context.routersOf.get(linkText(network.link)) ?? []).filter(
    (router) => router.link.region !== region && statusOf(context, router),
  );
  return routers.flatMap((router) =>
    learnedBy(context, network, router).map(({ route, gateway }) => ({
      ...(gateway && { gateway }),
      route: asElsewhere(context.networkId(network.link), route, router.link, region),
    })),
  );
}

function asElsewhere(network: string, route: Route, router: Link, region: string | undefined): Route {
  const home = router.region ?? 'another region';
  const why = `${router.name} learned it in ${home}, and ${network} has routingMode REGIONAL: it is not in use in ${region ?? 'other regions'}`;
  return { ...route, elsewhere: home, state: unusable('NO_ROUTE', why) };
}

function learnedBy(
  context: Context,
  network: Entry<compute.Network>,
  router: Entry<compute.Router>,
): readonly Led[] {
  const status = statusOf(context, router);
  return (status?.value.bestRoutes ?? []).flatMap((route, i) =>
    status ? lowerLearned(context, network, status, route, i) : [],
  );
}

/** A router without BGP peers learns nothing. */
function unreadStatus(context: Context, router: Entry<compute.Router>): Unknown | undefined {
  if (statusOf(context, router) || (router.value.bgpPeers ?? []).length === 0) return undefined;
  const scope = scopeOf(router);
  const refusal = refusalOf(context.resources, CALL, scope);
  const why = `which routes ${router.link.name} learns by BGP was not read${refusal ? `: ${refusal.why}` : ''}`;
  return unreadOf(CALL, scope, why, refusal ? 'PERMISSION_DENIED' : 'UNKNOWN_RESOURCE');
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
