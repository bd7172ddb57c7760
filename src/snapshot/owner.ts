/** Whose the inputs are: one check is about the network of one provider. */
import { ByoNetError } from '../errors.ts';
import { compareText } from './canonical.ts';
import type { LoadedDocument, Snapshot } from './snapshot.ts';

export interface Owned {
  /** Undefined where nothing in the input is anybody's. */
  readonly provider: string | undefined;
  /** With the files that were left out among the ignored ones. */
  readonly snapshot: Snapshot;
}

/**
 * The provider that the inputs speak of, or the one that was `asked` for. Throws one `ByoNetError` where two providers
 * speak, or only others than the one asked for: to open one of them in silence would leave the rest unchecked. What is
 * of none of the `known` providers is nobody's: reading it said so.
 */
export function ownerOf(snapshot: Snapshot, asked: string | undefined, known: readonly string[]): Owned {
  const claims = claimsOf(snapshot).filter(({ provider }) => known.includes(provider));
  const telling = claims.filter(({ tells }) => tells);
  const provider = asked ?? told(telling, claims);
  const all = telling.length > 0 ? telling : claims;
  if (all.length > 0 && provider !== undefined && !ownersOf(all).includes(provider))
    throw foreign(provider, all);
  return {
    provider,
    snapshot: {
      ...snapshot,
      ignored: [...snapshot.ignored, ...leftOut(claims, provider), ...ofOthers(snapshot, claims, provider)],
    },
  };
}

function told(telling: readonly Claim[], claims: readonly Claim[]): string | undefined {
  const [owner, another] = ownersOf(telling);
  if (another !== undefined) throw mixed(telling);
  if (owner === undefined && claims.length > 0) throw untold(claims);
  return owner;
}

interface Claim {
  readonly provider: string;
  /** The file, or what stands for it. */
  readonly source: string;
  /** Whether it says whose it is. */
  readonly tells: boolean;
}

const claimsOf = ({ documents, gaps }: Snapshot): readonly Claim[] => [
  ...documents.map((document) => ({
    provider: document.provider,
    source: document.origin.file,
    tells: !isEmptyList(document),
  })),
  ...gaps.map(({ provider, call }) => ({ provider, source: `the refused ${call}`, tells: true })),
];

/** `[]` alone in a file can be anybody's: what lies beside it tells. */
const isEmptyList = ({ origin, body }: LoadedDocument): boolean => {
  const list = origin.bareList === undefined ? undefined : body[origin.bareList];
  return Array.isArray(list) && list.length === 0;
};

function leftOut(claims: readonly Claim[], provider: string | undefined): Snapshot['ignored'] {
  const own = new Set(claims.filter((claim) => claim.provider === provider).map(({ source }) => source));
  const files = distinct(claims.filter(({ tells }) => !tells).map(({ source }) => source));
  return files
    .filter((file) => !own.has(file))
    .map((file) => ({ file, why: 'holds an empty list, which does not say what of' }));
}

/** What was read and is of others than the one asked for, unless reading it said so. */
function ofOthers(
  { ignored }: Snapshot,
  claims: readonly Claim[],
  provider: string | undefined,
): Snapshot['ignored'] {
  const said = new Set(ignored.map(({ file }) => file));
  const others = claims.filter((one) => one.tells && one.provider !== provider && !said.has(one.source));
  return distinct(others.map(({ source }) => source)).map((source) => {
    const owners = ownersOf(others.filter((one) => one.source === source));
    return { file: source, why: `is of ${owners.join(' and ')}, and ${provider} is checked` };
  });
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);
const ownersOf = (claims: readonly Claim[]): readonly string[] =>
  distinct(claims.map(({ provider }) => provider));

const mixed = (claims: readonly Claim[]): ByoNetError =>
  new ByoNetError('input', `the input is of ${ownersOf(claims).length} providers: ${sourcesOf(claims)}`, {
    remedy: `name the one to check: ${optionsOf(claims)}`,
  });

const untold = (claims: readonly Claim[]): ByoNetError =>
  new ByoNetError('input', 'an empty list does not say whose it is', {
    file: distinct(claims.map(({ source }) => source)).join(', '),
    remedy: `name the provider: ${optionsOf(claims)}`,
  });

const foreign = (asked: string, claims: readonly Claim[]): ByoNetError =>
  new ByoNetError('input', `nothing in the input is of ${asked}: it is of ${sourcesOf(claims)}`, {
    remedy: `write ${optionsOf(claims)}, or name files of ${asked}`,
  });

const optionsOf = (claims: readonly Claim[]): string =>
  ownersOf(claims)
    .map((name) => `--provider ${name}`)
    .join(' or ');

const MOST_SOURCES = 3;

/** "aws in vpcs.json, subnets.json; joblet in workflow.yaml" */
function sourcesOf(claims: readonly Claim[]): string {
  const each = ownersOf(claims).map((owner) => {
    const sources = distinct(claims.filter(({ provider }) => provider === owner).map(({ source }) => source));
    const more = sources.length - MOST_SOURCES;
    return `${owner} in ${sources.slice(0, MOST_SOURCES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
  return each.join('; ');
}
