/** Edits of a call: each changes one part and leaves the rest as it was. */
import { expect, it } from 'vitest';
import { editCall } from '../../src/call/edit.ts';
import { placementIn } from '../../src/call/placement.ts';
import { readCalls } from '../../src/call/read.ts';
import { printCall } from '../../src/emit/call.ts';
import type { Call, CallEdit } from '../../src/model/call.ts';

const callOf = (args: string): Call => {
  const [call] = readCalls('x.py', `coiled.set_backend_options(${args})`);
  if (!call) throw new Error('no call');
  return call;
};
const inside = (call: Call): string =>
  printCall(call)
    .replaceAll(/\s+/g, '')
    .replace(/^.*set_backend_options/, '');

it.each<readonly [string, CallEdit, string]>([
  ['a=1, b=2', { do: 'rename', at: ['a'], to: 'c' }, '(c=1,b=2,)'],
  ['a=1, b=2', { do: 'remove', at: ['a'] }, '(b=2,)'],
  ['a=1', { do: 'set', at: ['a'], value: 'x' }, '(a="x",)'],
  ['a=1', { do: 'set', at: ['b'], value: true }, '(a=1,b=True,)'],
  ['a=1', { do: 'set', at: ['a'], value: { environment: 'X' } }, '(a=os.environ["X"],)'],
  ['a={"b": {"c": 1, "d": 2}}', { do: 'set', at: ['a', 'b', 'c'], value: 3 }, '(a={"b":{"c":3,"d":2,},},)'],
  ['a={"b": 1}', { do: 'rename', at: ['a', 'b'], to: 'c' }, '(a={"c":1,},)'],
  ['a={"b": 1}', { do: 'remove', at: ['a', 'b'] }, '(a={},)'],
  ['a=[{"b": 1}, {"b": 2}]', { do: 'set', at: ['a', 1, 'b'], value: 3 }, '(a=[{"b":1,},{"b":3,},],)'],
  // What is not there, or has no parts, is left alone.
  ['a=1', { do: 'rename', at: ['b'], to: 'c' }, '(a=1,)'],
  ['a=1', { do: 'set', at: ['b', 'c'], value: 1 }, '(a=1,)'],
  ['a=1', { do: 'remove', at: ['a', 'b'] }, '(a=1,)'],
  ['a=[1]', { do: 'set', at: ['a', 'b'], value: 1 }, '(a=[1],)'],
])('%s, %j', (args, edit, expected) => {
  const before = callOf(args);
  const text = printCall(before);
  expect(inside(editCall(before, [edit]))).toBe(expected);
  expect(printCall(before)).toBe(text);
});

it.each<readonly [string, object]>([
  ['', {}],
  ['network=N', {}],
  ['network={}', { workersPublicIp: true }],
  ['network={**more}', {}],
  ['network={"give_workers_public_ip": False}', { workersPublicIp: false }],
  ['network={"give_workers_public_ip": public()}', {}],
  ['network={"network_id": "", "worker_subnet_id": None, "firewall_id": 5}', { workersPublicIp: true }],
  ['network={"network_id": "a", "network_id": "b"}', { networkId: 'b', workersPublicIp: true }],
  [
    'network={"scheduler_subnet_id": "s", "worker_subnet_id": "w", "firewall_id": "f", "scheduler_firewall_id": "g"}',
    {
      schedulerSubnetId: 's',
      workerSubnetId: 'w',
      firewallId: 'f',
      schedulerFirewallId: 'g',
      workersPublicIp: true,
    },
  ],
])('the placement in %s', (args, expected) => {
  expect(placementIn(callOf(args))).toEqual(expected);
});
