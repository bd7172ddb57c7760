/** Joblet: reads its networks, workflows and command lines, and writes changes as `rnx` commands. */
import type { Provider } from '../provider.ts';
import { applyChanges } from './changes/apply.ts';
import { edited, isEdit, renderEdits } from './changes/edit.ts';
import { planned } from './changes/plan.ts';
import { renderChanges } from './changes/render.ts';
import { decode } from './decode.ts';
import { lower } from './lower.ts';
import { recogniser } from './recognise.ts';
import { versionOf } from './versions.ts';

export const provider: Provider = {
  name: 'joblet',
  recogniser,
  isVersioned: true,
  collect: async (_request, io) => (await import('./collect.ts')).collect(io),
  open(snapshot, asked) {
    const version = versionOf(asked?.version);
    const resources = decode(snapshot, version);
    const network = lower(resources);
    return {
      network,
      changed: (changes) => {
        const files = edited(snapshot, changes.filter(isEdit));
        const after = files && applyChanges(decode(files, version), changes);
        return after && lower(after);
      },
      commands: (changes, beside = []) => {
        const there = edited(snapshot, beside.filter(isEdit)) ?? snapshot;
        return [...renderChanges(changes), ...renderEdits(there, changes.filter(isEdit))];
      },
      planned: (avoid, allotments) => planned(network, avoid, allotments),
    };
  },
};
