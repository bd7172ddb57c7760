/** Three-valued truth: a thing is known, or it is unknown with a reason and a way to settle it. */
import type { Cause } from './cause.ts';

export interface Unknown {
  readonly cause: Cause;
  /** What is not known, one clause without a full stop. */
  readonly why: string;
  /** What would settle it: a command, a permission, a flag. */
  readonly settle: string;
  /** What a person can say of it instead, as `--assume` takes it. */
  readonly declare?: readonly string[];
}

export type Known<T> = { readonly value: T } | { readonly unknown: Unknown };

/** Whether a component does its work, as the provider reports it. */
export type Health =
  | { readonly is: 'usable' }
  | { readonly is: 'unusable'; readonly cause: Cause; readonly why: string }
  | { readonly is: 'unknown'; readonly unknown: Unknown };

export const known = <T>(value: T): Known<T> => ({ value });
export const unknown = (cause: Cause, why: string, settle: string): { readonly unknown: Unknown } => ({
  unknown: { cause, why, settle },
});
/** Of a thing that others refer to and no answer describes. */
export const absent = (id: string): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `${id} is not in the input`,
  settle: `add the description of ${id} to the input`,
});
export const isKnown = <T>(thing: Known<T>): thing is { readonly value: T } => 'value' in thing;
/** The value, or undefined where it is not known. For places where the two may be treated alike. */
export const knownValue = <T>(thing: Known<T>): T | undefined => (isKnown(thing) ? thing.value : undefined);

export const USABLE: Health = { is: 'usable' };
export const unusable = (cause: Cause, why: string): Health => ({ is: 'unusable', cause, why });
