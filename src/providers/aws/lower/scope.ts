/** Where an answer lies and whose it is: what a command that reads it again, or another one beside it, has to know. */
import type { Place } from '../../../model/network.ts';
import type { Entry } from '../resources.ts';
import type { Scope } from './reading.ts';

/** Whose answer, and of which VPC, decides about a thing. */
export const scopeOf = ({ account, region, place }: Entry<unknown>, vpc: string | undefined): Scope => ({
  account,
  region,
  vpc,
  folder: folderOf(place),
});

/** The same answer once more, in the place of the file that holds it, where the file's name says that it holds no other. */
export function scopeAgain(entry: Entry<unknown>, key: string): Scope {
  const { file } = entry.place;
  const folder = folderOf(entry.place);
  const name = file
    .slice(file.lastIndexOf('/') + 1)
    .replaceAll(/[-_]/g, '')
    .toLowerCase();
  const holdsIt = folder !== undefined && name === `${key.toLowerCase()}.json`;
  return { region: entry.region, folder, ...(holdsIt && { file }) };
}

/** Of an answer in a file of its own; neither a file that holds several nor the cloud itself is a folder that reads another. */
export function folderOf({ file, pointer }: Place): string | undefined {
  const isAlone = /^\/[A-Z]/.test(pointer) && !file.startsWith('aws:') && file.includes('/');
  return isAlone ? file.slice(0, file.lastIndexOf('/')) : undefined;
}
