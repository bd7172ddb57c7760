/**
 * A Compute API of recorded answers, for the real client, and beside it the one list of Network Connectivity: lists in
 * pages, aggregated lists, and failures of every kind where a test asks for them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { JsonObject } from '../../src/snapshot/canonical.ts';

/**
 * Paths below `/compute/v1/`, or `/v1/`, to what is answered there, with what of the query says what is asked about:
 * "…/getEffectiveFirewalls?network=n". How a list is paged or filtered is none of it.
 */
export type Answers = Readonly<Record<string, JsonObject>>;

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

/** What happens in place of the recorded answer; undefined: the answer. */
export type Fault = (path: string, nth: number) => Reply | 'cut' | 'silence' | undefined;

export interface ComputeServer {
  /** For `CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE`. */
  readonly url: string;
  /** For `CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY`. */
  readonly connectivityUrl: string;
  /** "GET projects/p/global/networks?maxResults=…", in order of arrival. */
  readonly asked: readonly string[];
  /** Which of its answers were asked for. */
  readonly served: ReadonlySet<string>;
  fault: Fault;
  /** Elements a page; a list that is longer has several. */
  pageSize: number;
  close(): void;
}

const BASE = '/compute/v1/';
const CONNECTIVITY = '/v1/';

export async function computeServer(answers: Answers): Promise<ComputeServer> {
  const asked: string[] = [];
  const served = new Set<string>();
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.slice((url.pathname.startsWith(CONNECTIVITY) ? CONNECTIVITY : BASE).length);
    asked.push(`${request.method} ${path}${url.search}`);
    const subject = path + subjectOf(url.searchParams);
    served.add(subject);
    const nth = (counts.get(path) ?? 0) + 1;
    counts.set(path, nth);
    const fault = own.fault(path, nth);
    if (fault === 'silence') return;
    if (fault === 'cut') return cut(request, response);
    respond(response, fault ?? answered(answers[subject], url.searchParams, own.pageSize, path));
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const own: ComputeServer = {
    url: `http://127.0.0.1:${port}${BASE}`,
    connectivityUrl: `http://127.0.0.1:${port}/`,
    asked,
    served,
    fault: () => undefined,
    pageSize: 500,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return own;
}

const SUBJECTS = ['network', 'peeringName', 'region', 'direction'];

/** "?network=n", of a link its name. */
export function subjectOf(query: URLSearchParams): string {
  const words = SUBJECTS.filter((name) => query.has(name)).map(
    (name) => `${name}=${query.get(name)?.split('/').at(-1)}`,
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

function respond(
  response: ServerResponse,
  { status, text, type = 'application/json; charset=UTF-8' }: Reply,
): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}

/** Half an answer, and then nothing any more. */
function cut(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"kind":');
  setImmediate(() => request.socket.destroy());
}

export const json = (status: number, body: object): Reply => ({ status, text: JSON.stringify(body) });

/** As Google's front end words an error. */
export const refusal = (code: number, reason: string, message: string, status = ''): Reply =>
  json(code, { error: { code, message, errors: [{ message, domain: 'global', reason }], status } });

export const forbidden = (permission: string, project = 'p'): Reply =>
  refusal(403, 'forbidden', `Required '${permission}' permission for 'projects/${project}'`);

function answered(body: JsonObject | undefined, query: URLSearchParams, size: number, path: string): Reply {
  if (body === undefined) return refusal(404, 'notFound', `The resource '${path}' was not found`);
  const from = Number(query.get('pageToken') ?? 0);
  const key = 'policyBasedRoutes' in body ? 'policyBasedRoutes' : 'items';
  const items = body[key];
  const count = Array.isArray(items) ? items.length : Object.keys(items ?? {}).length;
  const page = Array.isArray(items)
    ? items.slice(from, from + size)
    : items && Object.fromEntries(Object.entries(items).slice(from, from + size));
  const next = from + size < count ? { nextPageToken: String(from + size) } : {};
  return json(200, { ...body, ...(page !== undefined && { [key]: page }), ...next });
}
