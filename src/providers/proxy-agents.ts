/** Connections through a proxy: a tunnel for https, whole URLs for http. Loaded where a proxy is named. */
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { type ProxyChoice, ProxyFailed, proxyName } from './proxy.ts';

export interface Trust {
  /** Certificates of authorities, as PEM, in place of those that Node comes with. */
  readonly ca?: string | undefined;
}

/** Ends the sockets that lead to a proxy: nobody else knows of those that it keeps waiting. */
interface Ending {
  readonly signal: AbortSignal;
}

const KEPT = { keepAlive: true } as const;

class Tunnel extends HttpsProxyAgent<string> {
  readonly #proxy: ProxyChoice;
  readonly #trust: Trust;
  constructor(proxy: ProxyChoice, trust: Trust, { signal }: Ending) {
    super(proxy.url, { ...KEPT, ...trust, signal });
    this.#proxy = proxy;
    this.#trust = trust;
  }

  override async connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    let status = 200;
    let words = '';
    request.once('proxyConnect', (answer: { readonly statusCode: number; readonly statusText: string }) => {
      status = answer.statusCode;
      words = answer.statusText;
    });
    const socket = await super
      .connect(request, { ...options, ...this.#trust })
      .catch(unreachable(this.#proxy));
    if (status === 200) return socket;
    throw new ProxyFailed(
      `${proxyName(this.#proxy)} does not connect to ${options.host}:${options.port}: status ${status} ${words}`.trim(),
    );
  }
}

class Forward extends HttpProxyAgent<string> {
  readonly #proxy: ProxyChoice;
  constructor(proxy: ProxyChoice, trust: Trust, { signal }: Ending) {
    super(proxy.url, { ...KEPT, ...trust, signal });
    this.#proxy = proxy;
  }

  override connect(...[request, options]: Parameters<HttpProxyAgent<string>['connect']>) {
    return super.connect(request, options).catch(unreachable(this.#proxy));
  }
}

const unreachable =
  (proxy: ProxyChoice) =>
  (cause: unknown): never => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProxyFailed(`${proxyName(proxy)} cannot be used: ${why}`, { cause });
  };

export type ProxyAgent = Tunnel | Forward;

export const proxyAgent = (proxy: ProxyChoice, isHttps: boolean, trust: Trust, ending: Ending): ProxyAgent =>
  isHttps ? new Tunnel(proxy, trust, ending) : new Forward(proxy, trust, ending);
