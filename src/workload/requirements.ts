/** Which ports a cluster needs. Facts: Coiled's guide; the current client; distributed's defaults (domain/coiled.md). */
import type { Requirements } from './workload.ts';

/** The minimum that workers need among themselves: `distributed` picks any free port above the privileged ones. */
const WORKER_PORTS = [1024, 65535] as const;

const SETS: readonly Requirements[] = [
  { name: 'guide', client: [8786, 8787], scheduler: [8786], workers: WORKER_PORTS },
  { name: 'coiled', client: [443], scheduler: [443], workers: WORKER_PORTS },
];

export const DEFAULT_REQUIREMENTS = 'guide';
export const REQUIREMENT_SETS: readonly string[] = SETS.map((set) => set.name);

export const requirementsNamed = (name: string): Requirements | undefined =>
  SETS.find((set) => set.name === name);

/** The other port generation: what is right by the guide and wrong for the current client, or the reverse. */
export const otherGeneration = (asked: Requirements): Requirements | undefined =>
  SETS.find((set) => set.name !== asked.name && SETS.some((one) => one.name === asked.name));
