/** Answers that are no list: what they are about stands in them, or in the name of their file. */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type { Recognised, Unplaceable } from '../../snapshot/recogniser.ts';
import { type Call, callNamed, fileName } from './calls.ts';
import { linkOf } from './links.ts';
import { callIn, regionIn, told } from './told.ts';

export function single(body: JsonObject, path: string): Recognised | Unplaceable | undefined {
  if (body.kind === 'compute#routerStatusResponse') return routerStatus(body, path);
  if (isPeeringRoutes(body)) return withAbout('networks.listPeeringRoutes', told(path), path);
  if (isEffectiveFirewalls(body, path)) return effectiveFirewalls(body, path);
  const isProject = body.kind === 'compute#project' || isEmpty(body);
  return isProject && callIn(path)?.call === 'projects.getXpnHost'
    ? { call: 'projects.getXpnHost' }
    : undefined;
}

function routerStatus({ result }: JsonObject, path: string): Recognised | Unplaceable {
  const router = told(path).router ?? path.match(/status[-_ ]([a-z][-a-z0-9]*)\.json$/i)?.[1];
  const network = isObject(result) ? linkIn(result.network) : undefined;
  const about = { ...(router !== undefined && { router }) };
  return withAbout('routers.getRouterStatus', about, path, network?.project);
}

const isPeeringRoutes = (body: JsonObject): boolean =>
  body.kind === 'compute#exchangedPeeringRoutesList' ||
  (Array.isArray(body.items) &&
    body.items.length > 0 &&
    body.items.every(
      (each) => isObject(each) && 'destRange' in each && 'nextHopRegion' in each && 'type' in each,
    ));

/** What the API answers where there is nothing, a project without a host for one. */
const isEmpty = (body: JsonObject): boolean => Object.keys(body).length === 0;

/** The answer about one VM looks the same; it is nobody's question here. An empty one is told by its file alone. */
function isEffectiveFirewalls(body: JsonObject, path: string): boolean {
  if (/instance/i.test(path.slice(path.lastIndexOf('/') + 1))) return false;
  if (isEmpty(body)) return /effective-?firewalls/i.test(path);
  return ['firewalls', 'firewallPolicys'].some(
    (key) => Array.isArray(body[key]) && body[key].every((each) => isObject(each) && looksLikeOne(each)),
  );
}

const looksLikeOne = (each: JsonObject): boolean =>
  each.kind === 'compute#firewall' ||
  (typeof each.network === 'string' && linkOf(each.network) !== undefined) ||
  (typeof each.type === 'string' && Array.isArray(each.rules ?? []));

function effectiveFirewalls(body: JsonObject, path: string): Recognised | Unplaceable {
  const firewalls = Array.isArray(body.firewalls) ? body.firewalls.filter(isObject) : [];
  const network = linkIn(firewalls[0]?.network);
  const name = told(path).network ?? network?.name;
  const about = name === undefined ? {} : { network: name };
  const isRegional =
    regionIn(path) !== undefined || policiesOf(body).some(({ type }) => isRegionalType(type));
  const call = isRegional
    ? 'regionNetworkFirewallPolicies.getEffectiveFirewalls'
    : 'networks.getEffectiveFirewalls';
  return withAbout(call, about, path, network?.project);
}

const policiesOf = ({ firewallPolicys }: JsonObject): readonly JsonObject[] =>
  Array.isArray(firewallPolicys) ? firewallPolicys.filter(isObject) : [];

const isRegionalType = (type: unknown): boolean => typeof type === 'string' && type.endsWith('_REGIONAL');

const linkIn = (text: unknown) => (typeof text === 'string' ? linkOf(text) : undefined);

/** Whether all is known that the answer is about; the region is no argument but a place. */
function withAbout(
  name: string,
  known: Readonly<Record<string, string>>,
  path: string,
  project?: string,
): Recognised | Unplaceable {
  const region = regionIn(path);
  const call = callNamed(name);
  const missing = (call?.about ?? []).filter(
    ({ argument }) => known[argument] === undefined && !(argument === 'region' && isTold(name, region)),
  );
  if (call && missing.length > 0)
    return unplaceable(
      call,
      missing.map(({ argument }) => argument),
    );
  const { region: _region, ...about } = known;
  return {
    call: name,
    ...(project !== undefined && { account: project }),
    ...(region !== undefined && { region }),
    arguments: about,
  };
}

/** A router's own list says which region it is in. */
const isTold = (call: string, region: string | undefined): boolean =>
  region !== undefined || call === 'routers.getRouterStatus';

const unplaceable = (call: Call, missing: readonly string[]): Unplaceable => ({
  why: `the answer of ${call.call} does not say which ${missing.join(' and ')} it belongs to`,
  remedy: `put it into the file's name: ${fileName(call)}`,
});
