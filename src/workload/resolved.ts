/** What reading an endpoint comes to. */
import type { AddressSet } from '../ip/address.ts';
import { EMPTY } from '../ip/interval.ts';
import type { Spot } from '../model/endpoint.ts';
import type { Endpoint } from './workload.ts';

export type Resolved = { readonly endpoint: Endpoint } | { readonly error: string; readonly remedy: string };

export const fail = (error: string, remedy: string) => ({ error, remedy });
export const found = (label: string, spots: readonly Spot[], vacant: AddressSet = EMPTY) => ({
  endpoint: { label, spots, vacant },
});
