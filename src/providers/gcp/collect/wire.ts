/**
 * What goes over the wire and what comes back. Nothing but a read leaves, whatever the client is asked for (gcp.md 4);
 * an answer is kept as it arrives: what the client's decoder makes of it has other names and values.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { GoogleAuth, gaxios, PassThroughClient } from 'google-auth-library';
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import { Silence } from '../../live.ts';
import { type Environment, proxyFor, proxyName } from '../../proxy.ts';
import type { ProxyAgent } from '../../proxy-agents.ts';
import type { Peer } from './sdk.ts';

/** What one call hears. */
interface Exchange {
  readonly pages: JsonObject[];
  readonly signal: AbortSignal;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/** The pages that `call` hears, as they were said. Throws what the call throws. */
export async function heard(call: () => Promise<void>, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const pages: JsonObject[] = [];
  await exchanges.run({ pages, signal }, call);
  return pages;
}

/** The API said no, in words of its own. */
export class Refused extends Error {
  readonly status: number;
  /** "forbidden", "accessNotConfigured", "rateLimitExceeded" */
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** What answered is not the API that was asked: a proxy's page, a portal. */
export class NotApi extends Error {
  readonly contentType: string;
  constructor(status: number, contentType: string) {
    super(`status ${status}, ${contentType === '' ? 'no content type' : contentType}`);
    this.contentType = contentType;
  }
}

const COMPUTE = 'https://compute.googleapis.com/compute/v1/';
const CONNECTIVITY = 'https://networkconnectivity.googleapis.com/';
const POLICY_ROUTES = /^v1\/projects\/[^/]+\/locations\/global\/policyBasedRoutes$/;

/** Where an API is, and whether it is told who asks. */
export interface Wire {
  readonly base: URL;
  readonly peer: Peer;
  /** The least that the API takes. */
  readonly scope: string;
  /** What of a path below `base` is ever asked. */
  readonly isRead: (path: string) => boolean;
}

/** To the Compute API. Throws a `TypeError` where the endpoint is no URL. */
export const wireTo = (endpoint: string = COMPUTE): Wire => ({
  ...placeOf(endpoint),
  scope: 'https://www.googleapis.com/auth/compute.readonly',
  isRead: () => true,
});

/** To the Network Connectivity API, which has one scope alone: it is asked for one list and for nothing else. */
export const connectivityWire = (endpoint: string = CONNECTIVITY): Wire => ({
  ...placeOf(endpoint),
  scope: 'https://www.googleapis.com/auth/cloud-platform',
  isRead: (path) => POLICY_ROUTES.test(path),
});

function placeOf(endpoint: string): Pick<Wire, 'base' | 'peer'> {
  const base = new URL(endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
  const protocol = base.protocol.replace(':', '');
  const port = base.port === '' ? (protocol === 'http' ? 80 : 443) : Number(base.port);
  return { base, peer: { protocol, host: base.hostname, port } };
}

/** How every request travels. */
export interface Way {
  /** Absent: what Google's libraries read of it themselves. */
  readonly env: Environment | undefined;
  readonly silence: number;
  readonly signal: AbortSignal;
}

/** Where nobody named a project it is looked up later, once requests travel as they are to. */
const LATER = '-';

/** A token does not travel in the clear: over http nobody says who asks. */
export async function authFor(wire: Wire, way: Way, projectId?: string): Promise<GoogleAuth> {
  const { base, peer, scope } = wire;
  const found = new GoogleAuth({
    projectId: projectId ?? LATER,
    ...(peer.protocol === 'http' ? { authClient: new PassThroughClient() } : { scopes: [scope] }),
  });
  const authClient = await found.getClient();
  const travel = traveller(way);
  // Tokens are fetched over the same transport and travel alike; what they are is left alone.
  const isOurs = (url: unknown): url is URL => url instanceof URL && url.host === base.host;
  for (const transporter of transportersOf(authClient)) {
    transporter.interceptors.request.add({
      resolved: async (config) => travel(isOurs(config.url) ? outgoing(config, config.url, wire) : config),
    });
    transporter.interceptors.response.add({
      resolved: async (response) => (isOurs(response.config.url) ? incoming(response) : response),
      rejected: (error) => {
        if (isSilence(error)) throw new Silence(hostOn(error.config.url, way.env), way.silence);
        throw isOurs(error.config?.url) ? refusalIn(error) : error;
      },
    });
  }
  return new GoogleAuth({ authClient, ...(projectId !== undefined && { projectId }) });
}

type Prepared = gaxios.GaxiosOptionsPrepared;

/** A client's own, and those of its parts: the one that exchanges the token of a workload identity has its own. */
function transportersOf(client: object, depth = 2): ReadonlySet<gaxios.Gaxios> {
  const parts: readonly unknown[] = Object.values(client);
  const own = parts.filter((part) => part instanceof gaxios.Gaxios);
  const inner = depth === 0 ? [] : parts.filter((part) => typeof part === 'object' && part !== null);
  return new Set([...own, ...inner.flatMap((part) => [...transportersOf(part, depth - 1)])]);
}

/** Gives a request its proxy and its end: nothing is waited for longer than silence may last, repetitions included. */
function traveller({ env, silence, signal }: Way): (config: Prepared) => Promise<Prepared> {
  const agents = new Map<string, ProxyAgent>();
  return async (config) => {
    const signals = [config.signal, exchanges.getStore()?.signal, signal, AbortSignal.timeout(silence)];
    const end = AbortSignal.any(signals.filter((one) => one instanceof AbortSignal));
    const ending = { signal: end, adapter: unlessOver };
    if (env === undefined || showsCertificate(config.agent)) return { ...config, ...ending };
    // The library has chosen by rules of its own: gcloud's are others.
    const { agent: _chosen, ...rest } = config;
    const { url } = config;
    const proxy = proxyFor(url, env);
    if (proxy === undefined) return { ...rest, ...ending };
    const { proxyAgent } = await import('../../proxy-agents.ts');
    const key = `${url.protocol} ${proxy.url}`;
    const agent = agents.get(key) ?? proxyAgent(proxy, url.protocol === 'https:', {}, { signal });
    agents.set(key, agent);
    return { ...rest, ...ending, agent };
  };
}

/** A workload identity by certificate shows its own: no other agent can. */
const showsCertificate = (agent: unknown): boolean =>
  typeof agent === 'object' &&
  agent !== null &&
  'options' in agent &&
  isObject(agent.options) &&
  agent.options.cert !== undefined;

/** What is asked again once its time is over does not start: the library would throw where nobody catches it. */
const unlessOver: NonNullable<Prepared['adapter']> = async (config, ask) => {
  if (config.signal?.aborted) throw new Error('its time is over');
  return ask(config);
};

/** Who was asked, and by whom the way leads. */
function hostOn(url: URL, env: Environment = {}): string {
  const proxy = proxyFor(url, env);
  return proxy === undefined ? url.host : `${url.host} through ${proxyName(proxy)}`;
}

/** The end that a request was given, and no interrupt. */
const isSilence = ({ config }: gaxios.GaxiosError): boolean =>
  config?.signal instanceof AbortSignal &&
  config.signal.reason instanceof DOMException &&
  config.signal.reason.name === 'TimeoutError';

const PATH = '/compute/v1/';
/** A cut connection and an upset server are asked again at once; a throttled call is waited for elsewhere. */
const AGAIN = { retry: 2, noResponseRetries: 2, statusCodesToRetry: [[500, 599]] };

/** An endpoint of one's own may serve the API under another path. */
function outgoing(config: Prepared, { href }: URL, { base, isRead }: Wire): Prepared {
  const { method = 'GET' } = config;
  const url = new URL(href);
  if (method !== 'GET' || !isRead(url.pathname.slice(base.pathname.length)))
    throw new Error(`${method} ${href} is no read: nothing but list and get is ever sent`);
  if (url.pathname.startsWith(PATH)) url.pathname = base.pathname + url.pathname.slice(PATH.length);
  return { ...config, url, responseType: 'text', retry: true, retryConfig: AGAIN };
}

/** The page goes to whoever asked; the client gets of it what it pages by, and nothing that it could not decode. */
function incoming(response: gaxios.GaxiosResponse): gaxios.GaxiosResponse {
  const page = parsed(response.data);
  if (page === undefined) throw notApi(response);
  const pages = exchanges.getStore()?.pages ?? [];
  const { nextPageToken } = page;
  // Pages that go round in circles end here, and the token that is left says that they do.
  const isNew = Boolean(nextPageToken) && pages.every((before) => before.nextPageToken !== nextPageToken);
  pages.push(page);
  // The client gives up after some pages without an element: it never sees one.
  const element = /\/aggregated\//.test(String(response.config.url)) ? { '-': {} } : [{}];
  const told = isNew ? { items: element, nextPageToken } : {};
  return Object.assign(new Response(JSON.stringify(told)), { config: response.config, data: told });
}

function refusalIn(failure: gaxios.GaxiosError): unknown {
  const { response } = failure;
  if (response === undefined) return failure;
  const error = parsed(response.data)?.error;
  if (!isObject(error)) return notApi(response);
  const { message, status } = error;
  const words = typeof message === 'string' ? message : 'no reason is given';
  return new Refused(response.status, reasonIn(error) ?? (typeof status === 'string' ? status : ''), words);
}

const notApi = ({ status, headers }: gaxios.GaxiosResponse): NotApi =>
  new NotApi(status, headers.get('content-type') ?? '');

/** Compute tells its reasons in the first of its `errors`, other APIs in the `details`. */
function reasonIn({ errors, details }: JsonObject): string | undefined {
  const told = [errors, details].flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
  return told.flatMap((each) => (isObject(each) && typeof each.reason === 'string' ? each.reason : []))[0];
}

function parsed(text: unknown): JsonObject | undefined {
  if (isObject(text)) return text;
  try {
    const value: unknown = JSON.parse(String(text));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
