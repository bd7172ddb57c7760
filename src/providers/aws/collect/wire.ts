/**
 * What goes over the wire to AWS, calls and credentials alike: through the proxy that the environment names, trusting
 * whom the configuration trusts, and never waiting for an answer without an end.
 */
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Silence } from '../../live.ts';
import { type Environment, type ProxyChoice, proxyFor, proxyName } from '../../proxy.ts';
import type { ProxyAgent, Trust } from '../../proxy-agents.ts';

type Handle = NodeHttpHandler['handle'];

export interface Wire {
  readonly handler: NodeHttpHandler;
  /** What broke last: a library on the way to credentials may hide it. */
  broken(): unknown;
}

export interface Way {
  readonly env: Environment;
  readonly trust: Trust;
  readonly silence: number;
  readonly signal: AbortSignal;
}

/** A host that takes no connection is told sooner than one that takes it and is silent. */
const CONNECTION_TIMEOUT = 10_000;

/** A handler of the SDK's that hands each request to the one for its way, and reads the answer to its end. */
class WireHandler extends NodeHttpHandler {
  readonly #way: Way;
  readonly #byProxy = new Map<string, NodeHttpHandler>();
  broken: unknown;

  constructor(way: Way) {
    super({ connectionTimeout: CONNECTION_TIMEOUT, httpsAgent: { ...way.trust } });
    this.#way = way;
  }

  override async handle(...[request, options = {}]: Parameters<Handle>): ReturnType<Handle> {
    const { protocol, hostname, port } = request;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    const proxy = proxyFor(url, this.#way.env);
    const end = AbortSignal.timeout(this.#way.silence);
    const signals = [end, this.#way.signal, options.abortSignal].filter((one) => one instanceof AbortSignal);
    try {
      const asked = { ...options, abortSignal: AbortSignal.any(signals) };
      const { response } = proxy
        ? await (await this.#through(proxy, url)).handle(request, asked)
        : await super.handle(request, asked);
      return { response: Object.assign(response, { body: await bytesOf(response.body) }) };
    } catch (error) {
      const by = proxy ? ` through ${proxyName(proxy)}` : '';
      this.broken = end.aborted ? new Silence(`${url.host}${by}`, this.#way.silence) : error;
      throw this.broken;
    }
  }

  async #through(proxy: ProxyChoice, { protocol }: URL): Promise<NodeHttpHandler> {
    const { proxyAgent } = await import('../../proxy-agents.ts');
    const key = `${protocol} ${proxy.url}`;
    const known = this.#byProxy.get(key);
    if (known) return known;
    const agent: ProxyAgent = proxyAgent(proxy, protocol === 'https:', this.#way.trust, this.#way);
    const handler = new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent });
    this.#byProxy.set(key, handler);
    return handler;
  }

  override destroy(): void {
    super.destroy();
    for (const handler of this.#byProxy.values()) handler.destroy();
  }
}

export function wireTo(way: Way): Wire {
  const handler = new WireHandler(way);
  return { handler, broken: () => handler.broken };
}

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

async function bytesOf(body: unknown): Promise<unknown> {
  if (!isStream(body)) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
