/** Changes as gcloud commands, to paste. Every argument is quoted: names come from documents. */
import { type AllowChange, type Change, changeKey } from '../../../model/change.ts';
import { quoted } from '../../shell.ts';
import type * as compute from '../documents.ts';
import { type Link, linkOf, linkText } from '../links.ts';
import { reference } from '../lower/context.ts';
import type { GcpResources } from '../resources.ts';
import { applyChange, newRoute, type RouteChange, ruleNames } from './apply.ts';
import { type NewRule, priorityBefore, rulesFor } from './firewall-rules.ts';
import { type NatPlan, natPlan } from './nat.ts';
import { firewallNamed, networkEntry, type Origin, routeNamed } from './where.ts';

/**
 * The commands in the order of the changes; each is written for the project as the earlier ones leave it. `others`
 * are changes that the same report prints before: a rule of theirs keeps its name to itself. `there` is what they leave.
 */
export function renderChanges(
  origin: Origin,
  changes: readonly Change[],
  others: readonly Change[],
  there: GcpResources,
): readonly string[] {
  const named = nameRules(origin, [...others, ...changes]);
  const lines: string[] = [];
  let now = there;
  for (const change of changes) {
    lines.push(...render(now, origin, named, change));
    now = applyChange(now, origin, change) ?? now;
  }
  return lines;
}

/** The new rules of each change, by the change; the same change has the same rules wherever it stands. */
type Named = ReadonlyMap<string, readonly NewRule[]>;

function nameRules(origin: Origin, changes: readonly Change[]): Named {
  const taken = new Set(ruleNames(origin.resources));
  const named = new Map<string, readonly NewRule[]>();
  for (const change of changes) {
    if (change.kind !== 'allow' || named.has(changeKey(change))) continue;
    const rules = rulesFor(origin, change, taken) ?? [];
    for (const { name } of rules) taken.add(name);
    named.set(changeKey(change), rules);
  }
  return named;
}

function render(now: GcpResources, origin: Origin, named: Named, change: Change): readonly string[] {
  switch (change.kind) {
    case 'allow':
      return (named.get(changeKey(change)) ?? []).map((rule) => createRule(rule, change));
    case 'remove-rule':
      return updateRule(origin, change, { disabled: true });
    case 'raise-rule': {
      const priority = priorityBefore(origin, change.filter, change.direction, change.before);
      return updateRule(origin, change, { priority: String(priority) });
    }
    case 'add-route':
      return createRoute(now, origin, change);
    case 'replace-route':
      return [...deleteRoute(now, origin, change), ...createRoute(now, origin, change)];
    case 'remove-route':
      return deleteRoute(now, origin, change);
    case 'translate': {
      const plan = natPlan(now, origin, change.subnet);
      return plan ? translate(plan) : [];
    }
    case 'share-routes-among-regions': {
      const network = networkEntry(origin, change.vpc);
      return network ? [gcloud('networks update', network.link, { 'bgp-routing-mode': 'global' })] : [];
    }
    case 'propagate-routes':
    case 'add-transit-route':
    case 'declare':
    case 'attach-gateway':
    case 'enable-dns':
    case 'use-provider-resolver':
    case 'exclude-from-public-access-block':
    case 'create-nat-gateway':
    case 'create-subnet':
    case 'edit':
    case 'edit-call':
    case 'create-network':
    case 'remove-network':
    case 'place':
      return [];
  }
}

/** `gcloud compute <words> <name> --project=… --<flag>=…`; a flag without a value stands alone. */
function gcloud(words: string, { name, project }: Link, flags: Flags): string {
  const given = { ...(project !== undefined && { project }), ...flags };
  const texts = Object.entries(given).flatMap(([flag, value]) => flagText(flag, value));
  return ['gcloud compute', words, quoted(name), ...texts].join(' ');
}

type Flags = Readonly<Record<string, string | true | readonly string[] | undefined>>;

function flagText(flag: string, value: Flags[string]): readonly string[] {
  if (value === undefined) return [];
  return [value === true ? `--${flag}` : `--${flag}=${quoted([value].flat().join(','))}`];
}

const nameIn = (selfLink: string | undefined): string | undefined =>
  selfLink === undefined ? undefined : (linkOf(selfLink)?.name ?? selfLink);

function createRule(rule: NewRule, { direction }: AllowChange): string {
  const link = { ...linkOf(rule.network), collection: 'firewalls', name: rule.name };
  return gcloud('firewall-rules create', link, {
    network: nameIn(rule.network),
    direction,
    priority: rule.priority === 1000 ? undefined : String(rule.priority),
    action: 'allow',
    rules: rule.allowed.flatMap(({ IPProtocol, ports }) =>
      ports ? ports.map((port) => `${IPProtocol}:${port}`) : [IPProtocol],
    ),
    'source-ranges': rule.sourceRanges,
    'source-tags': rule.sourceTags,
    'destination-ranges': rule.destinationRanges,
    'target-tags': rule.targetTags,
  });
}

/** A rule that goes is disabled and not deleted: the way back is one word. */
function updateRule(
  origin: Origin,
  { filter, direction, rule }: Extract<Change, { kind: 'remove-rule' | 'raise-rule' }>,
  flags: Flags,
): readonly string[] {
  const found = firewallNamed(origin, filter, direction, rule);
  return found ? [gcloud('firewall-rules update', found.link, flags)] : [];
}

function createRoute(now: GcpResources, origin: Origin, change: RouteChange): readonly string[] {
  const route = newRoute(now, origin, change);
  if (!route) return [];
  const { network, destRange, priority, tags } = route.value;
  return [
    gcloud('routes create', route.link, {
      network: nameIn(network),
      'destination-range': destRange,
      priority: priority === undefined || priority === 1000 ? undefined : String(priority),
      tags,
      'next-hop-gateway': change.gateway,
    }),
  ];
}

/** One that an earlier change deleted is there no more. */
function deleteRoute(
  now: GcpResources,
  origin: Origin,
  { table, route }: Extract<Change, { kind: 'remove-route' | 'replace-route' }>,
): readonly string[] {
  const found = routeNamed(origin, table, route);
  return found && now.routes.has(linkText(found.link))
    ? [gcloud('routes delete', found.link, { quiet: true })]
    : [];
}

function translate({ subnet, router, isNewRouter, nat, isNewNat }: NatPlan): readonly string[] {
  const { region } = subnet.link;
  const { link } = router;
  const made = gcloud('routers create', link, { network: nameIn(subnet.value.network), region });
  const verb = isNewNat ? 'create' : 'update';
  const ranges = gcloud(
    `routers nats ${verb}`,
    { ...link, name: nat.name ?? '' },
    {
      router: link.name,
      region,
      ...(isNewNat && { 'auto-allocate-nat-external-ips': true }),
      'nat-custom-subnet-ip-ranges': (nat.subnetworks ?? []).flatMap((one) => rangeWords(one, link)),
    },
  );
  return isNewRouter ? [made, ranges] : [ranges];
}

type NatSubnet = NonNullable<compute.RouterNat['subnetworks']>[number];

/** As gcloud takes them: "subnet" its primary range, "subnet:ALL", "subnet:pods" a secondary one. */
function rangeWords(
  { name, sourceIpRangesToNat = [], secondaryIpRangeNames = [] }: NatSubnet,
  router: Link,
): readonly string[] {
  const subnet = reference(name, router)?.name ?? name ?? '';
  if (sourceIpRangesToNat.includes('ALL_IP_RANGES')) return [`${subnet}:ALL`];
  return [
    ...(sourceIpRangesToNat.includes('PRIMARY_IP_RANGE') ? [subnet] : []),
    ...secondaryIpRangeNames.map((range) => `${subnet}:${range}`),
  ];
}
