/** What a target is called, in reports and in baselines. */
import type { TargetReport } from './types.ts';

/** The configuration's name for a target, or what the provider calls the network. */
export function targetName({ name, provider, account, region, placement }: TargetReport): string {
  if (name !== undefined) return name;
  const parts = [account, region, placement.network_id].filter((part) => part !== undefined);
  return [provider, ...parts].join('/');
}
