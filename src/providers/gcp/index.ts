/** Google Cloud: reads the Compute API's answers and lowers them. */
import type { Provider } from '../provider.ts';
import { decode } from './decode.ts';
import { lower } from './lower.ts';
import { role } from './permissions.ts';
import { recogniser } from './recognise.ts';

export const provider: Provider = {
  name: 'gcp',
  recogniser,
  collect: async (request, io) => (await import('./collect.ts')).collect(request, io),
  permissions: role,
  open(snapshot) {
    const resources = decode(snapshot);
    return { network: lower(resources), changed: () => undefined, commands: () => [] };
  },
};
