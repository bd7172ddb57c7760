/** The proxy on the way to a cloud: which one the environment names, as `aws` and `gcloud` read it, and what it refuses. */
import { ByoNetError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxyChoice {
  readonly url: URL;
  /** The variable that names it: "HTTPS_PROXY". */
  readonly variable: string;
}

/** Throws a `ByoNetError` where what is set is no URL of a proxy. */
export function proxyFor(target: URL, env: Environment): ProxyChoice | undefined {
  const found = variableIn(env, `${target.protocol.slice(0, -1)}_proxy`);
  if (found === undefined || isExempt(target, variableIn(env, 'no_proxy')?.value ?? '')) return undefined;
  const { variable, value } = found;
  const text = value.replace(/^\/\//, '');
  const whole = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(whole) && /^https?:/.test(whole)) return { url: new URL(whole), variable };
  // The value is not repeated: it may hold a password.
  throw new ByoNetError('usage', `${variable} is no URL of an HTTP proxy`, {
    remedy: `write ${variable}=http://proxy.example.com:3128, or unset it`,
  });
}

/** The small letters win, even where they are set to nothing: so it is in Python. */
function variableIn(
  env: Environment,
  name: string,
): { readonly variable: string; readonly value: string } | undefined {
  const variable = env[name] === undefined ? name.toUpperCase() : name;
  const value = env[variable]?.trim() ?? '';
  return value === '' ? undefined : { variable, value };
}

/** `NO_PROXY`: hosts and domains, with or without a leading dot or a port; `*` is everything. */
function isExempt({ hostname, port }: URL, list: string): boolean {
  if (list === '*') return true;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const names = [host, `${host}:${port}`];
  return list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\.+/, ''),
    )
    .some((entry) => entry !== '' && names.some((name) => name === entry || name.endsWith(`.${entry}`)));
}

/** As it may be printed: without user and password. */
export const proxyName = ({ url, variable }: ProxyChoice): string => `the proxy ${url.host} (${variable})`;

/** What no library retries, and what tells a proxy's refusal from an answer of the cloud. */
const CODE = 'ERR_PROXY';

/** The proxy stands in the way: it cannot be reached, or it lets nobody through. */
export class ProxyFailed extends Error {
  readonly code = CODE;
}

/** The clear error, where a proxy is the cause; libraries on the way keep of it no more than the code and the words. */
export function proxyProblem(error: unknown): ByoNetError | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== CODE) return undefined;
  const message = error.message.replace(/^.*?, reason: /s, '');
  return new ByoNetError('input', message, {
    remedy: message.includes('status 407')
      ? 'write user and password into the variable, as http://user:password@proxy.example.com:3128'
      : 'look at HTTPS_PROXY and HTTP_PROXY: unset, or the URL of a proxy that connects to this host; NO_PROXY names the hosts that need none',
    cause: error,
  });
}
