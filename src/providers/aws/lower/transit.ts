/** Transit gateways: attachments, which table each uses, and what is not seen of somebody else's (aws.md 24, 31). */
import { type Health, type Known, known, type Unknown, USABLE, unusable } from '../../../model/known.ts';
import { compare, groupBy } from '../../../model/lists.ts';
import type { Opaque, Resource, TransitAttachment, TransitGateway } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, isForeign, resourceOf, scopeAgain, scopeIn, scopeOf } from './context.ts';
import { opaque } from './opaque.ts';
import { commandAs, commandOf, missing, refusalOf, type Scope, unreadCall } from './reading.ts';
import { type RouteMention, routeMentions, transitTables } from './transit-tables.ts';

/** Every transit gateway that an answer describes or an attachment names. */
export function lowerTransitGateways(context: Context): readonly (TransitGateway | Opaque)[] {
  const views = viewsOf(context);
  const byGateway = groupBy(views, ({ gateway }) => gateway);
  const ids = new Set([...context.resources.transitGateways.keys(), ...byGateway.keys()]);
  const tables = tablesOfAttachments(context);
  return [...ids].sort(compare).map((id) => lowerGateway(context, id, byGateway.get(id) ?? [], tables));
}

/** An attachment as the answers show it: one speaks of VPC attachments only and knows their subnets. */
interface View {
  readonly id: string;
  readonly gateway: string;
  readonly entry: Entry<ec2.TransitGatewayVpcAttachment | ec2.TransitGatewayAttachment>;
  readonly vpc?: ec2.TransitGatewayVpcAttachment;
  readonly general?: ec2.TransitGatewayAttachment;
}

function viewsOf({ resources }: Context): readonly View[] {
  const views = new Map<string, View>();
  for (const entry of resources.transitGatewayAttachments.values()) {
    const { TransitGatewayAttachmentId: id, TransitGatewayId: gateway } = entry.value;
    views.set(`${id} ${gateway}`, { id, gateway, entry, general: entry.value });
  }
  for (const [id, entry] of resources.transitGatewayVpcAttachments) {
    const { TransitGatewayId: gateway } = entry.value;
    const key = `${id} ${gateway}`;
    views.set(key, { ...views.get(key), id, gateway, entry, vpc: entry.value });
  }
  return [...views.values()].sort((a, b) => compare(a.id, b.id));
}

/** Route table ids by attachment and gateway, and whether every table was asked. */
interface AssociatedTables {
  readonly byAttachment: ReadonlyMap<string, string>;
  /** Gateways of which every route table answered which attachments it serves. */
  readonly complete: ReadonlySet<string | undefined>;
}

function tablesOfAttachments({ resources }: Context): AssociatedTables {
  const byAttachment = new Map<string, string>();
  for (const [table, { value }] of resources.transitGatewayAssociations) {
    const gateway = resources.transitGatewayRouteTables.get(table)?.value.TransitGatewayId;
    for (const { TransitGatewayAttachmentId: id, State } of value) {
      if (isWorking(State)) byAttachment.set(gateway === undefined ? id : `${id} ${gateway}`, table);
    }
  }
  const tables = groupBy(
    [...resources.transitGatewayRouteTables.values()],
    ({ value }) => value.TransitGatewayId,
  );
  const complete = [...tables].filter(([, entries]) =>
    entries.every((entry) => {
      const { TransitGatewayRouteTableId: about } = entry.value;
      const scope = scopeOf(entry, undefined);
      return (
        resources.transitGatewayAssociations.has(about) &&
        !refusalOf(resources, 'GetTransitGatewayRouteTableAssociations', { ...scope, about }) &&
        !refusalOf(resources, 'DescribeTransitGatewayRouteTables', scope)
      );
    }),
  );
  return { byAttachment, complete: new Set(complete.map(([id]) => id)) };
}

const isWorking = (state: string | undefined): boolean => state === undefined || state === 'associated';

function lowerGateway(
  context: Context,
  id: string,
  views: readonly View[],
  tables: AssociatedTables,
): TransitGateway | Opaque {
  const entry = context.resources.transitGateways.get(id);
  const region = entry?.region ?? views[0]?.entry.region;
  const bare: Resource = { id, word: 'transit gateway', ...(region !== undefined && { region }) };
  const resource = entry ? resourceOf(entry, entry.value, id, 'transit gateway') : bare;
  const dead = entry ? gatewayHealth(entry.value) : USABLE;
  if (dead.is === 'unusable') return opaque(resource, { state: dead, unknown: deadEnd(id, entry) });
  const attachments = views.map((view) => lowerAttachment(context, view, tables));
  const used = attachments.flatMap(({ table }) => ('value' in table ? (table.value ?? []) : []));
  const unread = unreadAttachments(context, entry ?? views[0]?.entry);
  return {
    ...resource,
    kind: 'transit',
    attachments: [...attachments, ...onlyInRoutes(context, id, used, attachments)],
    tables: transitTables(context, id, used),
    ...(unread && { unread }),
    groupReferences: entry ? gatewayReferences(entry.value) : unreadReferences(context, id),
  };
}

const gatewayHealth = ({ TransitGatewayId: id, State }: ec2.TransitGateway): Health =>
  State === undefined || WORKING.includes(State) ? USABLE : unusable('BAD_STATE', `${id} is ${State}`);

/** A transit gateway goes on forwarding while it is being modified, and so does an attachment. */
const WORKING = ['available', 'modifying'];

const deadEnd = (id: string, entry: Entry<unknown> | undefined): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `${id} no longer works`,
  settle: commandOf('DescribeTransitGateways', entry ? scopeAgain(entry, 'TransitGateways') : {}),
});

/** Without either list of attachments nothing is known of what the gateway connects. */
function unreadAttachments(context: Context, entry: Entry<unknown> | undefined): Unknown | undefined {
  const { resources } = context;
  const scope: Scope = entry ? scopeOf(entry, undefined) : scopeIn(context, undefined);
  if (!unreadCall(resources, 'DescribeTransitGatewayAttachments', scope)) return undefined;
  return unreadCall(resources, 'DescribeTransitGatewayVpcAttachments', scope);
}

/** The option is off unless it was turned on. */
const gatewayReferences = ({ TransitGatewayId: id, Options }: ec2.TransitGateway): Health =>
  Options?.SecurityGroupReferencingSupport === 'enable'
    ? USABLE
    : unusable('SG_REFERENCING_SUPPORT', `${id} has security group referencing off`);

function unreadReferences(context: Context, id: string): Health {
  const call = 'DescribeTransitGateways';
  const why = `${id} is not in the answer of ${call}`;
  const scope = scopeIn(context, undefined);
  const unread =
    unreadCall(context.resources, call, scope, `the options of ${id}`) ?? missing(call, scope, why);
  return { is: 'unknown', unknown: unread };
}

function lowerAttachment(context: Context, view: View, tables: AssociatedTables): TransitAttachment {
  const { id, entry, general } = view;
  const owner = view.vpc?.VpcOwnerId ?? general?.ResourceOwnerId;
  const vpc = view.vpc?.VpcId ?? (general?.ResourceType === 'vpc' ? general.ResourceId : undefined);
  return {
    ...resourceOf(entry, { OwnerId: owner, Tags: entry.value.Tags }, id, 'transit gateway attachment'),
    ...(vpc !== undefined && { vpc }),
    ...(general?.ResourceType === 'peering' &&
      general.ResourceId !== undefined && { peer: general.ResourceId }),
    subnets: [...(view.vpc?.SubnetIds ?? [])].sort(compare),
    state: attachmentHealth(view, vpc),
    table: tableOf(context, view, tables),
    groupReferences: attachmentReferences(view),
    ...(view.vpc?.Options?.ApplianceModeSupport === 'enable' && { keepsZone: true }),
  };
}

function attachmentHealth({ id, entry, vpc: seen }: View, vpc: string | undefined): Health {
  const { State } = entry.value;
  if (State !== undefined && !WORKING.includes(State)) {
    return unusable('BAD_STATE_ATTACHMENT', `${id} is ${State}, not available`);
  }
  return vpc !== undefined && !seen
    ? { is: 'unknown', unknown: unreadSubnets(id, scopeOf(entry, undefined)) }
    : USABLE;
}

const unreadSubnets = (id: string, scope: Scope): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `in which subnets ${id} stands was not read (DescribeTransitGatewayVpcAttachments)`,
  settle: commandOf('DescribeTransitGatewayVpcAttachments', scope),
});

/** On unless it was turned off; the gateway's own option decides as well. */
const attachmentReferences = ({ id, vpc }: View): Health =>
  vpc?.Options?.SecurityGroupReferencingSupport === 'disable'
    ? unusable('SG_REFERENCING_SUPPORT', `${id} has security group referencing off`)
    : USABLE;

/** Only the gateway's owner is told which table an attachment uses: from anybody else, silence says nothing. */
function tableOf(context: Context, view: View, tables: AssociatedTables): Known<string | undefined> {
  const stated = view.general?.Association;
  const table =
    stated?.TransitGatewayRouteTableId ??
    tables.byAttachment.get(`${view.id} ${view.gateway}`) ??
    tables.byAttachment.get(view.id);
  if (table !== undefined) return known(!stated || isWorking(stated.State) ? table : undefined);
  if (tables.complete.has(view.gateway)) return known(undefined);
  const owner = view.general?.TransitGatewayOwnerId;
  const ours = owner !== undefined && (owner === view.general?.ResourceOwnerId || context.callers.has(owner));
  return view.general && ours ? known(undefined) : { unknown: unreadTable(context, view) };
}

function unreadTable(context: Context, { id, gateway, entry, general }: View): Unknown {
  const call = 'DescribeTransitGatewayAttachments';
  const owner =
    general?.TransitGatewayOwnerId ?? context.resources.transitGateways.get(gateway)?.value.OwnerId;
  const scope = scopeOf(entry, undefined);
  if (owner !== undefined && isForeign(context, owner)) {
    const why = `${gateway} belongs to account ${owner}, which alone sees the route table of ${id}: ask with its credentials`;
    return { cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN', why, settle: commandAs(owner, call, scope) };
  }
  const unread = unreadCall(
    context.resources,
    call,
    scopeOf(entry, undefined),
    `the route table of ${id} and the like`,
  );
  const why = `which route table of ${gateway} ${id} uses is not in the answer of ${call}`;
  return unread ?? { cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN', why, settle: commandOf(call, scope) };
}

/** Attachments of other accounts show in routes only. */
function onlyInRoutes(
  context: Context,
  gateway: string,
  used: readonly string[],
  seen: readonly TransitAttachment[],
): readonly TransitAttachment[] {
  const known = new Set(seen.map(({ id }) => id));
  return routeMentions(context, gateway, used)
    .filter(({ id }) => !known.has(id))
    .map((mention) => unseen(mention, scopeIn(context, undefined)));
}

function unseen({ id, vpc, place }: RouteMention, scope: Scope): TransitAttachment {
  const unknown = unreadSubnets(id, scope);
  return {
    id,
    word: 'transit gateway attachment',
    place,
    ...(vpc !== undefined && { vpc }),
    subnets: [],
    state: { is: 'unknown', unknown },
    table: { unknown },
    groupReferences: { is: 'unknown', unknown },
  };
}
