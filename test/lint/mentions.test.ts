/** Which hosts a job is told to reach, and which of them nothing resolves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicName, mentionsOf } from '../../src/lint/mentions.ts';

const place = { file: 'w.yaml', pointer: '', line: 1, column: 1 };
const text = (one: string) => ({ text: one, place });
const written = (
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  mentionsOf({
    command: text(command),
    args: args.map(text),
    environment: Object.entries(environment).map(([name, one]) => ({ ...text(one), name, secret: false })),
  }).map((one) => one.written);

describe('arguments', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['python3', ['db:5432'], ['db:5432']],
    ['python3', ['--brokers=a:9092,b.example.com:9092'], ['a:9092', 'b.example.com:9092']],
    ['java', ['-url=jdbc:postgresql://db:5432/app'], ['db:5432']],
    ['psql', ['-h', 'db', 'app'], ['db']],
    ['ls', ['-h', 'folder'], []],
    ['python3', ['--host', 'db', '--port', '80'], ['db']],
    ['bash', ['-c', 'pg_dump -U app -h db app | psql -h other'], ['db', 'other']],
    ['bash', ['-c', 'echo "Ratio:2048"; curl http://api/v1'], ['api']],
    ['curl', ['http://$API:80/', 'http://localhost:3000', 'http://127.0.0.1:1/', 'http://0.0.0.0:80'], []],
    ['python3', ['s3://bucket/key', 'file:///tmp/x', 'redis:7', 'ubuntu:22', '12:3000'], []],
    ['python3', ['thing://db:5000/x'], ['db:5000']],
    ['python3', ['tcp://10.0.0.7:8786', '10.0.0.8:8786'], ['10.0.0.7:8786', '10.0.0.8:8786']],
    ['python3', ['a:99999', 'db:5432:x'], []],
  ])('%s %j', (command, args, expected) => {
    expect(written(command, args)).toEqual(expected);
  });
});

describe('variables', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['DATABASE_URL', 'postgresql://user:secret@db:5432/app', ['db:5432']],
    ['DATABASE_URL', 'postgresql://user:se@cret@db:5432/app', ['db:5432']],
    ['DATABASE_URL', 'postgresql://user:pw@\u0024{DB_HOST}/db', []],
    ['DATABASE_URL', 'postgresql://user:pw@$DB_HOST:5432/db', []],
    ['DATABASE_URL', 'postgresql://user@<host>/db', []],
    ['DATABASE_URL', 'postgresql://%s:%s@%s:5432/db', []],
    ['DATABASE_URL', 'postgresql://{user}:{pw}@{host}:5432/db', []],
    ['DATABASE_URL', 'postgresql://user:<password>@db:5432/db', ['db:5432']],
    ['DATABASE_URL', 'postgresql://user:\u0024{PASS}@db/app', ['db']],
    ['DATABASE_URL', 'postgresql://user:$(cat /run/secrets/pw)@db:5432/app', []],
    ['DATABASE_URL', 'postgresql://user:pw@db:$PORT/app', ['db']],
    ['DATABASE_URL', 'postgresql://db-$N:5432/app', []],
    ['DATABASE_URL', 'postgresql://db-\u0024{N}.internal/app', []],
    ['MONGO_URL', 'mongodb://u:p@one:27017,two:27017/app', ['one:27017', 'two:27017']],
    ['API', 'http://api?user=a@b', ['api']],
    ['API', 'http://api#a@b', ['api']],
    ['API', 'redis://:pw@cache:6379', ['cache:6379']],
    ['RUN', 'psql --host=admin@db app', ['db']],
    ['RUN', 'psql --host db$N app; psql -h db$N app', []],
    ['DB_HOST', 'db', ['db']],
    ['KAFKA_HOSTS', 'one,two', ['one', 'two']],
    ['MASTER_ADDR', 'head', ['head']],
    ['IMAGE', 'registry:5000', []],
    ['DB_HOST', '$OTHER', []],
    ['MODE', 'fast', []],
    ['EMAIL', 'a@company.com', []],
  ])('%s=%s', (name, value, expected) => {
    expect(written('python3', [], { [name]: value })).toEqual(expected);
  });
});

describe('a name', () => {
  it.each([
    ['db', false],
    ['db.local', false],
    ['metrics.corp.internal', false],
    ['db.example.com', true],
    ['db.example.com.', true],
    ['10.0.0.1', true],
  ])('%s is known to the internet: %s', (host, known) => {
    expect(isPublicName(host)).toBe(known);
  });
});

it('a password is never shown', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{12,20}$/);
  fc.assert(
    fc.property(secret, (word) => {
      expect(written('x', [`https://u:${word}@db:5432/x`]).join(' ')).not.toContain(word);
    }),
  );
});

it('long texts without a host cost no time that grows with their square', () => {
  const calls = 'psql '.repeat(200_000);
  expect(written('bash', ['-c', calls, 'a'.repeat(1_000_000), 'x:// '.repeat(100_000)])).toEqual([]);
});
