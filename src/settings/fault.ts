/** What is wrong with the shape of a configuration, in words; the key that was meant, where one is near. */

import { isObject } from '../snapshot/canonical.ts';
import { pointerSegments } from '../snapshot/locate.ts';
import { nearest } from '../workload/near.ts';
import type { ShapeError } from './validate-config.generated.js';

export interface Fault {
  /** From the part that the error names to what it is about. */
  readonly path: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function faultOf(
  { keyword, params, parentSchema, instancePath }: ShapeError,
  content: unknown,
): Fault {
  const segments = pointerSegments(instancePath);
  const name = segments.length === 0 ? 'the configuration' : segments.join('.');
  const value = valueAt(content, segments);
  switch (keyword) {
    case 'additionalProperties': {
      const key = text(params.additionalProperty);
      const known = isObject(parentSchema?.properties) ? Object.keys(parentSchema.properties) : [];
      const where = segments.length === 0 ? 'there is' : `${name} has`;
      return { path: [key], message: `${where} no key ${key}`, remedy: meant(key, known, 'keys') };
    }
    case 'required':
      return {
        path: [],
        message: `${name} has no ${text(params.missingProperty)}`,
        remedy: `add the key ${text(params.missingProperty)}`,
      };
    case 'enum': {
      const allowed = Array.isArray(params.allowedValues) ? params.allowedValues.map(text) : [];
      return {
        path: [],
        message: `${name} has no value ${text(value)}`,
        remedy: meant(text(value), allowed, 'values'),
      };
    }
    case 'type':
      return {
        path: [],
        message: `${name} is ${kindOf(value)}`,
        remedy: `write ${KINDS[text(params.type)] ?? text(params.type)}`,
      };
    default:
      return {
        path: [],
        message: `${name} is ${JSON.stringify(value)}`,
        remedy: `write ${limit(keyword, params)}`,
      };
  }
}

/** "did you mean client? the keys are …" */
export function meant(word: string, known: readonly string[], what: string): string {
  const near = nearest(word, known);
  const all = `the ${what} are ${known.join(', ')}`;
  return near === undefined ? all : `did you mean ${near}? ${all}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return (
    { object: 'a mapping', string: 'a text', number: 'a number', boolean: String(value) }[
      typeof value as string
    ] ?? 'no value'
  );
}

function limit(keyword: string, { limit: bound, pattern }: ShapeError['params']): string {
  switch (keyword) {
    case 'minItems':
      return 'at least one item';
    case 'minimum':
      return `${text(bound)} or more`;
    case 'maximum':
      return `${text(bound)} or less`;
    case 'pattern':
      return pattern === '\\S' ? 'a text that is not empty' : 'a date as 2026-12-31';
    default:
      return 'what the schema says';
  }
}

const valueAt = (content: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined),
    content,
  );
