/**
 * Asks the Network Connectivity API for policy-based routes: one list in pages, without an SDK of its own. What goes wrong
 * here is a gap of this call, whatever it is: the rest of the network is another API's and is read without it.
 */
import type { GoogleAuth } from 'google-auth-library';
import { ByoNetError } from '../../../errors.ts';
import { hideTokensIn } from '../../../snapshot/tokens.ts';
import { authFor, connectivityWire, type Way, type Wire } from './wire.ts';

/** Lists the policy-based routes of a project, all pages; what was said is kept where it arrives (`wire.ts`). */
export type PolicyRoutes = (project: string) => Promise<void>;

/** Nobody was asked, and why. */
export class NotAsked extends Error {}

/** `compute` and `endpoint` are where the person has the Compute and the Network Connectivity API asked. */
export function policyRoutes(compute: Wire, endpoint: string | undefined, way: Way): PolicyRoutes {
  if (endpoint === undefined && !isGoogle(compute.base)) return refuseToAsk;
  const wire = wireOf(endpoint);
  let auth: Promise<GoogleAuth> | undefined;
  return async (project) => {
    auth ??= authFor(wire, way);
    await all(await auth, wire, project);
  };
}

/** Whoever has a stand-in for the one API asked does not mean the other one of Google. */
const isGoogle = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' && /(^|\.)googleapis\.com$/.test(hostname);

const refuseToAsk: PolicyRoutes = async () => {
  throw new NotAsked(
    'nobody was asked: CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE leads elsewhere than to Google, and CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY is not set',
  );
};

function wireOf(endpoint: string | undefined): Wire {
  try {
    return connectivityWire(endpoint);
  } catch (cause) {
    throw new ByoNetError(
      'usage',
      `CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY is no URL: ${hideTokensIn(endpoint ?? '')}`,
      { remedy: 'unset it, or write a whole URL, as https://networkconnectivity.googleapis.com/', cause },
    );
  }
}

async function all(auth: GoogleAuth, { base }: Wire, project: string): Promise<void> {
  const url = new URL(`v1/projects/${encodeURIComponent(project)}/locations/global/policyBasedRoutes`, base);
  for (let token: string | undefined = ''; token !== undefined; ) {
    if (token !== '') url.searchParams.set('pageToken', token);
    const { data } = await auth.request<{ readonly nextPageToken?: string }>({ url: url.href });
    token = data.nextPageToken;
  }
}
