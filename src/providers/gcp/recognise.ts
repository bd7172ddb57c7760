/** Tells the Compute API's answers by what is in them: REST answers, and what gcloud prints with `--format=json`. */
import type { JsonObject } from '../../snapshot/canonical.ts';
import type { NamedCall, Recognised, Recogniser, Unplaceable } from '../../snapshot/recogniser.ts';
import { CALLS, type Call, callNamed, listingOf, serviceOf } from './calls.ts';
import { objectsIn } from './elements.ts';
import { incomplete } from './incomplete.ts';
import { type Link, linkOf, projectOf } from './links.ts';
import { SETS } from './sets.ts';
import { single } from './single.ts';
import { callIn, regionIn, told } from './told.ts';

function recognise(body: JsonObject, path: string): readonly Recognised[] | Unplaceable {
  const found = listed(body, path) ?? single(body, path) ?? resource(body);
  if (found === undefined) return [];
  return 'why' in found ? found : [found];
}

/** A list is told by its own kind or by its elements'; one that is empty and bare by its file's name. */
function listed(body: JsonObject, path: string): Recognised | Unplaceable | undefined {
  const elements = objectsIn(body);
  const byKind = callOfList(body.kind);
  if (byKind) return answer(byKind, body, elements);
  if (elements === undefined) return undefined;
  const calls = new Set(elements.map(callOf));
  const [call] = calls;
  if (calls.size > 1) return mixed([...calls]);
  if (elements.length > 0) return call && answer(call, body, elements);
  const named = Object.keys(body).length === 1 ? callIn(path) : undefined;
  const isList = named?.kind !== undefined || (named?.form === 'list' && named.about.length === 0);
  return named && isList ? answer(named, body, elements) : undefined;
}

/** "compute#routerList", "compute#routerAggregatedList" */
function callOfList(kind: unknown): Call | undefined {
  const element = typeof kind === 'string' ? kind.match(/^(.+?)(?:Aggregated)?List$/)?.[1] : undefined;
  return element === undefined ? undefined : callOfKind(element);
}

const callOfKind = (kind: unknown): Call | undefined =>
  kind === undefined ? undefined : CALLS.find((call) => call.kind === kind);

/** gcloud leaves the kind out of some of its lists. A policy of an organisation has the kind of a project's. */
function callOf(element: JsonObject): Call | undefined {
  const link = ownLink(element);
  if (link?.collection === 'firewallPolicies' && link.project === undefined)
    return callNamed('firewallPolicies.list');
  return typeof element.kind === 'string' ? callOfKind(element.kind) : link && listingOf(link.collection);
}

const ownLink = ({ selfLink, name }: JsonObject): Link | undefined => {
  if (typeof selfLink === 'string') return linkOf(selfLink);
  return typeof name === 'string' && name.startsWith('projects/') ? linkOf(name) : undefined;
};

/** What cannot be taken apart without a guess at which list is whole is not guessed at. */
function mixed(calls: readonly (Call | undefined)[]): Unplaceable | undefined {
  if (calls.every((call) => call === undefined)) return undefined;
  const nouns = calls.map((call) => call?.noun ?? 'something else').sort();
  return {
    why: `the list holds ${nouns.join(' and ')}`,
    remedy: 'write the list of each command to a file of its own',
  };
}

function answer(call: Call, body: JsonObject, elements: readonly JsonObject[] = []): Recognised {
  const place = placeOf(body);
  const account = place.account ?? accountOf(elements);
  const isPart = call.form === 'aggregated' && place.isPart;
  return {
    call: isPart ? `${serviceOf(call)}.list` : call.call,
    ...(account !== undefined && { account }),
    ...(isPart && place.region !== undefined && { region: place.region }),
    ...(isPart && place.zone !== undefined && { arguments: { zone: place.zone } }),
  };
}

interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  /** Whether the list is that of one region, of one zone, or of what is global. */
  readonly isPart: boolean;
}

/** A REST list says in its `id` and `selfLink` where it was read: "projects/p/regions/us-east1/routers". */
function placeOf({ id, selfLink }: JsonObject): Place {
  const own = [selfLink, id].find((text): text is string => typeof text === 'string' && text.includes('/'));
  if (own === undefined) return { isPart: false };
  // The link of a list has no name at its end; with one it reads as that of an element.
  const link = linkOf(`${own}/-`);
  return {
    account: projectOf(own),
    region: link?.region,
    zone: link?.zone,
    isPart: link !== undefined && !/\/aggregated\//.test(own),
  };
}

function accountOf(elements: readonly JsonObject[]): string | undefined {
  const projects = new Set(elements.map((element) => ownLink(element)?.project));
  return projects.size === 1 ? [...projects][0] : undefined;
}

/** `gcloud … describe`, a REST `get`. */
function resource(body: JsonObject): Recognised | undefined {
  const call = callOf(body);
  const link = ownLink(body);
  if (call === undefined || link === undefined) return undefined;
  return {
    call: `${serviceOf(call)}.get`,
    ...(link.project !== undefined && { account: link.project }),
    ...(link.region !== undefined && { region: link.region }),
    arguments: { name: link.name },
  };
}

function named(path: string): NamedCall | undefined {
  const call = callIn(path);
  if (!call) return undefined;
  const { region: _, ...given } = told(path);
  const region = regionIn(path);
  return {
    call: call.call,
    permission: call.permission,
    ...(region !== undefined && { region }),
    ...(call.about.length > 0 && Object.keys(given).length > 0 && { arguments: given }),
  };
}

export const recogniser: Recogniser = {
  provider: 'gcp',
  example: 'gcloud compute networks list --format=json > networks.json',
  bareList: 'items',
  recognise,
  named,
  reads: (call) => callNamed(call) !== undefined,
  incomplete,
  // A project is named as freely as any folder: the links within the answers tell it.
  scope: () => ({}),
  sets: SETS,
};
