/** What the answers of a project lead to: its networks with their regions, routers and peerings; its host project. */
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import type { LoadedDocument } from '../../../snapshot/snapshot.ts';
import { elementsOf } from '../elements.ts';
import { linkOf } from '../links.ts';
import type { Found } from './questions.ts';

type Documents = readonly LoadedDocument[];

interface Listed {
  readonly project: string;
  readonly value: JsonObject;
}

const listed = (documents: Documents, call: string): readonly Listed[] =>
  documents
    .filter((document) => document.call === call)
    .flatMap((document) =>
      elementsOf(document).map(({ value }) => ({ project: document.account ?? '', value })),
    );

/** Every network that was listed; with `region`, the others are nobody's question. */
export function networksIn(documents: Documents, region: string | undefined): readonly Found[] {
  const subnets = listed(documents, 'subnetworks.aggregatedList');
  const routers = listed(documents, 'routers.aggregatedList');
  return listed(documents, 'networks.list').flatMap(({ project, value }) => {
    const name = text(value.name);
    if (name === undefined) return [];
    const isOwn = (one: Listed) => isOf(one, project, name);
    const own = subnets.filter(isOwn);
    return [
      {
        project,
        name,
        regions: region === undefined ? regionsOf(own) : [region],
        subnets: own.flatMap((subnet) => text(subnet.value.name) ?? []),
        routers: routers.filter(isOwn).flatMap(placed),
        peerings: peeringsOf(value),
      },
    ];
  });
}

function isOf({ project, value }: Listed, owner: string, name: string): boolean {
  const link = linkOf(text(value.network) ?? '');
  return link?.collection === 'networks' && link.name === name && (link.project ?? project) === owner;
}

const regionsOf = (subnets: readonly Listed[]): readonly string[] =>
  [...new Set(subnets.flatMap(({ value }) => regionOf(value) ?? []))].sort();

const regionOf = ({ selfLink }: JsonObject): string | undefined => linkOf(text(selfLink) ?? '')?.region;

function placed({ value }: Listed): readonly { readonly name: string; readonly region: string }[] {
  const name = text(value.name);
  const region = regionOf(value);
  return name === undefined || region === undefined ? [] : [{ name, region }];
}

const peeringsOf = ({ peerings }: JsonObject): Found['peerings'] =>
  (Array.isArray(peerings) ? peerings.filter(isObject) : [])
    .filter(({ state }) => state === 'ACTIVE')
    .map(({ name, network }) => ({ name: text(name) ?? '', network: text(network) ?? '' }));

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The project whose networks are shared with this one; undefined where none is, or where nobody may know. */
export function hostOf(documents: Documents, project: string): string | undefined {
  const answer = documents.find(({ call, account }) => call === 'projects.getXpnHost' && account === project);
  return text(answer?.body.name);
}
