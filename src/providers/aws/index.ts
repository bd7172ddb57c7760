/** AWS: reads EC2's answers, lowers them, tries changes and writes them as AWS CLI commands. */
import type { Provider } from '../provider.ts';
import { accept } from './changes/accept.ts';
import { applyChanges } from './changes/apply.ts';
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
    return {
      network,
      changed: (changes) => {
        const after = applyChanges(resources, network, changes);
        return after && lower(after);
      },
      accepted: (changes, beside) => accept({ resources, network }, changes, beside),
      commands: (changes, beside = []) => renderChanges({ resources, network }, changes, beside),
    };
  },
};
