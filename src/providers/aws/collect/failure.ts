/** What a failed call means: a refusal is a gap of the snapshot; what would fail every call ends the read. */
import { ByoNetError } from '../../../errors.ts';
import { interrupted, isCut, isDistrust, Silence } from '../../live.ts';
import { proxyProblem } from '../../proxy.ts';
import { quoted } from '../../shell.ts';
import { NotEc2 } from './sdk.ts';

/** Where and as whom EC2 is asked: what a message names and the next command repeats. */
export interface Setting {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Where it is asked instead of at its own address. */
  readonly endpoint?: string | undefined;
}

/** The fields that the SDK's errors carry, beside a name and a message. */
interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly hostname?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const isThrown = (error: unknown): error is Thrown => error instanceof Error;

const THROTTLED =
  /^(RequestLimitExceeded|Throttling|ThrottlingException|ThrottledException|EC2ThrottledException|RequestThrottled|RequestThrottledException|TooManyRequestsException|SlowDown|BandwidthLimitExceeded)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/;
const UNKNOWN_KEY =
  /^(AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException|MissingAuthenticationToken|IncompleteSignature|InvalidSignatureException|OptInRequired|PendingVerification|Blocked)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|ProviderError)$/;

export const isThrottled = (error: unknown): boolean => isThrown(error) && THROTTLED.test(error.name);

/** Why the call alone failed, in EC2's own words or because what answered it is not EC2. */
export interface Refusal {
  readonly why: string;
  readonly stranger?: ByoNetError;
}

/** Throws a `ByoNetError` where every call would fail alike. */
export function refusal(error: unknown, call: string, setting: Setting): Refusal {
  if (error instanceof ByoNetError) throw error;
  if (!isThrown(error)) throw error;
  if (error instanceof NotEc2) return strange(error, call);
  throwIfHopeless(error, call, setting);
  if (error.$metadata?.httpStatusCode !== undefined) return { why: `${error.name}: ${error.message}` };
  throw error;
}

function throwIfHopeless(error: Thrown, call: string, setting: Setting): void {
  const { name, message } = error;
  if (isThrottled(error)) throw throttled(error, call);
  if (EXPIRED.test(name)) throw credentials(`the credentials have expired: ${message}`, setting, error);
  if (UNKNOWN_KEY.test(name))
    throw credentials(`EC2 does not accept the credentials: ${name}: ${message}`, setting, error);
  if (NO_CREDENTIALS.test(name)) throw credentials(`there are no credentials: ${message}`, setting, error);
  if (isRegionProblem(error, setting)) throw regionProblem(error, setting);
  throwIfUnreached(error, `${call} was read`, setting);
}

/** The way there is cut, to whomever it leads. */
function throwIfUnreached(error: Thrown, when: string, { endpoint }: Setting): void {
  if (error.name === 'AbortError') throw interrupted(error);
  const proxy = proxyProblem(error);
  if (proxy) throw proxy;
  const code = String(error.code);
  const words = error.message || code;
  const of = endpoint === undefined ? '' : ` of ${new URL(endpoint).host}`;
  if (isDistrust(code)) throw distrust(`the certificate${of} is not trusted while ${when}: ${words}`, error);
  if (error instanceof Silence || error.name === 'TimeoutError' || isCut(code))
    throw broken(`the connection broke while ${when}: ${words}`, error);
}

/** Why there are no credentials: always the end of the read. `broken`: what the wire heard last, if it heard anything. */
export function noCredentials(error: unknown, broken: unknown, setting: Setting): ByoNetError {
  if (error instanceof ByoNetError) return error;
  for (const cause of [error, broken]) if (isThrown(cause)) throwIfUnreached(cause, WHEN, {});
  if (!isThrown(error)) throw error;
  const { name, message, $metadata } = error;
  if (EXPIRED.test(name)) return credentials(`the credentials have expired: ${message}`, setting, error);
  if ($metadata?.httpStatusCode === undefined)
    return credentials(`there are no credentials: ${message}`, setting, error);
  return credentials(`AWS gives no credentials: ${name}: ${message}`, setting, error);
}

const WHEN = 'the credentials were fetched';

const credentials = (message: string, { profile }: Setting, cause: unknown): ByoNetError => {
  const option = profile === undefined ? '' : ` --profile ${quoted(profile)}`;
  return new ByoNetError('credentials', message, {
    remedy: `run aws sso login${option} or aws configure${option}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity${option} says whether they hold`,
    cause,
  });
};

const throttled = ({ name, message }: Thrown, call: string): ByoNetError =>
  new ByoNetError('input', `EC2 throttles ${call}, however often it is asked: ${name}: ${message}`, {
    remedy: 'run the same command again in a minute, with AWS_MAX_ATTEMPTS=10 before it',
  });

function strange(error: NotEc2, call: string): Refusal {
  const what = `${error.contentType.includes('html') ? 'an HTML page, ' : ''}${error.message}`;
  const stranger = new ByoNetError('input', `what answered ${call} is not EC2: ${what}`, {
    remedy:
      'look at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2 and endpoint_url in ~/.aws/config: unset, or the URL of an EC2 API; and at HTTP_PROXY',
    cause: error,
  });
  return { why: `what answered is not EC2: ${what}`, stranger };
}

const isRegionProblem = ({ code, message, name, $metadata }: Thrown, { endpoint }: Setting): boolean =>
  $metadata?.httpStatusCode === undefined &&
  ((isNoHost(code) && endpoint === undefined) || (name !== 'TimeoutError' && /\bregion\b/i.test(message)));

const isNoHost = (code: unknown): boolean => code === 'ENOTFOUND' || code === 'EAI_AGAIN';

function regionProblem(error: Thrown, { region, profile }: Setting): ByoNetError {
  const missing = /missing/i.test(error.message);
  const host = typeof error.hostname === 'string' ? `there is no host ${error.hostname}` : error.message;
  const silent = profile === undefined ? '' : `, and profile ${profile} sets none`;
  const message = missing
    ? `no region is given${silent}`
    : `no EC2 API is found in region ${region ?? '(none)'}: ${host}`;
  return new ByoNetError('usage', message, {
    remedy: missing
      ? 'write --region us-east-1, or set AWS_REGION'
      : 'write --region <region> with one of: aws ec2 describe-regions --region us-east-1 --query "Regions[].RegionName"; without a network connection, check a snapshot file',
    cause: error,
  });
}

const broken = (message: string, cause: unknown): ByoNetError =>
  new ByoNetError('input', message, {
    remedy:
      'look at the network and, if they are set, AWS_ENDPOINT_URL and HTTPS_PROXY; then run the same command again',
    cause,
  });

const distrust = (message: string, cause: unknown): ByoNetError =>
  new ByoNetError('input', message, {
    remedy:
      'set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to the file with the certificate of the authority that signed it',
    cause,
  });
