/** How resources are called: by the shortest of name, region/name, project/name and full path that no other one has. */
import { type Link, linkText } from '../links.ts';

/** The id of a resource; one that is not among those that were counted goes by its full path. */
export type Names = (link: Link) => string;

export function namesOf(links: Iterable<Link>): Names {
  const all = new Map([...links].map((link) => [linkText(link), link]));
  const bearers = new Map<string, number>();
  for (const link of all.values())
    for (const form of new Set(formsOf(link))) bearers.set(form, (bearers.get(form) ?? 0) + 1);
  const ids = new Map(
    [...all].map(([path, link]) => [path, formsOf(link).find((form) => bearers.get(form) === 1) ?? path]),
  );
  return (link) => ids.get(linkText(link)) ?? linkText(link);
}

const formsOf = ({ project, region, zone, name }: Link): readonly string[] => [
  name,
  ...(zone === undefined ? [] : [`${zone}/${name}`]),
  ...(region === undefined ? [] : [`${region}/${name}`]),
  ...(project === undefined || region !== undefined ? [] : [`${project}/${name}`]),
];
