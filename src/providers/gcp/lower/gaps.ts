/** What was not read and matters: each gap with the permission and the command that would close it (gcp.md 1, 3). */

import { compare } from '../../../model/lists.ts';
import type { Gap } from '../../../model/network.ts';
import type { SnapshotGap } from '../../../snapshot/snapshot.ts';
import { callNamed } from '../calls.ts';
import type { GcpResources } from '../resources.ts';
import { type Context, reference } from './context.ts';
import { commandOf, folderIn, isAnswered, nounOf, refusalOf, type Scope, scopeOf } from './reading.ts';

export function gapsOf(context: Context): readonly Gap[] {
  const folder = folderIn(context.resources);
  const gaps = [
    ...context.resources.refused.map((gap) => refusedGap(gap, folder)),
    ...absentGaps(context, folder),
  ];
  return [...new Map(gaps.map((gap) => [keyOf(gap), gap])).values()].sort((a, b) =>
    compare(keyOf(a), keyOf(b)),
  );
}

const keyOf = (gap: Gap): string =>
  [gap.call, gap.account ?? '', gap.region ?? '', gap.what, gap.why].join(' ');

function gapOf(call: string, scope: Scope, what: string, why: string): Gap {
  const of = callNamed(call);
  return {
    call,
    ...(scope.project !== undefined && { account: scope.project }),
    ...(scope.region !== undefined && { region: scope.region }),
    what,
    why,
    permission: of?.permission ?? call,
    settle: commandOf(call, scope),
    hides: of?.hides ?? [],
  };
}

function refusedGap(
  { call, account, region, arguments: given = {}, why }: SnapshotGap,
  folder: string | undefined,
): Gap {
  const name = given.router ?? given.network;
  const what = name === undefined ? nounOf(call) : `${nounOf(call)} of ${name}`;
  return gapOf(call, { project: account, region, name, folder }, what, why);
}

const NOT_READ = 'nobody read it: no answer of this call is in the input';

const absentGaps = (context: Context, folder: string | undefined): readonly Gap[] =>
  needsOf(context)
    .filter(({ call, scope }) => !isRepeated(context, call, scope))
    .filter(
      ({ call, scope }) =>
        !isAnswered(context.resources, call, scope) && !refusalOf(context.resources, call, scope),
    )
    .map(({ call, scope }) => gapOf(call, { folder, ...scope }, wordsOf(call, scope), NOT_READ));

/** The answers about effective firewalls repeat the VPC rules of their network. */
const isRepeated = ({ resources }: Context, call: string, { project }: Scope): boolean =>
  call === 'firewalls.list' &&
  [...resources.networks.values()]
    .filter(({ link }) => link.project === project)
    .every((network) => isAnswered(resources, 'networks.getEffectiveFirewalls', scopeOf(network)));

const wordsOf = (call: string, { name }: Scope): string =>
  name === undefined ? nounOf(call) : `${nounOf(call)} of ${name}`;

interface Need {
  readonly call: string;
  readonly scope: Scope;
}

/** What a project with networks is asked for, and what its networks and routers are. */
function needsOf({ resources }: Context): readonly Need[] {
  const projects = projectsOf(resources);
  const ofProjects = [...projects].flatMap((project) =>
    PROJECT_CALLS.map((call) => ({ call, scope: { project } })),
  );
  const policies = [...resources.networks.values()].map((network) => ({
    call: 'networks.getEffectiveFirewalls',
    scope: scopeOf(network),
  }));
  const bgp = [...resources.routers.values()]
    .filter(({ value }) => (value.bgpPeers ?? []).length > 0)
    .map((router) => ({ call: 'routers.getRouterStatus', scope: scopeOf(router) }));
  return [...ofProjects, ...policies, ...bgp];
}

/** The projects that own a network, or that one is borrowed from (Shared VPC). */
function projectsOf(resources: GcpResources): ReadonlySet<string | undefined> {
  const { networks, subnetworks, routers, instances, hostProjects } = resources;
  const nics = [...instances.values()].flatMap(({ value, link }) =>
    (value.networkInterfaces ?? []).map(({ network }) => reference(network, link)?.project),
  );
  return new Set([
    ...[...networks.values(), ...subnetworks.values()].map(({ link }) => link.project),
    ...[...subnetworks.values(), ...routers.values()].map(
      ({ value, link }) => reference(value.network, link)?.project ?? link.project,
    ),
    ...nics.filter((project) => project !== undefined),
    ...hostProjects.flatMap(({ value }) => value.name ?? []),
  ]);
}

const PROJECT_CALLS = [
  'networks.list',
  'firewalls.list',
  'routes.list',
  'subnetworks.aggregatedList',
  'routers.aggregatedList',
  'instances.aggregatedList',
  'policyBasedRoutes.list',
];
