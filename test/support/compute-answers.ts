/** Every REST answer about a GCP network, by the path that the API serves it under; and the same as files. */
import { CALLS, fileName } from '../../src/providers/gcp/calls.ts';
import { linkOf } from '../../src/providers/gcp/links.ts';
import type { JsonObject } from '../../src/snapshot/canonical.ts';
import type { Answers } from './compute-server.ts';
import type { GcpBodies } from './gcp.ts';
import { answersOf } from './gcp-answers.ts';

const HOST = 'https://www.googleapis.com/compute/v1';

/** All that a live read of `project` may ask. What `bodies` leave out is there, and empty. */
export function computeAnswers(bodies: GcpBodies, project: string): Answers {
  const lists = CALLS.filter(({ asked, kind }) => asked && kind !== undefined).map((call) => {
    const items = itemsOf(bodies, call.collection).filter((item) => link(item)?.project === project);
    return call.form === 'list'
      ? list(`projects/${project}/global/${call.collection}`, `${call.kind}List`, items)
      : list(
          `projects/${project}/aggregated/${call.collection}`,
          `${call.kind}AggregatedList`,
          scoped(items, call.collection),
        );
  });
  return Object.fromEntries([
    ...lists,
    [`projects/${project}/getXpnHost`, bodies.hostProject ?? {}],
    ...itemsOf(bodies, 'networks').flatMap((network) => ofNetwork(bodies, network)),
    ...itemsOf(bodies, 'routers').map((router) => statusOf(bodies, router)),
  ]);
}

const itemsOf = (bodies: GcpBodies, collection: string): readonly JsonObject[] =>
  Object.entries(bodies).flatMap(([key, items]) => (key === collection && Array.isArray(items) ? items : []));

const link = ({ selfLink }: JsonObject) => linkOf(String(selfLink));

const list = (id: string, kind: string, items: unknown): readonly [string, JsonObject] => [
  id,
  { kind, id, items, selfLink: `${HOST}/${id}` },
];

/** As the API does, a region with nothing in it says so in a warning. */
function scoped(items: readonly JsonObject[], collection: string): JsonObject {
  const scopes = new Map<string, JsonObject[]>();
  for (const item of items) {
    const place = link(item);
    const scope = place?.zone ? `zones/${place.zone}` : place?.region ? `regions/${place.region}` : 'global';
    scopes.set(scope, [...(scopes.get(scope) ?? []), item]);
  }
  const code = 'NO_RESULTS_ON_PAGE';
  const message = "There are no results for scope 'regions/me-west1' on this page.";
  return {
    'regions/me-west1': { warning: { code, message, data: [{ key: 'scope', value: 'regions/me-west1' }] } },
    ...Object.fromEntries([...scopes].map(([scope, list]) => [scope, { [collection]: list }])),
  };
}

function ofNetwork(bodies: GcpBodies, network: JsonObject): readonly (readonly [string, JsonObject])[] {
  const { project, name = '' } = link(network) ?? {};
  const policies = { [name]: [], ...bodies.policies };
  const regions = new Set(itemsOf(bodies, 'subnetworks').map((subnet) => link(subnet)?.region ?? ''));
  const regional = Object.fromEntries([...regions].map((region) => [`${name} ${region}`, []]));
  const answers = answersOf({
    ...bodies,
    policies,
    regionPolicies: { ...regional, ...bodies.regionPolicies },
  });
  return answers.flatMap(({ call, region, arguments: about, printed }) => {
    if (!call.endsWith('.getEffectiveFirewalls') || about?.network !== name) return [];
    const path =
      region === undefined
        ? `projects/${project}/global/networks/${name}/getEffectiveFirewalls`
        : `projects/${project}/regions/${region}/firewallPolicies/getEffectiveFirewalls`;
    return [[path, 'length' in printed ? {} : printed] as const];
  });
}

function statusOf(bodies: GcpBodies, router: JsonObject): readonly [string, JsonObject] {
  const { project, region, name = '' } = link(router) ?? {};
  const result = bodies.routerStatus?.[name] ?? { network: router.network };
  return [
    `projects/${project}/regions/${region}/routers/${name}/getRouterStatus`,
    { kind: 'compute#routerStatusResponse', result },
  ];
}

/** The answers as a person writes them to files, REST as they are. */
export function restFiles(answers: Answers, network: string): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(Object.entries(answers).map(([path, body]) => [fileOf(path, network), body]));
}

function fileOf(path: string, network: string): string {
  const region = path.match(/regions\/([^/]+)/)?.[1];
  const router = path.match(/routers\/([^/]+)\/getRouterStatus/)?.[1];
  const call = CALLS.find((each) => {
    if (router !== undefined) return each.call === 'routers.getRouterStatus';
    if (path.endsWith('getXpnHost')) return each.call === 'projects.getXpnHost';
    if (!path.endsWith('getEffectiveFirewalls'))
      return each.collection === path.split('/').at(-1) && each.kind;
    return (
      each.call.startsWith('regionN') === (region !== undefined) &&
      each.call.endsWith('getEffectiveFirewalls')
    );
  });
  if (!call) throw new Error(`no call answers at ${path}`);
  return fileName(call, { region, arguments: { network, ...(router !== undefined && { router }) } });
}
