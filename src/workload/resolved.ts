/** What reading an endpoint comes to. */
import type { Spot } from '../model/endpoint.ts';
import type { Endpoint } from './workload.ts';

export type Resolved = { readonly endpoint: Endpoint } | { readonly error: string; readonly remedy: string };

export const fail = (error: string, remedy: string) => ({ error, remedy });
export const found = (label: string, spots: readonly Spot[]) => ({ endpoint: { label, spots } });
