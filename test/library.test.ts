/** The library as a program uses it. */
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';
import {
  ByoNetError,
  check,
  format,
  openNetwork,
  RULES,
  readSnapshot,
  requirementsNamed,
  trace,
} from '../src/index.ts';

const GUIDE = 'fixtures/aws/guide';

test('exports what is promised', () => {
  expect(Object.keys(library).sort()).toEqual(
    [
      ...[
        'ByoNetError',
        'RULES',
        'STYLES',
        'analyse',
        'check',
        'collect',
        'emitConfig',
        'format',
        'openNetwork',
      ],
      ...['permissions', 'readSnapshot', 'requirementsNamed', 'trace'],
    ].sort(),
  );
});

test('a snapshot that was read once is checked as its files are', async () => {
  const snapshot = await readSnapshot(GUIDE);
  const client = ['internet'];
  expect(await check({ snapshot, client })).toEqual(await check({ inputs: [GUIDE], client }));
  const call = 'fixtures/calls/current.py';
  expect((await check({ snapshot, call })).targets[0]?.call?.alone).toBe(false);
});

test('the engine is pure: a network in, an analysis out', async () => {
  const network = await openNetwork(await readSnapshot([GUIDE]));
  const requirements = requirementsNamed('guide');
  if (!requirements) throw new Error('there is no set');
  const asked = { network, requirements, client: ['internet'], require: [], assume: [], onPremises: [] };
  const placement = { schedulerPublicIp: true, workersPublicIp: false };
  const first = library.analyse({ ...asked, placement }, RULES);
  expect(first).toMatchObject({ value: { problems: [] } });
  expect(library.analyse({ ...asked, placement, client: ['nonsense!'] }, RULES)).toMatchObject({
    error: expect.any(String),
  });
});

test('a trace needs two ends and nothing else', async () => {
  const traced = await trace({ inputs: [GUIDE], from: 'internet', to: 'role:scheduler', port: '8786' });
  expect(traced.verdict).toBe('reachable');
  expect(await format(traced, 'text')).toContain('reachable');
  await expect(format(traced, 'sarif')).rejects.toMatchObject({
    code: 'usage',
    remedy: 'the formats are text, json',
  });
});

describe('a report', () => {
  test.each(['text', 'json', 'sarif', 'github', 'junit', 'markdown'] as const)(
    'is written as %s',
    async (name) => {
      const text = await format(await check({ inputs: [GUIDE], client: ['internet'] }), name);
      expect(text.length).toBeGreaterThan(50);
      if (name === 'text') expect(text).toContain('set_backend_options');
    },
  );

  test('is ASCII and narrow where that is asked', async () => {
    const text = await format(await check({ inputs: [GUIDE], client: ['internet'] }), 'text', {
      ascii: true,
      width: 60,
    });
    expect(text).toMatch(/^[\n -~]*$/);
  });

  test('has no format of another name', async () => {
    const report = await check({ inputs: [GUIDE] });
    await expect(format(report, JSON.parse('"constructor"'))).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('what cannot be done', () => {
  test.each<readonly [string, () => Promise<unknown>, string]>([
    ['nothing is named', () => check({}), 'usage'],
    ['standard input without a reader', () => check({ inputs: ['-'] }), 'usage'],
    ['a call from standard input', () => check({ call: '-' }), 'usage'],
    ['a file that is not there', () => readSnapshot('nowhere.json'), 'input'],
    ['no file', () => readSnapshot([]), 'usage'],
    ['an endpoint that is none', () => check({ inputs: [GUIDE], client: ['nonsense!'] }), 'usage'],
    ['a provider that is none', () => check({ inputs: [GUIDE], provider: 'x' }), 'usage'],
  ])('is a typed error: %s', async (_what, ask, code) => {
    const error = await ask().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ByoNetError);
    expect(error).toMatchObject({ code, remedy: expect.any(String) });
  });
});
