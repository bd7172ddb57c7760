/** Which call each list of a GCP network answers, and the file that gcloud would write it to. */
import { callNamed, fileName, listingOf } from '../../src/providers/gcp/calls.ts';
import type { JsonObject } from '../../src/snapshot/canonical.ts';
import { type GcpBodies, LISTED } from './gcp.ts';

export interface GcpAnswer {
  readonly call: string;
  readonly region?: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly file: string;
  /** As gcloud prints it: a list alone where the call lists. */
  readonly printed: JsonObject | readonly JsonObject[];
}

export const answersOf = (bodies: GcpBodies): readonly GcpAnswer[] => [
  ...LISTED.flatMap((collection) => listOf(bodies, collection)),
  ...Object.entries(bodies.policies ?? {}).map(([network, policies]) =>
    single('networks.getEffectiveFirewalls', { network }, effective(bodies, network, policies)),
  ),
  ...Object.entries(bodies.regionPolicies ?? {}).map(([place, policies]) => {
    const [network = '', region = ''] = place.split(' ');
    const call = 'regionNetworkFirewallPolicies.getEffectiveFirewalls';
    return single(call, { network }, effective(bodies, network, policies), region);
  }),
  ...Object.entries(bodies.routerStatus ?? {}).map(([router, result]) =>
    single('routers.getRouterStatus', { router }, { kind: 'compute#routerStatusResponse', result }),
  ),
  ...(bodies.hostProject ? [single('projects.getXpnHost', {}, bodies.hostProject)] : []),
];

function listOf(bodies: GcpBodies, collection: (typeof LISTED)[number]): readonly GcpAnswer[] {
  const items = bodies[collection];
  const call = listingOf(collection);
  if (!items) return [];
  if (!call) throw new Error(`no call lists ${collection}`);
  return [{ call: call.call, file: fileName(call), printed: items }];
}

function single(
  name: string,
  about: Readonly<Record<string, string>>,
  printed: JsonObject,
  region?: string,
): GcpAnswer {
  const call = callNamed(name);
  if (!call) throw new Error(`no call ${name}`);
  return {
    call: name,
    ...(region !== undefined && { region }),
    arguments: about,
    file: fileName(call, { arguments: about, region }),
    printed,
  };
}

const effective = (bodies: GcpBodies, network: string, policies: readonly JsonObject[]): JsonObject => ({
  firewalls: (bodies.firewalls ?? []).filter((rule) => String(rule.network).endsWith(`/${network}`)),
  ...(policies.length > 0 && { firewallPolicys: policies }),
});
