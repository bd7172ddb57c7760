/** Google Cloud: reads the Compute API's answers, lowers them, tries changes and writes them as gcloud commands. */
import type { Provider } from '../provider.ts';
import { standing } from '../standing.ts';
import { applyChange, applyChanges } from './changes/apply.ts';
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
    const origin = { resources, network };
    const after = standing(resources, (now, change) => applyChange(now, origin, change));
    return {
      network,
      changed: (changes) => {
        const made = applyChanges(resources, network, changes);
        return made && lower(made);
      },
      commands: (changes, beside = []) => renderChanges(origin, changes, beside, after(beside)),
    };
  },
};
