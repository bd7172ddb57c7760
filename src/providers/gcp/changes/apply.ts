/**
 * Changes applied to the decoded project, for the proof of a fix: a copy, with one thing different each. What Compute
 * would refuse, or what is not the network's own to change, cannot be applied here either.
 */
import { formatCidr } from '../../../ip/address.ts';
import type { AllowChange, Change, RaiseChange } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import { fullLink } from '../lower/context.ts';
import { classicOf } from '../lower/firewall.ts';
import { INTERNET_GATEWAY } from '../lower/internet.ts';
import type { Entry, GcpResources } from '../resources.ts';
import { priorityBefore, rulesFor } from './firewall-rules.ts';
import { freeName } from './names.ts';
import { natPlan } from './nat.ts';
import { beside, firewallNamed, networkEntry, networkOfFilter, type Origin, routeNamed } from './where.ts';

/** The project after the changes; undefined where one of them cannot be made. */
export function applyChanges(
  resources: GcpResources,
  network: Network,
  changes: readonly Change[],
): GcpResources | undefined {
  const origin = { resources, network };
  return changes.reduce<GcpResources | undefined>(
    (now, change) => now && applyChange(now, origin, change),
    resources,
  );
}

/** One change on a project that earlier changes may have altered already. */
export function applyChange(now: GcpResources, origin: Origin, change: Change): GcpResources | undefined {
  switch (change.kind) {
    case 'allow':
      return allow(now, origin, change);
    case 'remove-rule':
      return edited(now, firewallNamed(origin, change.filter, change.direction, change.rule), {
        disabled: true,
      });
    case 'raise-rule':
      return raise(now, origin, change);
    case 'add-route':
    case 'replace-route': {
      const route = newRoute(now, origin, change);
      return route && { ...now, routes: new Map([...now.routes, [linkText(route.link), route]]) };
    }
    case 'remove-route':
      return withoutRoute(now, routeNamed(origin, change.table, change.route));
    case 'translate': {
      const plan = natPlan(now, origin, change.subnet);
      const { router } = plan ?? {};
      return router && { ...now, routers: new Map([...now.routers, [linkText(router.link), router]]) };
    }
    case 'share-routes-among-regions':
      return shareRoutes(now, networkEntry(origin, change.vpc));
    case 'place':
    case 'declare':
      return now;
    case 'attach-gateway':
    case 'enable-dns':
    case 'use-provider-resolver':
    case 'exclude-from-public-access-block':
      return undefined;
  }
}

/** Names that VPC firewall rules of the project have. */
export const ruleNames = (resources: GcpResources): ReadonlySet<string> =>
  new Set([...classicOf(resources)].map(({ link }) => link.name));

function allow(now: GcpResources, origin: Origin, change: AllowChange): GcpResources | undefined {
  const home = networkOfFilter(origin, change.filter);
  const rules = rulesFor(origin, change, ruleNames(now));
  if (!home || !rules) return undefined;
  const firewalls = new Map(now.firewalls);
  for (const value of rules) {
    const link = beside(home.link, 'firewalls', value.name);
    firewalls.set(linkText(link), { value, link, place: home.place });
  }
  return { ...now, firewalls };
}

function raise(
  now: GcpResources,
  origin: Origin,
  { filter, direction, rule, before }: RaiseChange,
): GcpResources | undefined {
  const priority = priorityBefore(origin, filter, direction, before);
  return priority === undefined
    ? undefined
    : edited(now, firewallNamed(origin, filter, direction, rule), { priority });
}

/** The rule with other answers in it, beside what earlier changes made of it. */
function edited(
  now: GcpResources,
  rule: Entry<compute.Firewall> | undefined,
  answers: Partial<compute.Firewall>,
): GcpResources | undefined {
  if (!rule) return undefined;
  const key = linkText(rule.link);
  const entry = now.firewalls.get(key) ?? rule;
  const value = { ...entry.value, ...answers };
  return { ...now, firewalls: new Map([...now.firewalls, [key, { ...entry, value }]]) };
}

function shareRoutes(
  now: GcpResources,
  network: Entry<compute.Network> | undefined,
): GcpResources | undefined {
  if (!network) return undefined;
  const key = linkText(network.link);
  if (!now.networks.has(key)) return undefined;
  const routingConfig = { ...network.value.routingConfig, routingMode: 'GLOBAL' };
  const value = { ...network.value, routingConfig };
  return { ...now, networks: new Map([...now.networks, [key, { ...network, value }]]) };
}

function withoutRoute(now: GcpResources, route: Entry<compute.Route> | undefined): GcpResources | undefined {
  const key = route && linkText(route.link);
  return key === undefined
    ? undefined
    : { ...now, routes: new Map([...now.routes].filter(([one]) => one !== key)) };
}

export type RouteChange = Extract<Change, { kind: 'add-route' | 'replace-route' }>;

/**
 * The route to the internet that is to be made; in another one's place it has its name, priority and tags. To any
 * other gateway somebody has to decide more than an address.
 */
export function newRoute(
  now: GcpResources,
  origin: Origin,
  change: RouteChange,
): Entry<compute.Route> | undefined {
  const table = origin.network.routeTables.get(change.table);
  const home = table && networkEntry(origin, table.vpc);
  if (!home || change.gateway !== INTERNET_GATEWAY) return undefined;
  const old = change.kind === 'replace-route' ? routeNamed(origin, change.table, change.route) : undefined;
  if (change.kind === 'replace-route' && !old) return undefined;
  const taken = new Set([...now.routes.values()].map(({ link }) => link.name));
  const link = old?.link ?? beside(home.link, 'routes', freeName(`${home.link.name}-internet`, taken));
  return {
    link,
    place: old?.place ?? home.place,
    value: {
      name: link.name,
      network: fullLink(home.link),
      destRange: formatCidr(change.destination),
      priority: old?.value.priority ?? 1000,
      ...(old?.value.tags && { tags: old.value.tags }),
      nextHopGateway: fullLink(beside(home.link, 'gateways', INTERNET_GATEWAY)),
    },
  };
}
