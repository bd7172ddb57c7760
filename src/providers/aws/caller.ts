/** Who asked: answers in files seldom say it, but EC2 tells the caller's account and region in two of them. */
import type { LoadedDocument } from '../../snapshot/snapshot.ts';
import { isAnswerTo } from './answers.ts';

/** The documents with the account and region that those without a folder or wrapper of their own were read in. */
export function withCaller(documents: readonly LoadedDocument[]): readonly LoadedDocument[] {
  const account = only(toldAccounts(documents));
  const region = only(toldRegions(documents));
  return documents.map((document) => ({
    ...document,
    ...(document.account === undefined && account !== undefined && { account }),
    ...(document.region === undefined && region !== undefined && { region }),
  }));
}

const only = (values: readonly string[]): string | undefined =>
  new Set(values).size === 1 ? values[0] : undefined;

const options = (documents: readonly LoadedDocument[]) =>
  documents
    .filter((document) => isAnswerTo(document, 'DescribeVpcBlockPublicAccessOptions'))
    .map((document) => ({ document, told: document.body.VpcBlockPublicAccessOptions }));

const isText = (value: string | undefined): value is string => value !== undefined;

const toldAccounts = (documents: readonly LoadedDocument[]): readonly string[] =>
  options(documents)
    .filter(({ document }) => document.account === undefined)
    .map(({ told }) => told.AwsAccountId)
    .filter(isText);

function toldRegions(documents: readonly LoadedDocument[]): readonly string[] {
  const loose = documents.filter(({ region }) => region === undefined);
  const zones = loose
    .filter((document) => isAnswerTo(document, 'DescribeAvailabilityZones'))
    .flatMap((document) => document.body.AvailabilityZones.map(({ RegionName }) => RegionName));
  return [...options(loose).map(({ told }) => told.AwsRegion), ...zones].filter(isText);
}
