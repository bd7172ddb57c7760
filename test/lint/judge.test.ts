import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/analyse.ts';
import type { TracedFlow } from '../../src/lint/rule-types.ts';
import type { NetworkAclEntry } from '../../src/providers/aws/documents.ts';
import { lower } from '../../src/providers/aws/lower.ts';
import { requirementsNamed } from '../../src/workload/requirements.ts';
import { aclEntry, change, GUIDE, guideNetwork, resourcesOf } from '../support/aws.ts';

/** The workers' way out of the guide's network when its ACL says this. */
function egress(entries: readonly NetworkAclEntry[]): TracedFlow['judgement'] {
  const network = lower(resourcesOf(change(guideNetwork(), 'NetworkAcls', GUIDE.acl, { Entries: entries })));
  const requirements = requirementsNamed('guide');
  if (!requirements) throw new Error('the guide has requirements');
  const context = contextOf({
    network,
    placement: {
      schedulerSubnetId: GUIDE.publicSubnet,
      workerSubnetId: GUIDE.privateSubnet,
      firewallId: GUIDE.group,
      schedulerPublicIp: true,
      workersPublicIp: false,
    },
    requirements,
    client: [],
    require: [],
    assume: [],
    onPremises: [],
  });
  if ('error' in context) throw new Error(context.error);
  const flow = context.value.flows.find(({ required }) => required.name === 'worker → internet');
  if (!flow) throw new Error('workers need the internet');
  return flow.judgement;
}

const OPEN = [aclEntry(100, 'in', 'allow'), aclEntry(100, 'out', 'allow')];

describe('the way to the internet', () => {
  it('holds where a filter leaves out a few ranges, and names them', () => {
    const judged = egress([aclEntry(10, 'out', 'deny', '198.51.100.0/24'), ...OPEN]);
    expect(judged.holds).toBe('yes');
    expect(judged.exceptions.map((part) => part.verdict)).toEqual(['blocked']);
  });

  it('does not hold where a filter leaves out a quarter of it', () => {
    expect(egress([aclEntry(10, 'out', 'deny', '64.0.0.0/2'), ...OPEN]).holds).toBe('no');
  });

  it('does not hold where a filter leaves only a few ranges in', () => {
    const entries = [aclEntry(100, 'in', 'allow'), aclEntry(100, 'out', 'allow', '198.51.100.0/24')];
    expect(egress([...entries, aclEntry(110, 'out', 'allow', '10.0.0.0/16')]).holds).toBe('no');
  });
});
