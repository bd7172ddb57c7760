/** Which Joblet: what its networks do depends on it (`guide` is the version that the network management guide describes). */
import { ByoNetError } from '../../errors.ts';

/** S: an `isolated` job has an interface that reaches every job. L (2026): it has none; long bridge names are hashed. */
export type Profile = 'S' | 'L';

export interface Version {
  readonly text: string;
  readonly profile: Profile;
}

export const GUIDE_VERSION = '2.11.3';

/** The generation of a version; the guide's, 2.x, where none is named. */
export function versionOf(text: string = GUIDE_VERSION): Version {
  const [, major] = /^v?(\d+)(?:\.\d+){0,2}$/.exec(text) ?? [];
  if (major === undefined || Number(major) < 2)
    throw new ByoNetError('usage', `${JSON.stringify(text)} is no version of Joblet that is known here`, {
      remedy: `write the version that \`rnx version\` prints, for example --joblet-version ${GUIDE_VERSION}`,
    });
  return { text, profile: Number(major) === 2 ? 'S' : 'L' };
}
