/** What is read off Python: values as far as they are known, names for what is not, and the place of each. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readCalls } from '../../src/call/read.ts';
import { ByoNetError } from '../../src/errors.ts';
import type { Call, CallEntry, CallValue, Unseen } from '../../src/model/call.ts';
import type { Place } from '../../src/model/network.ts';

const at = ({ line, column, cell, pointer }: Place): string =>
  cell ? `cell ${cell.number} ${cell.line}:${cell.column} ${pointer}` : `${line}:${column}`;

/** A value in one line: `<…>` is not known, `<<secret>>` was dropped. */
function show(value: CallValue): string {
  switch (value.is) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'secret':
      return '<<secret>>';
    case 'unknown':
      return `<${value.what}>`;
    case 'list':
      return `[${value.items.map(show).join(', ')}]`;
    case 'mapping':
      return `{${[...value.entries.map(entry), ...value.unseen.map(hidden)].join(', ')}}`;
  }
}
const entry = ({ name, value }: CallEntry): string => `${name}: ${show(value)}`;
const hidden = ({ what }: Unseen): string => `+<${what}>`;
const shown = (call: Call): string => [...call.arguments.map(entry), ...call.unseen.map(hidden)].join('; ');

const read = (text: string, file = 'setup.py'): readonly string[] => readCalls(file, text).map(shown);
/** The arguments of `f(…)` after some lines. */
const argumentsOf = (args: string, before = ''): string =>
  read(`import coiled\n${before}\ncoiled.set_backend_options(${args})\n`)[0] ?? 'no call';

describe('a value', () => {
  it.each([
    ['zone="a"', 'zone: "a"'],
    ["zone='a\\'b\\n\\x41\\u00e9'", 'zone: "a\'b\\nAé"'],
    ['zone=r"a\\n"', 'zone: "a\\\\n"'],
    ['zone="""a"""', 'zone: "a"'],
    ['zone="vpc" "-" \'1\'', 'zone: "vpc-1"'],
    ['zone="vpc-" + ("1")', 'zone: "vpc-1"'],
    ['zone=f"vpc-1"', 'zone: "vpc-1"'],
    ['zone=f"{{}}"', 'zone: "{}"'],
    ['zone=f"vpc-{x}"', 'zone: <an f-string>'],
    ['zone="a" f"{x}"', 'zone: <an f-string>'],
    ['zone=b"a"', 'zone: <bytes>'],
    ['zone="%s" % x', 'zone: <an expression>'],
    ['zone=True, account=None, workspace=-1_0', 'zone: true; account: null; workspace: -10'],
    ['zone=a if b else c', 'zone: <a choice between two values>'],
    ['zone=os.environ["ZONE"]', 'zone: <os.environ["ZONE"]>'],
    ['zone=os.getenv("ZONE")', 'zone: <os.environ["ZONE"]>'],
    ['zone=os.environ.get("ZONE", "a")', 'zone: <a call of os.environ.get()>'],
    ['zone=settings.ZONE', 'zone: <settings.ZONE>'],
    ['zone=zones[0]', 'zone: <a part of zones>'],
    ['zone=zone_of(x)', 'zone: <a call of zone_of()>'],
    ['zone=lambda: 1', 'zone: <a function>'],
    ['ingress=[{"ports": (1, 2), "cidr": "10.0.0.0/8"}]', 'ingress: [{ports: [1, 2], cidr: "10.0.0.0/8"}]'],
    ['ingress=[*rules]', 'ingress: <a list with parts that are not known>'],
    ['ingress=[x for x in y]', 'ingress: <a comprehension>'],
    ['network=dict(network_id="a", **{"firewall_id": "b"})', 'network: {network_id: "a", firewall_id: "b"}'],
    ['network={"a": 1, **more}', 'network: {a: 1, +<**more, which is bound nowhere>}'],
    ['network={key: 1}', 'network: {+<key, which is bound nowhere>}'],
    ['network={"a": {"b": {}}}', 'network: {a: {b: {}}}'],
    ['"me", None, "gcp"', 'account: "me"; workspace: null; backend: "gcp"'],
    ['*args, zone="a"', 'zone: "a"; +<*args, which is bound nowhere>'],
    ['*args, "a"', '+<*args, which is bound nowhere>'],
    ['**{"zone": "a"}', 'zone: "a"'],
    ['**options', '+<**options, which is bound nowhere>'],
    ['**load("x")', '+<**a call of load()>'],
    ['', ''],
  ])('%s', (args, expected) => {
    expect(argumentsOf(args)).toBe(expected);
  });
});

describe('a name', () => {
  it.each([
    ['A = "a"', 'zone: "a"'],
    ['A: str = "a"', 'zone: "a"'],
    ['B = A = "a"', 'zone: "a"'],
    ['B = "a"\nA = B', 'zone: "a"'],
    ['C = {"z": {"y": "a"}}\nA = C["z"]["y"]', 'zone: "a"'],
    ['C = {"z": "a"}\nA = C["y"]', 'zone: <a part of C>'],
    ['if x:\n  A = "a"\nelse:\n  A = "b"', 'zone: <A, which is bound 2 times>'],
    ['A = "a"\nA += "b"', 'zone: <A, which is changed by an assignment>'],
    ['A, B = "a", "b"', 'zone: <A, which is assigned as a part of something>'],
    ['for A in x: pass', 'zone: <A, which is bound by a loop>'],
    ['with open(x) as A: pass', 'zone: <A, which is bound by `as`>'],
    ['def f(A="a"): pass', 'zone: <A, which is a parameter of a function>'],
    ['def A(): pass', 'zone: <A, which is a function or a class>'],
    ['(A := "a")', 'zone: <A, which is bound in an expression>'],
    ['A = "a"\ndel A', 'zone: <A, which is deleted somewhere>'],
    ['from settings import A', 'zone: <A, imported from settings>'],
    ['from .settings import B as A', 'zone: <A, imported from .settings>'],
    ['from settings import *', 'zone: <A, imported from settings>'],
    ['A = "a"\nB = A\nC = B\nC["x"] = 1', 'zone: <A, which is changed as B>'],
    ['A = A', 'zone: <an expression that is too large>'],
    ['x = [A for B in y]\nA = "a"', 'zone: "a"'],
    ['def f(B=A): pass\nA = "a"', 'zone: "a"'],
  ])('%s', (before, expected) => {
    expect(argumentsOf('zone=A', before)).toBe(expected);
  });

  it.each(['A["x"] = 1', 'A.update(x=1)', 'A["x"]["y"] = 1', 'A |= {}', 'del A["x"]'])(
    'of a dictionary that %s changes is not known',
    (change) => {
      expect(argumentsOf('network=A', `A = {"x": 2}\n${change}`)).toMatch(
        /^network: <A, which is (changed|deleted)/,
      );
    },
  );
});

describe('a call', () => {
  it.each([
    'import coiled\ncoiled.set_backend_options(zone="a")',
    'import coiled as c\nc.set_backend_options(zone="a")',
    'import coiled.core\ncoiled.core.set_backend_options(zone="a")',
    'from coiled import set_backend_options\nset_backend_options(zone="a")',
    'from coiled import Cluster, set_backend_options as s\ns(zone="a")',
    'from coiled.core import (set_backend_options as s,)\ns(zone="a")',
    'from coiled import *\nset_backend_options(zone="a")',
    'import coiled\ns = coiled.set_backend_options\ns(zone="a")',
    'coiled.set_backend_options(zone="a")',
    'import coiled\ntry:\n  def f():\n    return coiled.set_backend_options(zone="a")\nexcept: pass',
    'import coiled\r\n\r\ncoiled.set_backend_options(\r\n  zone="a",  # a zone\r\n)\r\n',
    'import coiled\nprint "hello"\nexec "x"\ncoiled.set_backend_options(zone="a")\nraise E, "x"\n',
    'try:\n  import coiled\nexcept ImportError:\n  coiled = None\ncoiled.set_backend_options(zone="a")',
    '\tcoiled.set_backend_options(zone="a")',
    '#!/usr/bin/env python2\n# -*- coding: utf-8 -*-\nimport coiled; coiled.set_backend_options(zone = u"a")',
  ])('is found in %j', (text) => {
    expect(read(text)).toEqual(['zone: "a"']);
  });

  it.each([
    '# coiled.set_backend_options(zone="a")',
    'x = "coiled.set_backend_options(network={})"',
    'import mine\nmine.set_backend_options(zone="a")',
    'from mine import set_backend_options\nset_backend_options(zone="a")',
    'def set_backend_options(**kwargs): pass\nset_backend_options(zone="a")',
    'coiled.set_backend_options',
    'network = get()',
    '',
    '\u0000\ufffe',
  ])('is not found in %j', (text) => {
    expect(() => read(text)).toThrow(
      /holds neither a call of coiled.set_backend_options nor a network dictionary/,
    );
  });

  it('with a part that is no Python says so', () => {
    expect(argumentsOf('zone="a", network={"network_id": "b" ???}')).toContain('a part that is no Python');
    expect(read('coiled.set_backend_options(zone="a"')).toEqual(['zone: "a"; +<a part that is no Python>']);
    expect(read('coiled.set_backend_options(')).toEqual(['+<a part that is no Python>']);
  });

  it('is each one of several', () => {
    const twice = 'coiled.set_backend_options(zone="a")\ncoiled.set_backend_options(zone="b")\n';
    expect(read(twice)).toEqual(['zone: "a"', 'zone: "b"']);
    expect(() => read(twice.repeat(11))).toThrow('holds 22 calls; at most 20 are checked at once');
  });

  it('with more than all positional arguments is not known', () => {
    expect(argumentsOf(Array.from({ length: 23 }, () => '1').join())).toMatch(
      /\+<more than 22 positional arguments>$/,
    );
  });
});

describe('a dictionary', () => {
  it.each([
    ['N = {"network_id": "a"}', 'network: {network_id: "a"}'],
    ['network = {"vpc": "a"}', 'network: {vpc: "a"}'],
    ['f(network={"vpc": "a"})', 'network: {vpc: "a"}'],
    ['x = {"backend": {"network": {"vpc": "a"}}}', 'network: {vpc: "a"}'],
    ['N = dict(firewall_id="a")', 'network: {firewall_id: "a"}'],
    ['{"network_id": "a"}', 'network: {network_id: "a"}'],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual([expected]);
    expect(readCalls('x.py', text)[0]?.form).toBe('dictionary');
  });

  it('beside a call is the call’s business', () => {
    expect(read('N = {"network_id": "a"}\ncoiled.set_backend_options(network=N)')).toEqual([
      'network: {network_id: "a"}',
    ]);
  });
});

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const ID = 'AKIAIOSFODNN7EXAMPLE';

describe('a secret', () => {
  it.each([
    `aws_secret_access_key="${SECRET}"`,
    `aws_secret_access_key="short"`,
    `aws_secret_access_key=os.environ.get("KEY", "short")`,
    `aws_secret_access_key=f"short{x}"`,
    `aws_secret_access_key="sh" + ort`,
    `aws_secret_access_key=decode("x", "short")`,
    `aws_access_key_id="${ID}"`,
    `registry_access_token=KEY`,
    `gcp_service_creds_dict={"private_key": "short"}`,
    `gcp_service_creds_dict=dict(private_key=KEY)`,
    `aws_session_token="short"`,
    `password="short"`,
    `aws_region="${SECRET}"`,
    `network={"network_id": "${ID}"}`,
    `ingress=["-----BEGIN PRIVATE KEY-----short"]`,
    `*["x"], zone=" ${SECRET} "`,
  ])('is dropped: %s', (args) => {
    const text = JSON.stringify(readCalls('x.py', `KEY = "short"\ncoiled.set_backend_options(${args})`));
    expect(text).toContain('"is":"secret"');
    expect(text).not.toMatch(new RegExp(`${SECRET}|${ID}|short|BEGIN`));
  });

  it.each([
    'aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"]',
    'aws_secret_access_key=os.getenv("KEY")',
    'aws_secret_access_key=keys["secret"]',
    'aws_secret_access_key=read_key("prod")',
    'aws_secret_access_key=None',
    'aws_secret_access_key=""',
    'gcp_service_creds_dict=json.load(open("creds.json"))',
    'zone="0123456789012345678901234567890123456789"',
  ])('is none: %s', (args) => {
    expect(argumentsOf(args)).not.toContain('<<secret>>');
  });
});

describe('a place', () => {
  it.each([
    ['coiled.set_backend_options(zone="a")', '1:1', '1:28'],
    ['\r\n\r\n coiled.set_backend_options(\r\n  zone="a")', '3:2', '4:3'],
    ['ä = "ö"; coiled.set_backend_options(zone="a")', '1:10', '1:37'],
    ['x = 1\rcoiled.set_backend_options(zone="a")', '2:1', '2:28'],
  ])('in %j', (text, call, argument) => {
    const [first] = readCalls('x.py', text);
    expect([first?.place, first?.arguments[0]?.place].map((place) => place && at(place))).toEqual([
      call,
      argument,
    ]);
  });

  it('of a value is where it is written', () => {
    const [call] = readCalls('x.py', 'A = "vpc-1"\ncoiled.set_backend_options(zone=A)');
    expect(call?.arguments.map(({ place, value }) => [at(place), at(value.place)])).toEqual([
      ['2:28', '1:5'],
    ]);
  });
});

describe('a notebook', () => {
  const code = (source: string | readonly string[]) => ({ cell_type: 'code', source });
  const notebook = (...cells: readonly unknown[]) => JSON.stringify({ cells, metadata: {}, nbformat: 4 });
  const CALL = ['import coiled\n', 'coiled.set_backend_options(\n', '  zone=Z)'];

  it('is its code cells, one after the other', () => {
    const text = notebook(
      { cell_type: 'markdown', source: 'coiled.set_backend_options(zone=1)' },
      code('Z = "a"'),
      code(CALL),
    );
    const [call] = readCalls('x.ipynb', text);
    expect(call && shown(call)).toBe('zone: "a"');
    expect(call?.arguments.map(({ place, value }) => [at(place), at(value.place)])).toEqual([
      ['cell 3 3:3 /cells/2/source/2', 'cell 2 1:5 /cells/1/source'],
    ]);
  });

  it('comes through standard input too', () => {
    expect(read(notebook(code(CALL)), '-')).toEqual(['zone: <Z, which is bound nowhere>']);
  });

  it.each([
    ['%pip install coiled\n!ls {x}\n?coiled\ncoiled.Cluster?\n'],
    ['files = !ls\nt = %timeit -o f()\n'],
    ['!echo \\\n  coiled.set_backend_options(zone="b")\n'],
    ['    %matplotlib inline\n'],
    ['get_ipython().system("ls")\n'],
  ])('has magics: %j', (magics) => {
    expect(read(notebook(code(`${magics}${CALL.join('')}`)), 'x.ipynb')).toEqual([
      'zone: <Z, which is bound nowhere>',
    ]);
  });

  it('has cells that are no Python, and cells that are', () => {
    const bash = code('%%bash\ncoiled.set_backend_options(zone="b")');
    const timed = code('%%time\ncoiled.set_backend_options(zone="c")');
    expect(read(notebook(bash, timed), 'x.ipynb')).toEqual(['zone: "c"']);
  });

  it('has a value that the shell gives, and an operator that begins a line', () => {
    const lines = 'A = !ls\nB = ("a"\n% x)\ncoiled.set_backend_options(zone=A, account=B)';
    expect(read(notebook(code(lines)), 'x.ipynb')).toEqual([
      'zone: <what a command of the notebook gives>; account: <an expression>',
    ]);
  });

  it('of format 3 has worksheets', () => {
    const cell = { cell_type: 'code', input: ['coiled.set_backend_options(zone="a")'] };
    const [call] = readCalls('x.ipynb', JSON.stringify({ worksheets: [{ cells: [cell] }], nbformat: 3 }));
    expect(call && at(call.place)).toBe('cell 1 1:1 /worksheets/0/cells/0/input/0');
  });

  it.each(['', '{', '[]', '{"cells": 1}', '{"cells": []}', 'import coiled'])('is none: %j', (text) => {
    expect(() => read(text, 'x.ipynb')).toThrow('is no notebook: it is no JSON with a list of cells');
  });

  it.each([[{ cells: [null, 1, {}, { cell_type: 'code', source: [1, null] }] }]])(
    'of nonsense holds no call',
    (value) => {
      expect(() => read(JSON.stringify(value), 'x.ipynb')).toThrow('holds neither');
    },
  );
});

/** Fragments of Python and of notebooks, put together at random. */
const fragments = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'coiled.set_backend_options(',
          'network=',
          '{"network_id": ',
          '**',
          '*',
          '(',
          ')',
          '}',
          '[',
          ']',
          ',',
        ],
        ...[
          '"""',
          "'",
          '\\',
          '\n',
          '\r',
          '  ',
          ':',
          '=',
          'A',
          'import coiled as A',
          'from A import *',
          'for A in',
        ],
        ...[
          'f"{',
          '{"cells": [',
          '%%bash',
          '!',
          'lambda',
          'def A(',
          ':=',
          'dict(',
          'os.environ["A"]',
          '+',
          '\\x4',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

test('any text is calls, or one clear message', () => {
  fc.assert(
    fc.property(fragments, fc.constantFrom('x.py', 'x.ipynb', '-'), (text, file) => {
      try {
        const calls = readCalls(file, text);
        expect(calls.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ByoNetError);
      }
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ['deep brackets', `network = ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
  ['a deep dictionary', `coiled.set_backend_options(network=${'{"a":'.repeat(3000)}1${'}'.repeat(3000)})`],
  [
    'names that double',
    `${Array.from({ length: 60 }, (_, i) => `a${i + 1} = {"x": a${i}, "y": a${i}}`).join('\n')}\ncoiled.set_backend_options(network=a60)`,
  ],
  ['names in a circle', 'a = b\nb = a\ncoiled.set_backend_options(network=a)'],
])('%s come to an end', (_what, text) => {
  try {
    expect(JSON.stringify(readCalls('x.py', text)).length).toBeLessThan(3_000_000);
  } catch (error) {
    expect(error).toBeInstanceOf(ByoNetError);
  }
});

describe('what is nested deeper than Python reads', () => {
  const CALL = '\ncoiled.set_backend_options()\n';
  const deep = (depth: number) => `x = ${'('.repeat(depth)}1${')'.repeat(depth)}`;

  it.each([
    ['a script', 'setup.py', deep(201) + CALL, 'line 1, column 205'],
    ['brackets of all kinds', 'setup.py', `${'x = ([{'.repeat(80)}${CALL}`, 'line 1, column 469'],
    ['what never ends', 'setup.py', `\n${'('.repeat(100_000)}${CALL}`, 'line 2, column 201'],
    [
      'a cell of a notebook',
      'a.ipynb',
      JSON.stringify({
        cells: [
          { cell_type: 'markdown', source: '((' },
          { cell_type: 'code', source: ['a = 1\n', deep(201) + CALL] },
        ],
      }),
      'cell 2, line 2, column 205',
    ],
  ])('%s is one error', (_, file, text, place) => {
    let error: unknown;
    try {
      readCalls(file, text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ByoNetError);
    expect(error).toMatchObject({ code: 'input', file, place });
  });

  it.each([
    ['200 levels', deep(200)],
    ['brackets in texts', `x = "${'('.repeat(500)}"\ny = '''${'(\n'.repeat(500)}'''`],
    ['brackets in comments', `# ${'('.repeat(500)}`],
    ['brackets one after the other', '()\n'.repeat(500)],
    ['a text that does not end', `x = "${'('.repeat(500)}`],
    ['a chain', `x = a${'.b()'.repeat(3000)}`],
    ['a sum', `x = 1${' + 1'.repeat(3000)}`],
  ])('%s is read', (_, text) => {
    expect(readCalls('setup.py', text + CALL)).toHaveLength(1);
  });

  it('and a file without a call is none, however deep', () => {
    expect(() => readCalls('setup.py', deep(300))).toThrow(/holds neither a call/);
  });
});
