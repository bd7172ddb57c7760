import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ByoNetError } from '../../src/errors.ts';
import { check, trace } from '../../src/run.ts';
import { baselineFile } from '../../src/settings/baseline.ts';
import { baselineOf, suppress } from '../../src/settings/suppress.ts';
import { answersOf, change, GUIDE, guideNetwork, permission, unread } from '../support/aws.ts';
import { folderOf } from '../support/folder.ts';
import * as reports from './reports.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, schemas: [schema] });

/** The faults of a value against the schema or one of its definitions; a value is what its JSON says. */
function faults(value: unknown, definition?: string): readonly unknown[] {
  const validate = ajv.getSchema(schema.$id + (definition === undefined ? '' : `#/$defs/${definition}`));
  if (!validate) throw new Error(`no definition ${definition}`);
  return validate(JSON.parse(JSON.stringify(value))) ? [] : (validate.errors ?? []);
}

const known = baselineFile(reports.broken).findings;
const suppressed = {
  ...suppress(reports.broken, [baselineOf('b.json', known.slice(1))]),
  hints: [
    { kind: 'ignore-unused', message: 'm', place: { file: 'c.yaml', pointer: '', line: 1, column: 1 } },
  ],
};

test('reports of every state fit', () => {
  for (const report of [
    reports.clean,
    reports.broken,
    reports.proposed,
    reports.undecided,
    reports.long,
    reports.hostile,
    suppressed,
  ]) {
    expect(faults(report)).toEqual([]);
  }
});

test('traces, configurations and failures fit', () => {
  for (const one of [reports.partialTrace, reports.unknownTrace, reports.manyPaths])
    expect(faults(one, 'trace')).toEqual([]);
  expect(faults({ configs: [reports.ready] }, 'configs')).toEqual([]);
  const { code, message, file, place, remedy } = new ByoNetError('input', 'is no JSON', { file: 'a.json' });
  expect(faults({ error: { code, message, file, place, remedy } }, 'failure')).toEqual([]);
});

test.each([
  ['an unknown key', { ...reports.clean, more: 1 }],
  ['a wrong version', { ...reports.clean, version: 2 }],
  ['no targets', { ...reports.clean, targets: undefined }],
  [
    'an unproven fix',
    {
      ...reports.broken,
      targets: [
        {
          ...reports.cleanTarget,
          findings: [{ ...reports.unreachable, fix: { changes: [], commands: [], proven: false } }],
        },
      ],
    },
  ],
  [
    'a word that is no outcome',
    {
      ...reports.clean,
      targets: [
        { ...reports.cleanTarget, requirements: { ...reports.cleanTarget.requirements, passes: 'maybe' } },
      ],
    },
  ],
])('%s does not fit', (_, report) => {
  expect(faults(report)).not.toEqual([]);
});

test('every object of the schema is closed or says what else it holds', () => {
  const open: unknown[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (!Array.isArray(node) && 'type' in node && node.type === 'object' && !('additionalProperties' in node))
      open.push(node);
    Object.values(node).forEach(visit);
  };
  visit(schema);
  expect(open).toEqual([]);
});

test('the causes are those of the engine', () => {
  const source = readFileSync(new URL('../../src/model/cause.ts', import.meta.url), 'utf8');
  expect(schema.$defs.cause.enum).toEqual(
    [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, cause]) => cause),
  );
});

const closed = change(guideNetwork(), 'SecurityGroups', GUIDE.group, {
  IpPermissions: [permission('tcp', [8786, 8786], { v4: ['0.0.0.0/0'] })],
});
const networks = { guide: guideNetwork(), closed, unread: unread(closed, 'NatGateways', 'NetworkAcls') };

describe.each(Object.keys(networks) as (keyof typeof networks)[])('the %s network', (name) => {
  const io = { readStdin: async () => '' };
  const folder = async () => {
    const answers = answersOf(networks[name]).map(({ body }, i) => [`${i}.json`, body]);
    return [await folderOf(Object.fromEntries(answers))];
  };

  test('is reported as the schema says', async () => {
    const inputs = await folder();
    expect(faults(await check({ inputs, placement: {}, client: ['203.0.113.0/24'] }, io))).toEqual([]);
  });

  test('is traced as the schema says', async () => {
    const inputs = await folder();
    const asked = { inputs, placement: {}, from: 'internet', to: 'role:scheduler' };
    expect(faults(await trace(asked, io), 'trace')).toEqual([]);
  });
});
