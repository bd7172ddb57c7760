/** Marks what a configuration ignores and what a baseline knows. The finding stays in the report; it counts no more. */
import { targetName } from '../report/name.ts';
import { summarise } from '../report/summary.ts';
import type {
  Finding,
  HintReport,
  Report,
  SuppressionReport,
  TargetReport,
  UndecidedReport,
} from '../report.ts';
import type { Config, IgnoreConfig, KnownFinding } from './config.ts';

type Said = Finding | UndecidedReport;

/** Gives the reason why something counts no more, or nothing. */
type Judge = (said: Said, target: TargetReport) => SuppressionReport | undefined;

export interface Suppressions {
  readonly judge: Judge;
  /** What to say once every finding was judged. */
  hints(report: Report): readonly HintReport[];
}

/** The first that knows a reason gives it. */
export const suppressionOf = (
  all: readonly Suppressions[],
  said: Said,
  target: TargetReport,
): SuppressionReport | undefined =>
  all.map(({ judge }) => judge(said, target)).find((one) => one !== undefined);

export function suppress(report: Report, all: readonly Suppressions[]): Report {
  const marked = <T extends Said>(said: T, target: TargetReport): T => {
    const suppression = suppressionOf(all, said, target);
    return suppression ? { ...said, suppression } : said;
  };
  const targets = report.targets.map((target) => ({
    ...target,
    findings: target.findings.map((one) => marked(one, target)),
    undecided: target.undecided.map((one) => marked(one, target)),
  }));
  const hints = [...report.hints, ...all.flatMap((one) => one.hints(report))];
  return { ...report, targets, summary: summarise(targets), hints };
}

/** Whether a rule was asked at all: of what was not, nobody can say that it is gone. */
export type IsAsked = (rule: string) => boolean;

/** `today`: "2026-11-21"; an entry holds through its last day. `whole`: every target is asked that an entry may be for. */
export function ignoresOf(
  config: Config,
  today: string,
  whole: boolean,
  isAsked: IsAsked = () => true,
): Suppressions {
  const entries = (config.content.ignores ?? []).map((ignore, i) => ({
    ignore,
    place: config.at(['ignores', i]),
    expired: ignore.expires !== undefined && ignore.expires < today,
  }));
  return {
    judge: (said) => {
      const entry = entries.find(({ ignore, expired }) => !expired && covers(ignore, said));
      if (!entry) return undefined;
      const { reason, expires } = entry.ignore;
      return { kind: 'ignored', reason, ...(expires !== undefined && { expires }), place: entry.place };
    },
    hints: ({ targets }) => {
      const said = targets.flatMap(({ findings, undecided }) => [...findings, ...undecided]);
      return entries.flatMap(({ ignore, expired, place }): readonly HintReport[] => {
        const used = said.some((one) => covers(ignore, one));
        if (!used && !(whole && isAsked(ignore.rule))) return [];
        if (!used)
          return [{ kind: 'ignore-unused', message: `${label(ignore)} ignores nothing: remove it`, place }];
        if (!expired) return [];
        return [
          {
            kind: 'ignore-expired',
            message: `${label(ignore)} expired on ${ignore.expires}, and what it ignored is there: repair it, or give a new date`,
            place,
          },
        ];
      });
    },
  };
}

const label = ({ rule, resource, fingerprint }: IgnoreConfig): string =>
  `the entry for ${[rule, resource, fingerprint].filter((part) => part !== undefined).join(' ')}`;

const covers = ({ rule, resource, fingerprint }: IgnoreConfig, said: Said): boolean =>
  rule === said.rule &&
  (fingerprint === undefined || fingerprint === said.fingerprint) &&
  (resource === undefined || said.resources.some(({ id }) => matches(resource, id)));

/** `*` stands for anything, everything else for itself. Parts in order: no backtracking however long the id is. */
export function matches(pattern: string, id: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === id;
  if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const found = id.indexOf(part, from);
    if (found < 0 || found + part.length > id.length - last.length) return false;
    from = found + part.length;
  }
  return true;
}

/** What was known before passes; what was known and is gone is hinted, for the targets that were checked. */
export function baselineOf(
  file: string,
  known: readonly KnownFinding[],
  isAsked: IsAsked = () => true,
): Suppressions {
  const key = (target: string, fingerprint: string, rule: string) =>
    JSON.stringify([target, rule, fingerprint]);
  const keys = new Set(known.map((one) => key(one.target, one.fingerprint, one.rule)));
  return {
    judge: (said, target) =>
      keys.has(key(targetName(target), said.fingerprint, said.rule))
        ? { kind: 'baseline', reason: `known in ${file}` }
        : undefined,
    hints: ({ targets }) => {
      const checked = new Set(targets.map(targetName));
      const there = new Set(
        targets.flatMap((target) =>
          [...target.findings, ...target.undecided].map((one) =>
            key(targetName(target), one.fingerprint, one.rule),
          ),
        ),
      );
      return known
        .filter(({ rule }) => isAsked(rule))
        .filter((one) => checked.has(one.target) && !there.has(key(one.target, one.fingerprint, one.rule)))
        .map(({ rule, message }) => ({
          kind: 'baseline-gone',
          message: `${rule} is gone (${message}): byo-net baseline writes ${file} without it`,
        }));
    },
  };
}
