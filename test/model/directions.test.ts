/**
 * Who may import whom (DESIGN.md, "Allowed directions"). Read from the files themselves: an edge that is not in the
 * table fails, and so does a row of the table that nobody uses any more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file at the top of `src/` is a room of its own; files with the name of a folder belong to it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ip: [],
  model: ['ip'],
  call: ['model'],
  reach: ['model', 'ip'],
  workload: ['model', 'ip'],
  lint: ['call', 'workload', 'reach', 'model', 'ip'],
  rule: ['call', 'lint', 'workload', 'reach', 'model', 'ip'],
  rules: ['byo-net/rule'],
  analyse: ['lint', 'workload', 'reach', 'model'],
  snapshot: [],
  providers: ['snapshot', 'model', 'ip'],
  report: ['lint', 'workload', 'reach', 'model', 'ip'],
  reporters: ['report'],
  emit: ['report', 'call', 'model'],
  'run-types': ['report', 'lint', 'workload', 'snapshot'],
  settings: ['run-types', 'report', 'lint', 'workload', 'snapshot'],
  propose: ['analyse', 'run-types', 'report', 'lint', 'workload', 'model', 'ip'],
  prove: ['analyse', 'call', 'providers', 'report', 'lint', 'model'],
  'run-call': ['call', 'providers', 'emit', 'snapshot', 'report', 'run-types', 'lint', 'model'],
  run: [
    'rules',
    'providers',
    'snapshot',
    'analyse',
    'propose',
    'prove',
    'run-call',
    'report',
    'run-types',
    'lint',
    'workload',
    'ip',
  ],
  cli: ['run', 'run-types', 'settings', 'snapshot', 'report', 'reporters', 'emit'],
  library: ['run', 'run-types', 'snapshot', 'report', 'reporters', 'emit', 'lint', 'model'],
  'rule-tester': ['cli', 'run', 'lint'],
  index: ['library', 'run', 'run-types', 'analyse', 'report', 'emit', 'snapshot', 'workload'],
};

/** Leaves that anyone may import. */
const LEAVES = ['errors', 'version', 'depth'];

/** Packages, by the only room that may know of each. */
const PACKAGES: Readonly<Record<string, string>> = {
  'ip-num': 'ip',
  chalk: 'cli',
  'jsonc-parser': 'snapshot',
  ajv: 'snapshot',
  '@aws-sdk/client-ec2': 'providers',
  '@aws-sdk/credential-provider-node': 'providers',
  '@smithy/core': 'providers',
  '@smithy/node-http-handler': 'providers',
  '@lezer/python': 'call',
  '@google-cloud/compute': 'providers',
  'google-auth-library': 'providers',
  'http-proxy-agent': 'providers',
  'https-proxy-agent': 'providers',
};
/** Spelling is corrected in two rooms: ids in one, flags in the other. Configurations and workflows are YAML. */
const SHARED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'fastest-levenshtein': ['workload', 'cli'],
  yaml: ['snapshot', 'providers'],
};

/** Parts of Node that reach out of the process; the rest (paths, text, hashes) is arithmetic. */
const OUTWARD = /^node:(?:fs|process|child_process|net|http|os|readline|tty)/;
const MAY_REACH_OUT = ['snapshot', 'settings', 'cli'];

const FILES = ['src', 'rules'].flatMap((top) =>
  readdirSync(`${ROOT}${top}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${top}/${file}`)
    .sort(),
);

const textOf = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

function roomOf(file: string): string {
  const [top = '', room = '', ...rest] = file.split('/');
  return top === 'rules' ? 'rules' : rest.length > 0 ? room : room.replace(/\.ts$/, '');
}

const STATIC =
  /^(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\w+|(?:\w+\s*,\s*)?\{[^}]*\})\s+from\s+'([^']+)'/gm;
const BARE = /^import\s+'([^']+)'/gm;
const DYNAMIC = /\b(?:import|require|createRequire\([^)]*\))\(\s*'([^']+)'\s*\)/g;

/** What a file imports: paths from the root of the repository, or names of packages. */
function importsOf(file: string): readonly string[] {
  const text = textOf(file);
  const written = [STATIC, BARE, DYNAMIC].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  return written.map((to) => (to.startsWith('.') ? posix.join(dirname(file), to) : to));
}

interface Edge {
  readonly file: string;
  readonly from: string;
  /** A room, or the name of a package. */
  readonly to: string;
  readonly path: string;
}

const EDGES: readonly Edge[] = FILES.flatMap((file) =>
  importsOf(file).map((path) => ({
    file,
    from: roomOf(file),
    to: /^(?:src|rules)\//.test(path) ? roomOf(path) : path,
    path,
  })),
);
const between = EDGES.filter(({ from, to }) => from !== to);
const told = ({ file, path }: Edge): string => `${file} imports ${path}`;

describe('imports', () => {
  it('are found at all', () => {
    expect(FILES.length).toBeGreaterThan(100);
    // Every line that ends an import is one that was understood.
    const ends = FILES.map(
      (file) => textOf(file).match(/^(?:import|export)\b.*\bfrom '|^\} from '/gm)?.length ?? 0,
    );
    const understood = FILES.map((file) => textOf(file).match(STATIC)?.length ?? 0);
    expect(understood).toEqual(ends);
    expect(EDGES.filter(({ path }) => path.startsWith('..'))).toEqual([]);
  });

  it('between rooms go in allowed directions', () => {
    const rooms = new Set([...Object.keys(ALLOWED), ...LEAVES, 'byo-net/rule']);
    const wrong = between.filter(
      ({ from, to }) => rooms.has(to) && !LEAVES.includes(to) && !ALLOWED[from]?.includes(to),
    );
    expect(wrong.map(told)).toEqual([]);
  });

  it('name no room that the table does not know', () => {
    const unknown = EDGES.filter(
      ({ path, to }) => /^(?:src|rules)\//.test(path) && !LEAVES.includes(to) && !ALLOWED[to],
    );
    expect(unknown.map(told)).toEqual([]);
  });

  it('use every direction of the table', () => {
    const used = new Set(between.map(({ from, to }) => `${from} → ${to}`));
    const idle = Object.entries(ALLOWED).flatMap(([from, tos]) =>
      tos.map((to) => `${from} → ${to}`).filter((edge) => !used.has(edge)),
    );
    expect(idle).toEqual([]);
  });

  it('of leaves are none', () => {
    expect(between.filter(({ from }) => LEAVES.includes(from)).map(told)).toEqual([]);
  });

  it('do not go round in circles between rooms', () => {
    let left = Object.keys(ALLOWED);
    for (let before = -1; before !== left.length; ) {
      before = left.length;
      left = left.filter((room) => ALLOWED[room]?.some((to) => left.includes(to)));
    }
    expect(left).toEqual([]);
  });
});

describe('a package', () => {
  const foreign = EDGES.filter(({ path }) => !/^(?:src|rules|node:|byo-net)/.test(path));

  it('is known to its room alone', () => {
    const wrong = foreign.filter(({ from, to }) => {
      const name = to.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? '';
      return PACKAGES[name] !== from && !SHARED_PACKAGES[name]?.includes(from);
    });
    expect(wrong.map(told)).toEqual([]);
  });

  it('is not named elsewhere by other means', () => {
    const named = FILES.filter((file) => roomOf(file) !== 'ip' && /['"]ip-num['"]/.test(textOf(file)));
    expect(named).toEqual([]);
  });

  it('of Node that reaches out of the process is for reading files and for the command line', () => {
    const wrong = EDGES.filter(({ from, path }) => OUTWARD.test(path) && !MAY_REACH_OUT.includes(from));
    expect(wrong.map(told)).toEqual([]);
  });
});

/** Without comments and texts: what is left is code. */
const codeOf = (file: string): string =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

it('only the command line reads the process, prints, or exits', () => {
  const wrong = FILES.filter((file) => roomOf(file) !== 'cli').filter((file) =>
    /(?<![\w.])(?:process|console)\s*[.[?]|globalThis\.(?:process|console)/.test(codeOf(file)),
  );
  expect(wrong).toEqual([]);
});

describe('a provider', () => {
  const inside = (path: string): string | undefined => /^src\/providers\/([^/]+)\//.exec(path)?.[1];

  it('is opened by its name alone: nobody else sees its documents', () => {
    const peeking = EDGES.filter(({ file, path }) => {
      const provider = inside(path);
      return provider !== undefined && inside(file) !== provider;
    });
    expect(peeking.map(told)).toEqual(
      PROVIDERS.map((name) => `src/providers/index.ts imports src/providers/${name}/index.ts`),
    );
  });

  it('is loaded when it is asked for, as reporters are: no import at the top leads there', () => {
    const eager = [...textOf('src/providers/index.ts').matchAll(STATIC)].map((match) => match[1]);
    expect(eager).toEqual(['./provider.ts']);
  });
});

const PROVIDERS = readdirSync(`${ROOT}src/providers`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

it('rules know the package and nothing else', () => {
  const known = EDGES.filter(({ from, file }) => from === 'rules' && file !== 'rules/index.ts');
  expect(known.filter(({ path }) => path !== 'byo-net/rule').map(told)).toEqual([]);
  expect(new Set(known.map(({ file }) => file)).size).toBe(
    FILES.filter((file) => roomOf(file) === 'rules').length - 1,
  );
});
