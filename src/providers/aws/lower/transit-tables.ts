/** Route tables of transit gateways (aws.md 31). */
import { parseCidr } from '../../../ip/address.ts';
import { type Health, type Unknown, USABLE, unusable } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type { Place, Resource, TransitRoute, TransitTable } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import { below, type Context, resourceOf, scopeIn, scopeOf } from './context.ts';
import { absentCall, commandInParts, refusalOf, refusedCall, type Scope, unreadCall } from './reading.ts';

const SEARCH = 'SearchTransitGatewayRoutes';

/** The tables of a gateway: those that name it, and those that its attachments use. */
export const transitTables = (
  context: Context,
  gateway: string,
  used: readonly string[],
): ReadonlyMap<string, TransitTable> =>
  new Map(tableIds(context, gateway, used).map((id) => [id, lowerTable(context, gateway, id)]));

function tableIds({ resources }: Context, gateway: string, used: readonly string[]): readonly string[] {
  const own = [...resources.transitGatewayRouteTables]
    .filter(([, { value }]) => value.TransitGatewayId === gateway)
    .map(([id]) => id);
  return [...new Set([...own, ...used])].sort(compare);
}

function lowerTable(context: Context, gateway: string, id: string): TransitTable {
  const entry = context.resources.transitGatewayRouteTables.get(id);
  const word = 'transit gateway route table';
  const resource: Resource = entry ? resourceOf(entry, entry.value, id, word) : { id, word };
  const answer = context.resources.transitGatewayRoutes.get(id);
  if (!answer) {
    const { scope, what } = subjectOf(context, id);
    const unread = unreadCall(context.resources, SEARCH, scope, what) ?? absentCall(SEARCH, scope, what);
    return { ...resource, routes: [], unread: aboutRoutes(unread) };
  }
  const { routes, complete, isInParts } = answer.value;
  const lowered = routes.flatMap((route, index) => lowerRoute(route, below(answer.place, `/${index}`)));
  const unread =
    lowered.length < routes.length || !complete
      ? cutShort(context, gateway, id, complete, isInParts)
      : failedBeside(context, id);
  return { ...resource, routes: lowered, ...(unread && { unread }) };
}

/** An answer is there, and another one about the same table was refused, or is not whole. */
function failedBeside(context: Context, id: string): Unknown | undefined {
  const { scope, what } = subjectOf(context, id);
  const refusal = refusalOf(context.resources, SEARCH, scope);
  return refusal && aboutRoutes(refusedCall(refusal, scope, what));
}

function subjectOf(context: Context, id: string): { readonly scope: Scope; readonly what: string } {
  const entry = context.resources.transitGatewayRouteTables.get(id);
  return {
    scope: { ...(entry ? scopeOf(entry, undefined) : scopeIn(context, undefined)), about: id },
    what: `the routes of ${id}`,
  };
}

const aboutRoutes = (unread: Unknown): Unknown =>
  unread.cause === 'PERMISSION_DENIED' ? unread : { ...unread, cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN' };

/** AWS answers a search with 1 000 routes at most; two narrower ones show the others, or nothing does. */
const cutShort = (
  context: Context,
  gateway: string,
  id: string,
  complete: boolean,
  isInParts: boolean,
): Unknown => ({
  cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN',
  why: complete ? `${id} has a route without a destination` : `${id} has more routes than ${SEARCH} answered`,
  settle: isInParts
    ? `declare it: --assume reach:<cidr>@${gateway}`
    : commandInParts(SEARCH, { ...scopeIn(context, undefined), about: id }),
});

/** Of equal prefixes: static, by prefix list, then propagated by kind of attachment. */
const PROPAGATED = ['vpc', 'direct-connect-gateway', 'connect', 'vpn'];
const STATIC = 0;
const STATIC_LIST = 1;

function rankOf(route: ec2.TransitGatewayRoute): number {
  if (route.Type !== 'propagated') return route.PrefixListId === undefined ? STATIC : STATIC_LIST;
  const at = PROPAGATED.indexOf(route.TransitGatewayAttachments?.[0]?.ResourceType ?? '');
  return STATIC_LIST + 1 + (at < 0 ? PROPAGATED.length : at);
}

function lowerRoute(route: ec2.TransitGatewayRoute, place: Place): readonly TransitRoute[] {
  const destination = parseCidr(route.DestinationCidrBlock ?? '');
  if (!destination) return [];
  const attachment = attachmentsOf(route)[0];
  return [
    {
      id: `${route.DestinationCidrBlock} → ${attachment ?? 'blackhole'}`,
      destination,
      rank: rankOf(route),
      state: routeHealth(route),
      ...(attachment !== undefined && { attachment }),
      place,
    },
  ];
}

/** Several attachments share a route's packets (equal cost, VPN and Connect only): the first stands for them. */
const attachmentsOf = (route: ec2.TransitGatewayRoute): readonly string[] =>
  (route.TransitGatewayAttachments ?? [])
    .flatMap(({ TransitGatewayAttachmentId: id }) => id ?? [])
    .sort(compare);

const routeHealth = ({ State, DestinationCidrBlock }: ec2.TransitGatewayRoute): Health =>
  State === undefined || State === 'active'
    ? USABLE
    : unusable('TGW_RTB_BAD_STATE_ROUTE', `the route ${DestinationCidrBlock} is ${State}`);

/** An attachment that a route names. */
export interface RouteMention {
  readonly id: string;
  readonly vpc?: string;
  readonly place: Place;
}

/** The attachments that the routes of a gateway's tables name, in order of id. */
export function routeMentions(
  context: Context,
  gateway: string,
  used: readonly string[],
): readonly RouteMention[] {
  const mentions = new Map<string, RouteMention>();
  for (const id of tableIds(context, gateway, used)) {
    const answer = context.resources.transitGatewayRoutes.get(id);
    for (const [index, route] of answer?.value.routes.entries() ?? []) {
      for (const {
        TransitGatewayAttachmentId,
        ResourceId,
        ResourceType,
      } of route.TransitGatewayAttachments ?? []) {
        if (!answer || TransitGatewayAttachmentId === undefined) continue;
        mentions.set(TransitGatewayAttachmentId, {
          id: TransitGatewayAttachmentId,
          ...(ResourceType === 'vpc' && ResourceId !== undefined && { vpc: ResourceId }),
          place: below(answer.place, `/${index}`),
        });
      }
    }
  }
  return [...mentions.values()].sort((a, b) => compare(a.id, b.id));
}
