/** The call as Python: Python itself reads it back, whatever is in it. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCalls } from '../../src/call/read.ts';
import { printCall } from '../../src/emit/call.ts';
import type { Call, CallEntry, CallValue } from '../../src/model/call.ts';

const place = { file: 'x.py', pointer: '', line: 1, column: 1 };
const hasPython = spawnSync('python3', ['-c', '']).status === 0;

const text = fc.string({ unit: 'binary', maxLength: 8 });
const literal = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));

/** Texts that have the form of a key are no part of this: they are dropped. */
const { value } = fc.letrec<{ value: CallValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    literal.map((one): CallValue => ({ is: 'literal', value: one, place })),
    fc.array(tie('value'), { maxLength: 3 }).map((items): CallValue => ({ is: 'list', items, place })),
    fc
      .uniqueArray(fc.tuple(text, tie('value')), { maxLength: 3, selector: ([name]) => name })
      .map((all): CallValue => ({ is: 'mapping', entries: all.map(entry), unseen: [], place })),
  ),
}));
const entry = ([name, one]: readonly [string, CallValue]): CallEntry => ({ name, value: one, place });

const names = fc.constantFrom('zone', 'account', 'network', 'ingress', 'class', 'a b', '"', '\n', 'é');
const call = fc
  .uniqueArray(fc.tuple(names, value), { maxLength: 4, selector: ([name]) => name })
  .map((all): Call => ({ form: 'call', arguments: all.map(entry), unseen: [], place }));

const plain = (one: CallValue): unknown => {
  if (one.is === 'literal') return one.value;
  if (one.is === 'list') return one.items.map(plain);
  return one.is === 'mapping' ? one.entries.map(({ name, value: inner }) => [name, plain(inner)]) : one;
};
const argumentsOf = ({ arguments: all }: Call) => all.map(({ name, value: one }) => [name, plain(one)]);

test('what is printed is read back', () => {
  fc.assert(
    fc.property(call, (one) => {
      expect(readCalls('x.py', printCall(one)).map(argumentsOf)).toEqual([argumentsOf(one)]);
    }),
  );
});

const PARSE = 'import ast, json, sys; [ast.parse(text) for text in json.load(sys.stdin)]';

test.skipIf(!hasPython)('what is printed is Python', () => {
  const calls = fc.sample(call, 200).map(printCall);
  const { status, stderr } = spawnSync('python3', ['-c', PARSE], {
    input: JSON.stringify(calls),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});

test('secrets are looked up, and what is not known is marked', () => {
  const [one] = readCalls(
    'x.py',
    'f = coiled.set_backend_options\nf(gcp_service_creds_dict={"private_key": "x"}, zone=f"{x}", registry_access_token="x", **more)',
  );
  expect(one && printCall(one)).toBe(`import json
import os

import coiled

coiled.set_backend_options(
    gcp_service_creds_dict=json.loads(os.environ["GCP_SERVICE_CREDS"]),
    # an f-string, as it is now
    zone=...,
    registry_access_token=os.environ["REGISTRY_ACCESS_TOKEN"],
    **more,
)
`);
});
