/** The library: what `byo-net` does, as functions. Nothing here prints or exits; failures are `ByoNetError`s with a code. */
export { type Analysis, type AnalysisInput, analyse } from './analyse.ts';
export { emitConfig, STYLES, type Style } from './emit/index.ts';
export { ByoNetError, type ErrorCode, type ErrorDetails } from './errors.ts';
export {
  type CheckQuestion,
  check,
  collect,
  type FormatName,
  type FormatOptions,
  format,
  type Outside,
  openNetwork,
  readSnapshot,
  type TraceQuestion,
  trace,
} from './library.ts';
export type * from './report/types.ts';
export { type Collected, permissions, RULES } from './run.ts';
export type {
  CheckRequest,
  Io,
  PlacementRequest,
  RuleSetting,
  RuleSettings,
  TraceRequest,
} from './run-types.ts';
export type { Snapshot } from './snapshot/snapshot.ts';
export { requirementsNamed } from './workload/requirements.ts';
