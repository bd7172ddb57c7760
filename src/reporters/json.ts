/** The report as it is: `schemas/report.schema.json`. Never cut, whatever its length. */
import type { Report, TraceReport } from '../report.ts';
import { safeJson } from './escape.ts';

export const check = (report: Report): string => `${safeJson(report)}\n`;
export const trace = (report: TraceReport): string => `${safeJson(report)}\n`;
