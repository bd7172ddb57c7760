/** The providers, loaded only when they are used. */
import type { Provider } from './provider.ts';

const PROVIDERS: ReadonlyMap<string, () => Promise<Provider>> = new Map([
  ['aws', async () => (await import('./aws/index.ts')).provider],
  ['gcp', async () => (await import('./gcp/index.ts')).provider],
  ['joblet', async () => (await import('./joblet/index.ts')).provider],
]);

export const PROVIDER_NAMES: readonly string[] = [...PROVIDERS.keys()];

export const loadProviders = (names: readonly string[]): Promise<readonly Provider[]> =>
  Promise.all(names.flatMap((name) => PROVIDERS.get(name)?.() ?? []));
