/** Every REST answer about a GCP network, by the path that the API serves it under; and the same as files. */
import { CALLS, type Call, fileName } from '../../src/providers/gcp/calls.ts';
import { linkOf } from '../../src/providers/gcp/links.ts';
import { isObject, type JsonObject } from '../../src/snapshot/canonical.ts';
import type { Answers } from './compute-server.ts';
import type { GcpBodies } from './gcp.ts';
import { answersOf } from './gcp-answers.ts';

const HOST = 'https://www.googleapis.com/compute/v1';

/** All that a live read of `project` may ask. What `bodies` leave out is there, and empty. */
export function computeAnswers(bodies: GcpBodies, project: string): Answers {
  const lists = CALLS.filter(({ asked, kind }) => asked && kind !== undefined).map((call) => {
    const items = itemsOf(bodies, call.collection).filter((item) => link(item)?.project === project);
    if (call.api === 'networkconnectivity')
      return [
        `projects/${project}/locations/global/${call.collection}`,
        { [call.collection]: items },
      ] as const;
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

const link = ({ selfLink, name }: JsonObject) => linkOf(String(selfLink ?? name));

const list = (id: string, kind: string, items: unknown): Served => [
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

type Served = readonly [path: string, body: JsonObject];

function ofNetwork(bodies: GcpBodies, network: JsonObject): readonly Served[] {
  const { project, name = '' } = link(network) ?? {};
  const own = itemsOf(bodies, 'subnetworks').filter((subnet) => subnet.network === network.selfLink);
  const regions = [...new Set(own.map((subnet) => link(subnet)?.region ?? ''))];
  const policies = { [name]: bodies.policies?.[name] ?? [] };
  const regionPolicies = Object.fromEntries(
    regions.map((region) => [`${name} ${region}`, bodies.regionPolicies?.[`${name} ${region}`] ?? []]),
  );
  const effective = answersOf({ firewalls: itemsOf(bodies, 'firewalls'), policies, regionPolicies });
  return [
    ...effective.flatMap(({ region, printed }) => {
      const path =
        region === undefined
          ? `global/networks/${name}/getEffectiveFirewalls`
          : `regions/${region}/firewallPolicies/getEffectiveFirewalls?network=${name}`;
      return 'length' in printed ? [] : [[`projects/${project}/${path}`, printed] as const];
    }),
    ...peeringsOf(network).flatMap((peering) =>
      regions.map((region): Served => {
        const about = `peeringName=${peering}&region=${region}&direction=INCOMING`;
        const kind = 'compute#exchangedPeeringRoutesList';
        return [`projects/${project}/global/networks/${name}/listPeeringRoutes?${about}`, { kind }];
      }),
    ),
  ];
}

const peeringsOf = ({ peerings }: JsonObject): readonly string[] =>
  (Array.isArray(peerings) ? peerings : []).flatMap((peering) =>
    isObject(peering) && peering.state === 'ACTIVE' ? [String(peering.name)] : [],
  );

function statusOf(bodies: GcpBodies, router: JsonObject): Served {
  const { project, region, name = '' } = link(router) ?? {};
  const result = bodies.routerStatus?.[name] ?? { network: router.network };
  return [
    `projects/${project}/regions/${region}/routers/${name}/getRouterStatus`,
    { kind: 'compute#routerStatusResponse', result },
  ];
}

/** The answers as a person writes them to files, REST as they are, a folder a project. */
export const restFiles = (answers: Answers): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(Object.entries(answers).map(([path, body]) => [fileOf(path), body]));

function fileOf(served: string): string {
  const { pathname, searchParams } = new URL(served, 'http://localhost');
  const [, , project, ...rest] = pathname.split('/');
  const path = rest.join('/');
  const call = CALLS.find((each) => isServedAt(path, each));
  if (!call) throw new Error(`no call answers at ${served}`);
  const about = { network: rest[2] ?? '', router: rest[3] ?? '', ...Object.fromEntries(searchParams) };
  const region = path.match(/^regions\/([^/]+)/)?.[1] ?? searchParams.get('region') ?? undefined;
  return `${project}/${fileName(call, { region, arguments: about })}`;
}

/** Whether a path below a project is a call's, as the API's documentation writes them. */
export function isServedAt(path: string, { api, call, collection }: Call): boolean {
  const method = call.slice(call.indexOf('.') + 1);
  const isRegional = /^regions\/[^/]+\/firewallPolicies\//.test(path);
  if (call.startsWith('regionNetworkFirewallPolicies') !== isRegional) return false;
  if (api === 'networkconnectivity') return path === `locations/global/${collection}`;
  if (method === 'list') return path === `global/${collection}`;
  if (method === 'aggregatedList') return path === `aggregated/${collection}`;
  return path.split('/').at(-1) === method;
}
