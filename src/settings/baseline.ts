/** The file of known findings: what a network had when the gate was put before it. */
import { ByoNetError } from '../errors.ts';
import { targetName } from '../report/name.ts';
import { counts } from '../report/summary.ts';
import type { Report } from '../report.ts';
import { compareText } from '../snapshot/canonical.ts';
import { parseJson } from '../snapshot/json.ts';
import { readText } from '../snapshot/text.ts';
import type { BaselineFile, KnownFinding } from './config.ts';
import { validateBaseline } from './validate-config.generated.js';

export const BASELINE_NAME = 'byo-net.baseline.json';

/** Throws a `ByoNetError` for a file that is not there or is no baseline. */
export async function readBaseline(file: string): Promise<BaselineFile> {
  const value = await parseJson(await readText(file), file);
  if (validateBaseline(value)) return value;
  const [error] = validateBaseline.errors ?? [];
  throw new ByoNetError('config', `is no baseline: ${error?.message ?? 'its shape is another'}`, {
    file,
    place: error?.instancePath,
    remedy: 'byo-net baseline writes it',
  });
}

/** Everything that counts now, in an order that is the same for the same network. */
export function baselineFile({ targets }: Report): BaselineFile {
  const findings = targets.flatMap((target) =>
    [...target.findings, ...target.undecided].filter(counts).map(
      ({ rule, fingerprint, message }): KnownFinding => ({
        target: targetName(target),
        rule,
        fingerprint,
        message,
      }),
    ),
  );
  const sorted = findings.sort((a, b) =>
    compareText(`${a.target} ${a.rule} ${a.fingerprint}`, `${b.target} ${b.rule} ${b.fingerprint}`),
  );
  return { version: 1, findings: sorted };
}
