/** The library: what `byo-net` does, as functions. Nothing here prints or exits; failures are `ByoNetError`s with a code. */
export { type Analysis, type AnalysisInput, analyse } from './analyse.ts';
export { emitConfig } from './emit/index.ts';
export { ByoNetError, type ErrorCode } from './errors.ts';
export type * from './report/types.ts';
export { type Collected, check, collect, permissions, RULES, trace } from './run.ts';
export type { CheckRequest, Io, PlacementRequest, TraceRequest } from './run-types.ts';
