/** Whether a folder has a configuration. Reads none: a start without one loads no parser. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ByoNetError } from '../errors.ts';

export const CONFIG_NAMES = ['byo-net.config.yaml', 'byo-net.config.yml', 'byo-net.config.json'] as const;

/** The configuration of a folder, if it has one; two are one too many. */
export async function configIn(folder: string): Promise<string | undefined> {
  const there = await Promise.all(
    CONFIG_NAMES.map((name) =>
      access(join(folder, name)).then(
        () => [name],
        () => [],
      ),
    ),
  );
  const [found, other] = there.flat();
  if (other === undefined) return found;
  throw new ByoNetError('config', `there are two configurations: ${found} and ${other}`, {
    remedy: `remove one of them, or name one: --config ${found}`,
  });
}
