/**
 * References between resources: selfLinks of either host, v1 or beta, full or partial, normalised once (gcp.md 2).
 * What identifies a resource is its project, its place, its collection and its name.
 */

export interface Link {
  /** Absent in a partial link: the project of whoever holds the reference. */
  readonly project?: string;
  /** Absent: global. */
  readonly region?: string;
  readonly zone?: string;
  /** As in the URL: "networks", "subnetworks", "firewallPolicies". */
  readonly collection: string;
  readonly name: string;
}

/** Full resource names, as Cloud Asset Inventory and IAM write them, have a host and no version. */
const HOST =
  /^(?:https?:)?\/\/(?:[^/]+(?:\/compute)?\/(?:v\d\w*|beta|alpha|staging_\w+)|compute\.googleapis\.com(?:\/compute)?)\//;
const PROJECT = /^(?:\/?compute\/(?:v\d\w*|beta|alpha)\/)?\/?projects\/([^/]+)\//;
const PLACE = /^\/?(?:global|locations\/global|(?:(regions|zones)\/([^/]+)))\//;
const REST = /^([A-Za-z]\w*)\/([^/?#]+)$/;

/** Undefined for a bare name, and for what is no reference to a resource of a project. */
export function linkOf(text: string): Link | undefined {
  const path = text.replace(HOST, '');
  const project = path.match(PROJECT)?.[1];
  const withoutProject = path.replace(PROJECT, '');
  const place = withoutProject.match(PLACE);
  const rest = withoutProject.replace(PLACE, '').match(REST);
  const [, collection, name] = rest ?? [];
  if (place === null || collection === undefined || name === undefined) return undefined;
  return {
    ...(project !== undefined && { project }),
    ...placeOf(place[1], place[2]),
    collection,
    name: decoded(name),
  };
}

function placeOf(kind: string | undefined, name: string | undefined): { region?: string; zone?: string } {
  if (name === undefined) return {};
  return kind === 'zones' ? { zone: name, region: regionOfZone(name) } : { region: name };
}

/** "us-east1-b" lies in "us-east1". */
export const regionOfZone = (zone: string): string => zone.replace(/-[a-z0-9]+$/, '');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The one form that two references to the same resource share: "projects/p/regions/r/subnetworks/s". */
export function linkText({ project, region, zone, collection, name }: Link): string {
  const place = zone !== undefined ? `zones/${zone}` : region !== undefined ? `regions/${region}` : 'global';
  return `${project === undefined ? '' : `projects/${project}/`}${place}/${collection}/${name}`;
}

/** The project of a list's or a resource's own link: "projects/p/aggregated/routers" too. */
export const projectOf = (link: string): string | undefined =>
  link.replace(HOST, '').match(/^\/?projects\/([^/]+)(?:\/|$)/)?.[1];
