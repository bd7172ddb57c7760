import { expect, test } from 'vitest';
import { CALLS, callNamed, fileName, readCommand } from '../../../src/providers/gcp/calls.ts';
import { recogniser } from '../../../src/providers/gcp/recognise.ts';

const TARGET = {
  project: 'p',
  region: 'us-east1',
  arguments: { network: 'n', router: 'r', peeringName: 'x', direction: 'INCOMING' },
};

/** An answer that says nothing but its shape. */
const emptyAnswer = (call: string): Readonly<Record<string, unknown>> => {
  if (call === 'routers.getRouterStatus') return { kind: 'compute#routerStatusResponse', result: {} };
  if (call === 'projects.getXpnHost') return { kind: 'compute#project', name: 'host' };
  if (call === 'networks.listPeeringRoutes') return { kind: 'compute#exchangedPeeringRoutesList' };
  return call.endsWith('getEffectiveFirewalls') ? {} : { items: [] };
};

test.each(CALLS)(
  'what the command of $call writes is known again by its name, though it is empty',
  (call) => {
    const [answer] = [recogniser.recognise(emptyAnswer(call.call), fileName(call, TARGET))].flat();
    expect(answer).toMatchObject({ call: call.call });
    const known = Object.entries(TARGET.arguments).filter(([name]) =>
      call.about.some(({ argument }) => argument === name),
    );
    if (known.length > 0) expect(answer).toMatchObject({ arguments: Object.fromEntries(known) });
    if (call.about.some(({ argument }) => argument === 'region'))
      expect(answer).toMatchObject({ region: 'us-east1' });
  },
);

test.each([
  ['networks.list', 'gcloud compute networks list --project p --format=json > networks.json'],
  ['firewalls.list', 'gcloud compute firewall-rules list --project p --format=json > firewall-rules.json'],
  [
    'subnetworks.aggregatedList',
    'gcloud compute networks subnets list --project p --format=json > subnets.json',
  ],
  [
    'interconnectAttachments.aggregatedList',
    'gcloud compute interconnects attachments list --project p --format=json > interconnect-attachments.json',
  ],
  [
    'routers.getRouterStatus',
    'gcloud compute routers get-status r --region us-east1 --project p --format=json > routers.getRouterStatus,router=r,region=us-east1.json',
  ],
  [
    'networks.listPeeringRoutes',
    'gcloud compute networks peerings list-routes x --network n --region us-east1 --direction INCOMING --project p --format=json > networks.listPeeringRoutes,peeringName=x,network=n,region=us-east1,direction=INCOMING.json',
  ],
  [
    'projects.getXpnHost',
    'gcloud compute shared-vpc get-host-project p --format=json > projects.getXpnHost.json',
  ],
  [
    'policyBasedRoutes.list',
    'gcloud network-connectivity policy-based-routes list --project p --format=json > policy-based-routes.json',
  ],
])('%s is read by the command %s', (name, command) => {
  const call = callNamed(name);
  expect(call && readCommand(call, TARGET)).toBe(command);
});

test('what nobody knows stands in capitals, and a file of that name says nothing', () => {
  const call = callNamed('routers.getRouterStatus');
  expect(call && readCommand(call)).toBe(
    'gcloud compute routers get-status ROUTER --region REGION --format=json > routers.getRouterStatus,router=ROUTER,region=REGION.json',
  );
  const path = call ? fileName(call) : '';
  expect(recogniser.recognise(emptyAnswer('routers.getRouterStatus'), path)).toMatchObject({
    why: expect.stringContaining('which router'),
  });
});

test('an id from a file is no shell', () => {
  const call = callNamed('networks.getEffectiveFirewalls');
  expect(call && readCommand(call, { arguments: { network: "n'; rm -rf ~" } })).toContain(
    "get-effective-firewalls 'n'\\''; rm -rf ~' --format",
  );
});

test('an answer of one region and one of a single resource are read too', () => {
  expect(callNamed('routers.list')?.call).toBe('routers.aggregatedList');
  expect(callNamed('networks.get')?.call).toBe('networks.list');
  expect(callNamed('disks.list')).toBeUndefined();
  expect(callNamed('networks.delete')).toBeUndefined();
});
