/** Google Cloud: reads the Compute API's answers, lowers them, tries changes and writes them as gcloud commands. */
import type { Provider } from '../provider.ts';
import { applyChanges } from './changes/apply.ts';
import { renderChanges } from './changes/render.ts';
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
    const network = lower(resources);
    return {
      network,
      changed: (changes) => {
        const after = applyChanges(resources, network, changes);
        return after && lower(after);
      },
      commands: (changes, beside = []) => renderChanges({ resources, network }, changes, beside),
    };
  },
};
