/** From the answers of one call to the table of what they hold. */
import type { LoadedDocument } from '../../snapshot/snapshot.ts';
import { type Answers, isAnswerTo } from './answers.ts';
import { callNamed, ROUTE_TYPES } from './calls.ts';
import type * as ec2 from './documents.ts';
import type { AwsResources, Entry, Table } from './resources.ts';
import { mergeViews, type Tolerance, type View } from './views.ts';

export type Documents = readonly LoadedDocument[];

/** The resources of every answer to one call; `list` takes them out of an answer, `id` tells them apart. */
export function table<C extends keyof Answers, T extends object>(
  documents: Documents,
  call: C,
  list: (body: Answers[C]) => readonly T[],
  id: (element: T) => string,
  tolerance?: Tolerance,
): Table<T> {
  const answers = documents.filter((document) => isAnswerTo(document, call));
  const views = answers.flatMap((document) =>
    list(document.body).map((value, i) => view(document, id(value), value, elementPointer(call, i))),
  );
  return mergeViews(views, tolerance);
}

/** `DescribeVpcAttribute` is about one VPC and has no list. */
const elementPointer = (call: keyof Answers, i: number): string =>
  call === 'DescribeVpcAttribute' ? '' : `/${callNamed(call)?.key}/${i}`;

/** `pointer` leads on from the document's body. */
const view = <T>(document: LoadedDocument, id: string, value: T, pointer: string): View<T> => ({
  id,
  value,
  place: { file: document.origin.file, pointer: document.origin.pointer + pointer },
  ...(document.account !== undefined && { account: document.account }),
  ...(document.region !== undefined && { region: document.region }),
});

/** EC2 groups instances by the launch that made them. */
export function decodeInstances(documents: Documents): Table<ec2.Instance> {
  const answers = documents.filter((document) => isAnswerTo(document, 'DescribeInstances'));
  const views = answers.flatMap((document) =>
    document.body.Reservations.flatMap(({ Instances }, i) =>
      Instances.map((each, j) => view(document, each.InstanceId, each, `/Reservations/${i}/Instances/${j}`)),
    ),
  );
  return mergeViews(views);
}

/** One an account and region: an answer has no id, the reader is what tells two of them apart. */
export function decodePublicAccessOptions(documents: Documents): AwsResources['blockPublicAccessOptions'] {
  const answers = documents.filter((document) => isAnswerTo(document, 'DescribeVpcBlockPublicAccessOptions'));
  const views = answers.map((document) => {
    const options = document.body.VpcBlockPublicAccessOptions;
    const account = options.AwsAccountId ?? document.account ?? '';
    const id = `Block Public Access of ${account} ${options.AwsRegion ?? document.region ?? ''}`.trim();
    return view(document, id, options, '/VpcBlockPublicAccessOptions');
  });
  return [...mergeViews(views).values()];
}

export const decodePrefixListEntries = (documents: Documents): AwsResources['prefixListEntries'] =>
  mapValues(parented(documents, 'GetManagedPrefixListEntries', 'PrefixListId'), ({ Entries }) => Entries);

export const decodeTransitAssociations = (documents: Documents): AwsResources['transitGatewayAssociations'] =>
  mapValues(
    parented(documents, 'GetTransitGatewayRouteTableAssociations', 'TransitGatewayRouteTableId'),
    ({ Associations }) => Associations,
  );

/** A list that is too long for one answer may be there in two: the static routes and the others. */
export function decodeTransitRoutes(documents: Documents): AwsResources['transitGatewayRoutes'] {
  const answers = documents.filter((document) => isAnswerTo(document, 'SearchTransitGatewayRoutes'));
  const tables = parented(documents, 'SearchTransitGatewayRoutes', 'TransitGatewayRouteTableId');
  return mapValues(tables, ({ Routes }, id) => {
    const own = answers.filter((answer) => answer.arguments?.TransitGatewayRouteTableId === id);
    const ofType = (type: string | undefined) => own.filter((answer) => answer.arguments?.Type === type);
    const isWhole = (some: typeof own) =>
      some.length > 0 && some.every(({ body }) => body.AdditionalRoutesAvailable !== true);
    const isInParts = ROUTE_TYPES.every((type) => ofType(type).length > 0);
    const complete = isWhole(ofType(undefined)) || ROUTE_TYPES.every((type) => isWhole(ofType(type)));
    return { routes: Routes, complete, isInParts };
  });
}

/** Answers that name no parent, by the parent's id; several answers about one parent are pages of one list. */
function parented<C extends keyof Answers>(
  documents: Documents,
  call: C,
  argument: string,
): Table<Answers[C]> {
  const views = documents
    .filter((document) => isAnswerTo(document, call))
    .flatMap((document) => {
      const id = document.arguments?.[argument];
      return id === undefined ? [] : [view(document, id, document.body, `/${callNamed(call)?.key}`)];
    });
  return mergeViews(views, 'elements');
}

const mapValues = <T, U>(of: Table<T>, change: (value: T, id: string) => U): Table<U> =>
  new Map(
    [...of].map(([id, entry]): [string, Entry<U>] => [id, { ...entry, value: change(entry.value, id) }]),
  );
