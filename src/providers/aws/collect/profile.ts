/** What the AWS configuration says of the profile that asks, as far as the SDK does not read it for `--profile` itself. */
import { getProfileName, loadConfig, loadSharedConfigFiles } from '@smithy/core/config';
import { ByoNetError } from '../../../errors.ts';
import { hideTokensIn } from '../../../snapshot/tokens.ts';
import type { Environment } from '../../proxy.ts';
import { quoted } from '../../shell.ts';

type Section = Readonly<Record<string, string | undefined>>;
type Sections = Readonly<Record<string, Section | undefined>>;

export interface Profile {
  /** Where EC2 is asked instead of at its own address. */
  readonly endpoint?: string | undefined;
  /** Where the credentials are fetched instead. */
  readonly credentialsEndpoint?: string | undefined;
  /** The file with the authorities to trust, in place of those that Node comes with. */
  readonly ca?: string | undefined;
  /** The environment names a container that gives the credentials. */
  readonly inContainer: boolean;
  /** Those of the environment: as for `aws`, they come before a profile that only `AWS_PROFILE` names. */
  readonly keys?: Keys | undefined;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Asked {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Throws a `ByoNetError` for a profile that is not there, and for one that nobody can answer for. */
export async function profileOf(asked: Asked, env: Environment): Promise<Profile> {
  const { profile } = asked;
  const files = await loadSharedConfigFiles({ ignoreCache: true });
  const name = getProfileName(profile === undefined ? {} : { profile });
  const sections = profilesIn(files);
  const own = sections[name];
  if (own === undefined && (profile !== undefined || name !== 'default'))
    throw noProfile(name, Object.keys(sections));
  const keys = profile === undefined ? keysOf(env) : undefined;
  if (keys === undefined) refuseCode(name, sections, asked);
  const ec2 = await endpointOf('ec2', profile);
  return {
    endpoint: ec2 === undefined ? undefined : requireUrl(ec2),
    // What AWS_PROFILE names the SDK reads itself.
    credentialsEndpoint: profile === undefined ? undefined : await endpointOf(serviceOf(own ?? {}), profile),
    ca: env.AWS_CA_BUNDLE || own?.ca_bundle || env.REQUESTS_CA_BUNDLE || undefined,
    inContainer: Boolean(
      env.AWS_CONTAINER_CREDENTIALS_FULL_URI || env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
    ),
    keys,
  };
}

type Files = Awaited<ReturnType<typeof loadSharedConfigFiles>>;

/** By name; sections of another kind stand between them under their kind. */
function profilesIn({ configFile, credentialsFile }: Files): Sections {
  const names = [...Object.keys(configFile), ...Object.keys(credentialsFile)];
  const profiles = names.filter((name) => !/^(?:sso-session|services)\./.test(name)).sort();
  return Object.assign(
    Object.create(null),
    ...profiles.map((name) => ({ [name]: { ...configFile[name], ...credentialsFile[name] } })),
  );
}

function noProfile(name: string, names: readonly string[]): ByoNetError {
  const there = names.length === 0 ? 'it has none' : `there are: ${names.join(', ')}`;
  return new ByoNetError('usage', `there is no profile ${name} in the AWS configuration (${there})`, {
    remedy: `name one that is there with --profile or AWS_PROFILE, or write it: aws configure --profile ${quoted(name)}`,
  });
}

const keysOf = ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: Environment): Keys | undefined =>
  accessKeyId && secretAccessKey
    ? { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
    : undefined;

/** A code is asked for at a terminal, and by `aws`: a check is also run where there is none. */
function refuseCode(name: string, sections: Sections, { profile, region }: Asked): void {
  const asking = askingForCode(name, sections);
  if (asking === undefined) return;
  const own = sections[name];
  const without = profile === undefined ? '' : `, without --profile ${quoted(name)}`;
  const where =
    region === undefined && own?.region !== undefined ? `, with --region ${quoted(own.region)}` : '';
  throw new ByoNetError(
    'credentials',
    `profile ${asking} asks for a code of multi-factor authentication (${sections[asking]?.mfa_serial}), and byo-net cannot ask for it`,
    {
      remedy: `let the AWS CLI, version 2, ask for it: eval "$(aws configure export-credentials --profile ${quoted(name)} --format env)"; then run the same command again${without}${where}`,
    },
  );
}

/** The profile itself, or the one whose credentials it takes on a role with. */
function askingForCode(name: string, sections: Sections, seen: readonly string[] = []): string | undefined {
  const own = sections[name];
  if (own?.role_arn === undefined || seen.includes(name)) return undefined;
  if (own.mfa_serial !== undefined) return name;
  return own.source_profile && askingForCode(own.source_profile, sections, [...seen, name]);
}

/** What gives the credentials of a profile, as endpoints call it. */
const serviceOf = (profile: Section): string =>
  profile.role_arn === undefined && (profile.sso_session ?? profile.sso_start_url) !== undefined
    ? 'sso'
    : 'sts';

/** As `aws`: the environment, of the service and of all, then the profile, likewise. */
async function endpointOf(service: string, profile: string | undefined): Promise<string | undefined> {
  const named = { ...(profile !== undefined && { profile }) };
  const ignored = await loadConfig<boolean>(
    {
      environmentVariableSelector: (env) => isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS),
      configFileSelector: (own) => isTrue(own.ignore_configured_endpoint_urls),
      default: false,
    },
    named,
  )();
  if (ignored) return undefined;
  return loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined,
      configFileSelector: (own, all) =>
        all?.[`services.${own.services}`]?.[`${service}.endpoint_url`] || own.endpoint_url || undefined,
      default: undefined,
    },
    named,
  )();
}

const isTrue = (value: string | undefined): boolean | undefined =>
  value === undefined || value === '' ? undefined : value.toLowerCase() === 'true';

function requireUrl(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:/.test(endpoint)) return endpoint;
  throw new ByoNetError('usage', `the endpoint of EC2 is no URL: ${hideTokensIn(endpoint)}`, {
    remedy:
      'look at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2 and endpoint_url in ~/.aws/config: unset, or the URL of an EC2 API',
  });
}
