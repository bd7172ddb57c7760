/** The report's types, under the name that reporters and emitters import. */
export type * from './report/types.ts';
