/** What a failed call means: a refusal is a gap of the snapshot; what would fail every call ends the read. */
import { ByoNetError } from '../../../errors.ts';
import { interrupted } from '../../live.ts';
import { NotEc2 } from './sdk.ts';

/** Where and as whom EC2 is asked: what a message names and the next command repeats. */
export interface Setting {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
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

/** EC2's own words where the call alone failed. Throws a `ByoNetError` where every call would fail alike. */
export function refusal(error: unknown, call: string, setting: Setting): string {
  if (error instanceof ByoNetError) throw error;
  if (!isThrown(error)) throw error;
  throwIfHopeless(error, call, setting);
  if (error.$metadata?.httpStatusCode !== undefined) return `${error.name}: ${error.message}`;
  throw error;
}

function throwIfHopeless(error: Thrown, call: string, setting: Setting): void {
  const { name, message } = error;
  if (name === 'AbortError') throw interrupted(error);
  if (isThrottled(error)) throw throttled(error, call);
  if (error instanceof NotEc2) throw notEc2(error, call);
  if (EXPIRED.test(name)) throw credentials(`the credentials have expired: ${message}`, setting, error);
  if (UNKNOWN_KEY.test(name))
    throw credentials(`EC2 does not accept the credentials: ${name}: ${message}`, setting, error);
  if (NO_CREDENTIALS.test(name)) throw credentials(`there are no credentials: ${message}`, setting, error);
  if (isRegionProblem(error)) throw regionProblem(error, setting);
  if (isBrokenConnection(error)) throw broken(error, call);
}

const credentials = (message: string, { profile }: Setting, cause: unknown): ByoNetError => {
  const option = profile === undefined ? '' : ` --profile ${profile}`;
  return new ByoNetError('credentials', message, {
    remedy: `run aws sso login${option} or aws configure${option}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity${option} says whether they hold`,
    cause,
  });
};

const throttled = ({ name, message }: Thrown, call: string): ByoNetError =>
  new ByoNetError('input', `EC2 throttles ${call}, however often it is asked: ${name}: ${message}`, {
    remedy:
      'run the same command again in a minute, with AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=10 before it',
  });

const notEc2 = (error: NotEc2, call: string): ByoNetError =>
  new ByoNetError(
    'input',
    `what answered ${call} is not EC2: ${error.contentType.includes('html') ? 'an HTML page, ' : ''}${error.message}`,
    {
      remedy:
        'look at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2 and endpoint_url in ~/.aws/config: unset, or the URL of an EC2 API',
      cause: error,
    },
  );

const isRegionProblem = ({ code, message, name, $metadata }: Thrown): boolean =>
  $metadata?.httpStatusCode === undefined &&
  (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || (name !== 'TimeoutError' && /\bregion\b/i.test(message)));

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

const isBrokenConnection = ({ code, name }: Thrown): boolean =>
  name === 'TimeoutError' ||
  (typeof code === 'string' &&
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ERR_TLS|CERT_|DEPTH_|UNABLE_|SELF_SIGNED|EPROTO)/.test(code));

const broken = (error: Thrown, call: string): ByoNetError =>
  new ByoNetError(
    'input',
    `the connection broke while ${call} was read: ${error.message || String(error.code)}`,
    {
      remedy: 'look at the network and, if it is set, AWS_ENDPOINT_URL; then run the same command again',
      cause: error,
    },
  );
