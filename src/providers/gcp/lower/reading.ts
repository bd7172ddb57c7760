/** Who read what: a call that nobody asked, one that was refused, and the sentence that would settle it. */
import type { Unknown } from '../../../model/known.ts';
import type { Place } from '../../../model/network.ts';
import type { SnapshotGap } from '../../../snapshot/snapshot.ts';
import { callNamed, readCommand, serviceOf } from '../calls.ts';
import type { Link } from '../links.ts';
import type { GcpResources } from '../resources.ts';

/** What a question is about. */
export interface Scope {
  readonly project?: string | undefined;
  readonly region?: string | undefined;
  /** A network's or a router's name. */
  readonly name?: string | undefined;
  /** The folder of the answer that leads there. */
  readonly folder?: string | undefined;
}

export const scopeOf = ({ link, place }: { readonly link: Link; readonly place: Place }): Scope => {
  const { project, region, name } = link;
  return { project, region, name, folder: folderOf(place) };
};

/** Of an answer in a file of its own; neither a snapshot nor the cloud itself is a folder that reads another file. */
function folderOf({ file, pointer }: Place): string | undefined {
  const isAlone = !pointer.startsWith('/documents/') && !file.startsWith('gcp:') && file.includes('/');
  return isAlone ? file.slice(0, file.lastIndexOf('/')) : undefined;
}

/** Where the networks were read. */
export function folderIn({ networks, subnetworks }: GcpResources): string | undefined {
  const [first] = [...networks.values(), ...subnetworks.values()];
  return first && folderOf(first.place);
}

const may = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

const isAbout = (given: Readonly<Record<string, string>> | undefined, { name }: Scope): boolean =>
  may(given?.router ?? given?.network, name);

/** Whether an answer tells all there is in this scope: of all regions, or of this one. */
export function isAnswered({ answered }: GcpResources, call: string, scope: Scope): boolean {
  const own = callNamed(call);
  const part = own && own.form === 'aggregated' ? `${serviceOf(own)}.list` : call;
  return answered.some((answer) => {
    if (!may(answer.project, scope.project)) return false;
    if (own?.form !== 'one')
      return answer.call === call || (answer.call === part && may(answer.region, scope.region));
    return answer.call === call && may(answer.region, scope.region) && isAbout(answer.arguments, scope);
  });
}

export const refusalOf = ({ refused }: GcpResources, call: string, scope: Scope): SnapshotGap | undefined =>
  refused.find(
    (gap) =>
      gap.call === call &&
      may(gap.account, scope.project) &&
      may(gap.region, scope.region) &&
      isAbout(gap.arguments, scope),
  );

/** Why a part of the network is not known; undefined where its call was answered. */
export function unreadCall(resources: GcpResources, call: string, scope: Scope): Unknown | undefined {
  const refusal = refusalOf(resources, call, scope);
  const near = { folder: folderIn(resources), ...scope };
  if (refusal)
    return unreadOf(call, near, `${nounOf(call)} were not read: ${refusal.why}`, 'PERMISSION_DENIED');
  if (isAnswered(resources, call, scope)) return undefined;
  return unreadOf(call, near, `${nounOf(call)} are not in the input`, 'UNKNOWN_RESOURCE');
}

export const unreadOf = (call: string, scope: Scope, why: string, cause: Unknown['cause']): Unknown => ({
  cause,
  why,
  settle: commandOf(call, scope),
});

export const nounOf = (call: string): string => callNamed(call)?.noun ?? call;

export function commandOf(call: string, scope: Scope): string {
  const of = callNamed(call);
  if (!of) return `add the answer of ${call} to the input`;
  const about = of.about.some(({ argument }) => argument === 'router') ? 'router' : 'network';
  return readCommand(of, {
    project: scope.project,
    region: scope.region,
    folder: scope.folder,
    ...(scope.name !== undefined && { arguments: { [about]: scope.name } }),
  });
}
