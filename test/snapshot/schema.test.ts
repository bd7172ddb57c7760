import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { generate, VALIDATORS } from '../../scripts/build-validators.mjs';
import { CALLS } from '../../src/providers/aws/calls.ts';
import { isObject } from '../../src/snapshot/canonical.ts';
import { validateDocument } from '../../src/snapshot/validate-snapshot.generated.js';
import { loaded } from '../support/loaded.ts';

const PARENTS = { PrefixListId: 'pl-1', TransitGatewayRouteTableId: 'tgw-rtb-1' };

test.each(VALIDATORS)('the validators of $schema are what the schema says', async (entry) => {
  const { js, dts } = generate(entry);
  // `node scripts/build-validators.mjs` writes them again.
  expect(await readFile(`${entry.out}.js`, 'utf8')).toBe(js);
  expect(await readFile(`${entry.out}.d.ts`, 'utf8')).toBe(dts);
});

describe('schemas/snapshot.schema.json', async () => {
  const schema: unknown = JSON.parse(await readFile('schemas/snapshot.schema.json', 'utf8'));
  const definitions = isObject(schema) && isObject(schema.$defs) ? schema.$defs : {};

  test.each(CALLS)('knows the answer to $call, under its key', ({ call, key }) => {
    const definition = definitions[call];
    const required = call === 'DescribeVpcAttribute' ? 'VpcId' : key;
    expect(definition).toMatchObject({ type: 'object', required: [required] });
  });

  test.each(CALLS)('checks the answer to $call', ({ call }) => {
    const document = { provider: 'aws', call, arguments: PARENTS, body: { [`not the key of ${call}`]: [] } };
    expect(validateDocument(document)).toBe(false);
    expect(validateDocument.errors?.[0]).toMatchObject({ keyword: 'required', instancePath: '/body' });
  });
});

test('reading a snapshot loads neither a schema compiler nor a parser that only errors need', async () => {
  const modules = await loaded('src/snapshot/read.ts');
  expect(modules).toContain('src/snapshot/validate-snapshot.generated.js');
  expect([...modules].filter((module) => !module.startsWith('src/') && !module.startsWith('node:'))).toEqual(
    [],
  );
});
