/** AWS: reads EC2's answers, lowers them, tries changes and writes them as AWS CLI commands. */
import type { Provider } from '../provider.ts';
import { standing } from '../standing.ts';
import { accept } from './changes/accept.ts';
import { applyChange, applyChanges } from './changes/apply.ts';
import { renderChanges } from './changes/render.ts';
import { decode } from './decode.ts';
import { lower } from './lower.ts';
import { policy } from './permissions.ts';
import { recogniser } from './recognise.ts';

export const provider: Provider = {
  name: 'aws',
  recogniser,
  collect: async (request, io) => (await import('./collect.ts')).collect(request, io),
  permissions: policy,
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
      accepted: (changes, beside) => accept(origin, changes, beside, after(beside)),
      commands: (changes, beside = []) => renderChanges(origin, changes, beside, after(beside)),
    };
  },
};
