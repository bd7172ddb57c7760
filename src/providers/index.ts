/** The providers, loaded only when they are used. */
import type { Provider } from './provider.ts';

const PROVIDERS: Readonly<Record<string, () => Promise<Provider>>> = {
  aws: async () => (await import('./aws/index.ts')).provider,
  gcp: async () => (await import('./gcp/index.ts')).provider,
  joblet: async () => (await import('./joblet/index.ts')).provider,
};

export const PROVIDER_NAMES: readonly string[] = Object.keys(PROVIDERS);

export const loadProviders = (names: readonly string[]): Promise<readonly Provider[]> =>
  Promise.all(names.flatMap((name) => PROVIDERS[name]?.() ?? []));
