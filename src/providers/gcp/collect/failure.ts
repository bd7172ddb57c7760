/** What a failed call means: a refusal is a gap of the snapshot; what would fail every call ends the read. */
import { ByoNetError } from '../../../errors.ts';
import { hideTokensIn } from '../../../snapshot/tokens.ts';
import { interrupted, isCut, isDistrust, Silence } from '../../live.ts';
import { proxyProblem } from '../../proxy.ts';
import { NotAsked } from './policy-routes.ts';
import type { Question } from './questions.ts';
import { NotApi, Refused } from './wire.ts';

/** Where the API is asked and about which project: what a message names and the next command repeats. */
export interface Setting {
  readonly project: string;
  /** The endpoint, where it is not Google's own. */
  readonly endpoint?: string | undefined;
}

const THROTTLED =
  /^(rateLimitExceeded|userRateLimitExceeded|RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED|quotaExceeded)$/;

export const isThrottled = (error: unknown): boolean =>
  error instanceof Refused &&
  (error.status === 429 || (error.status === 403 && THROTTLED.test(error.reason)));

/** Why the call alone failed, in the API's own words or because what answered it is another one. */
export interface Refusal {
  readonly why: string;
  readonly stranger?: ByoNetError;
}

/** Throws a `ByoNetError` where every call would fail alike. */
export function refusal(
  error: unknown,
  question: Question,
  { setting, signal }: { readonly setting: Setting; readonly signal: AbortSignal },
): Refusal {
  const { call } = question.call;
  if (signal.aborted) throw interrupted(error);
  if (question.call.api === 'networkconnectivity') return { why: refusedBesides(error) };
  if (isThrottled(error)) throw throttled(error, call);
  if (error instanceof NotApi) return strange(error, call);
  if (!(error instanceof Refused)) throw connection(error, call, setting);
  if (error.status === 401)
    throw noCredentials(`the Compute API does not accept the credentials: ${error.message}`, error);
  if (question.input.project === setting.project) throwIfProject(error, setting);
  return { why: toldOf(error) };
}

const toldOf = ({ status, reason, message }: Refused): string =>
  `${[status, reason].join(' ').trim()}: ${message}`;

/**
 * An API besides may be off, out of reach or closed to these credentials while Compute answers. That it is off does not
 * say that there is nothing: what was made before it was turned off may stand.
 */
function refusedBesides(error: unknown): string {
  if (error instanceof Refused) return toldOf(error);
  if (error instanceof NotApi) return `what answered is not the Network Connectivity API: ${pageOf(error)}`;
  if (error instanceof NotAsked) return error.message;
  return `the Network Connectivity API was not read: ${wordsOf(proxyProblem(error) ?? error)}`;
}

/** What is wrong with the project that the person asks about is wrong with every call. */
function throwIfProject(error: Refused, { project }: Setting): void {
  if (
    /accessNotConfigured|SERVICE_DISABLED/.test(error.reason) ||
    /has not been used in project/.test(error.message)
  )
    throw new ByoNetError(
      'input',
      `the Compute Engine API is not enabled in project ${project}: ${error.message}`,
      {
        remedy: `gcloud services enable compute.googleapis.com --project ${project}; or name another project with --project`,
        cause: error,
      },
    );
  if (isNoProject(error, project))
    throw new ByoNetError('input', `there is no project ${project} for these credentials: ${error.message}`, {
      remedy: 'name it with --project: its id, not its name or number; gcloud projects list prints the ids',
      cause: error,
    });
}

const isNoProject = ({ status, message }: Refused, project: string): boolean =>
  (status === 404 && message.includes(`'projects/${project}'`)) ||
  /unknown project id|Invalid value for field 'project'/i.test(message);

/** Why there are no credentials, or why they buy no token: always the end of the read. */
export function noToken(error: unknown): ByoNetError {
  if (error instanceof ByoNetError) return error;
  const unreached = unreachedBy(error, 'the credentials were fetched');
  if (unreached) return unreached;
  const words = wordsOf(error).replace(/ Browse to https:\S+.*$/, '');
  const isAbsent = /^Could not load the default credentials|does not exist/.test(words);
  const fact = isAbsent ? 'there are no credentials' : 'the credentials give no token';
  return noCredentials(`${fact}: ${toldBy(answerIn(error).data) ?? words}`, error);
}

const noCredentials = (message: string, cause: unknown): ByoNetError =>
  new ByoNetError('credentials', message, {
    remedy:
      'run gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account or of a workload identity; gcloud auth application-default print-access-token says whether they hold',
    cause,
  });

export const noProject = (cause?: unknown): ByoNetError =>
  new ByoNetError('usage', 'no project is given', {
    remedy: 'write --project my-project, or set GOOGLE_CLOUD_PROJECT; gcloud projects list prints the ids',
    cause,
  });

const throttled = (error: unknown, call: string): ByoNetError =>
  new ByoNetError(
    'input',
    `the Compute API throttles ${call}, however often it is asked: ${wordsOf(error)}`,
    {
      remedy: 'run the same command again in a minute; gcloud compute project-info describe shows the quotas',
      cause: error,
    },
  );

const pageOf = ({ contentType, message }: NotApi): string =>
  `${contentType.includes('html') ? 'an HTML page, ' : ''}${message}`;

function strange(error: NotApi, call: string): Refusal {
  const what = pageOf(error);
  const stranger = new ByoNetError('input', `what answered ${call} is not the Compute API: ${what}`, {
    remedy:
      'look at CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE and at the proxy: unset, or the URL of a Compute API, as https://compute.googleapis.com/compute/v1/',
    cause: error,
  });
  return { why: `what answered is not the Compute API: ${what}`, stranger };
}

/** A token that runs out is fetched again before a call, from other hosts: what they say is about the credentials. */
function connection(error: unknown, call: string, { endpoint }: Setting): ByoNetError {
  if (error instanceof ByoNetError) return error;
  const isOfToken = /credential|invalid_grant|invalid_rapt|refresh token/i.test(wordsOf(error));
  if (isOfToken || answerIn(error).status !== undefined) return noToken(error);
  return unreachedBy(error, `${call} was read`, endpoint) ?? broken(error, `${call} was read`, endpoint);
}

/** The way there is cut, to whomever it leads; undefined where somebody answered. */
function unreachedBy(error: unknown, when: string, endpoint?: string): ByoNetError | undefined {
  const proxy = proxyProblem(error);
  if (proxy) return proxy;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isDistrust(code)) {
    return new ByoNetError('input', `the certificate is not trusted while ${when}: ${wordsOf(error)}`, {
      remedy: 'set NODE_EXTRA_CA_CERTS to the file with the certificate of the authority that signed it',
      cause: error,
    });
  }
  return error instanceof Silence || isCut(code) ? broken(error, when, endpoint) : undefined;
}

function broken(error: unknown, when: string, endpoint: string | undefined): ByoNetError {
  const at = endpoint === undefined ? '' : ` at ${hideTokensIn(endpoint)}`;
  return new ByoNetError('input', `the connection${at} broke while ${when}: ${wordsOf(error)}`, {
    remedy:
      'look at the network and, if they are set, CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE and HTTPS_PROXY; then run the same command again; without a network connection, check a snapshot file',
    cause: error,
  });
}

interface Answered {
  readonly status?: number;
  readonly data?: unknown;
}

const answerIn = (error: unknown): Answered =>
  error instanceof Error &&
  'response' in error &&
  typeof error.response === 'object' &&
  error.response !== null
    ? error.response
    : {};

/** "invalid_grant: Token has been expired or revoked." */
function toldBy(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('error' in data)) return undefined;
  const description = 'error_description' in data ? data.error_description : undefined;
  return [data.error, description].filter((word) => typeof word === 'string').join(': ') || undefined;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
