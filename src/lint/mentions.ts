/**
 * Hosts that a job is told to reach: in URLs, in host:port pairs, behind host flags and in variables that are named
 * for a host. Nothing is run and no variable is filled in: a host that holds one (`http://$HOST/`) is not known.
 */
import { parseAddress } from '../ip/address.ts';
import type { Place } from '../model/network.ts';
import type { Job, Workflow } from '../model/plan.ts';

export interface Mention {
  readonly host: string;
  readonly port?: number;
  /** As far as it can be shown: "db:5432". A URL may hold a password, so never more than that. */
  readonly written: string;
  readonly place: Place;
}

/** Each host once, where it stands first; the job itself (`localhost`, 127.0.0.1) left out. */
export function mentionsOf({
  command,
  args = [],
  environment,
}: Partial<Job> & Pick<Workflow, 'environment'>): readonly Mention[] {
  const client = CLIENTS.test(command?.text ?? '');
  const found = [
    ...(command ? at(command.place, inText(command.text)) : []),
    ...args.flatMap(({ text, place }, i) =>
      at(place, [...inText(text), ...inArgument(text), ...behindFlag(args[i - 1]?.text, text, client)]),
    ),
    ...environment.flatMap(({ name, text, place }) =>
      at(place, [...inText(text), ...inVariable(name, text)]),
    ),
  ];
  const beyond = found.filter(({ host }) => !LOOPBACK.test(host));
  return [...new Map(beyond.toReversed().map((one) => [one.host, one])).values()].toReversed();
}

type Found = Omit<Mention, 'place'>;

const at = (place: Place, found: readonly Found[]): readonly Mention[] =>
  found.map((one) => ({ ...one, place }));

/** Schemes whose first part is a host; that of `s3://` is a bucket. Any other scheme counts where a port follows. */
const NETWORK_SCHEMES = new Set(
  `http https ws wss ftp sftp ssh git rsync tcp udp tls grpc postgres postgresql mysql mariadb mongodb redis rediss
amqp amqps kafka nats mqtt ldap ldaps memcached clickhouse smb nfs`.split(/\s+/),
);
/** Scheme and authority (RFC 3986, 3.2): user, hosts and ports, up to the path. */
const URL = /\b([a-z][a-z0-9+.-]{0,30}):\/\/([^\s/?#"'\\]*)/gi;
/** What follows a part of a name that is not known (`db-$N`, `db<n>`, `db%s`) makes the whole of it unknown. */
const HOST = /^([A-Za-z0-9][\w.-]*)(?::(\d{2,5})(?!\d)|(?![\w.$`{<%*-]))/;
const NEXT_HOST = /^([A-Za-z0-9][\w.-]*):(\d{2,5})$/;
const LONG_FLAG = /(?:^|\s)--host(?:name)?[ =](?:[^\s@]{1,200}@)?([A-Za-z][\w.-]*)(?![\w.$`{<%*@-])/g;
/** `psql -h db`: of these programs `-h` is the host. */
const CLIENTS = /\b(?:psql|pg_dump|pg_dumpall|pg_restore|pg_isready|mysql|mysqldump|mysqladmin|redis-cli)$/;
const CLIENT_FLAG =
  /\b(?:psql|pg_dump|pg_dumpall|pg_restore|pg_isready|mysql|mysqldump|mysqladmin|redis-cli)\b[^\n|;&]{0,200}?\s-h ?([A-Za-z][\w.-]*)(?![\w.$`{<%*-])/g;

/** In any text, a script in one argument among them. */
function inText(text: string): readonly Found[] {
  const urls = [...text.matchAll(URL)].flatMap(([, scheme = '', authority = '']) =>
    inAuthority(authority).filter(
      ({ port }) => port !== undefined || NETWORK_SCHEMES.has(scheme.toLowerCase()),
    ),
  );
  const flags = [...text.matchAll(LONG_FLAG), ...text.matchAll(CLIENT_FLAG)];
  return [...urls, ...flags.map(([, host = '']) => shown(host))];
}

/** What stands before the last `@` is the user, whatever stands behind it; several hosts are told apart by commas. */
function inAuthority(authority: string): readonly Found[] {
  const user = authority.lastIndexOf('@');
  const [first = '', ...others] = authority.slice(user + 1).split(',');
  // A command's output may hold the end of the authority: `user:$(cat /run/secret)@db`.
  if (user < 0 && /\$\(|`/.test(authority)) return [];
  return [first, ...others].flatMap((piece, i) => {
    const [, host, port] = (i === 0 ? HOST : NEXT_HOST).exec(piece) ?? [];
    return host === undefined ? [] : [shown(host, port)];
  });
}

const shown = (host: string, port?: string): Found =>
  port === undefined ? { host, written: host } : { host, port: Number(port), written: `${host}:${port}` };

/** Ports below 1024 that something listens on; `redis:7` and `ubuntu:22` are versions more often than ports. */
const LOW_PORTS = new Set([80, 389, 443, 445, 636, 993]);
const PAIR = /^([A-Za-z][\w.-]*|\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})$/;

/** `db:5432`, `--broker=one:9092,two:9092`; a text with spaces is prose or a script. */
function inArgument(text: string): readonly Found[] {
  const value = /^--?[\w.-]+=(.*)$/.exec(text)?.[1] ?? text;
  return value.split(',').flatMap((piece) => {
    const [, host, port] = PAIR.exec(piece.trim()) ?? [];
    if (host === undefined || port === undefined) return [];
    const number = Number(port);
    return (number >= 1024 && number <= 65535) || LOW_PORTS.has(number) ? [shown(host, port)] : [];
  });
}

function behindFlag(flag: string | undefined, text: string, client: boolean): readonly Found[] {
  const names = flag === '--host' || flag === '--hostname' || (client && flag === '-h');
  return names ? plainHost(text) : [];
}

const NO_HOST = /IMAGE|RUNTIME|TAG|VERSION/;
const HOST_NAME = /(?:_HOSTS?|^PGHOST|^MASTER_ADDR)$/;

function inVariable(name: string, text: string): readonly Found[] {
  if (NO_HOST.test(name)) return [];
  return [...inArgument(text), ...(HOST_NAME.test(name) ? text.split(',').flatMap(plainHost) : [])];
}

const plainHost = (text: string): readonly Found[] =>
  /^[A-Za-z0-9][\w.-]*$/.test(text.trim()) ? [shown(text.trim())] : [];

/** What public name servers never answer: single labels, and domains that are set aside (RFC 6761, 6762, 8375; ICANN). */
const SET_ASIDE = /^[^.]+$|\.(?:local|internal|test|invalid|example|lan|home\.arpa)$/i;
const LOOPBACK =
  /^(?:localhost|localhost\.localdomain|ip6-localhost|ip6-loopback|0\.0\.0\.0)$|\.localhost$|^127(?:\.\d+){3}$/i;

/** Whether name servers of the internet can know a name. */
export const isPublicName = (host: string): boolean =>
  parseAddress(host) !== undefined || !SET_ASIDE.test(host.replace(/\.$/, ''));
