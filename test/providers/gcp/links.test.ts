import { expect, test } from 'vitest';
import { linkOf, linkText, projectOf, regionOfZone } from '../../../src/providers/gcp/links.ts';

const NETWORK = { project: 'p', collection: 'networks', name: 'n' };

test.each([
  'https://www.googleapis.com/compute/v1/projects/p/global/networks/n',
  'https://compute.googleapis.com/compute/v1/projects/p/global/networks/n',
  'https://compute.googleapis.com/compute/beta/projects/p/global/networks/n',
  'https://www.googleapis.com/compute/alpha/projects/p/global/networks/n',
  'http://127.0.0.1:8080/compute/v1/projects/p/global/networks/n',
  '//compute.googleapis.com/compute/v1/projects/p/global/networks/n',
  '//compute.googleapis.com/projects/p/global/networks/n',
  'https://compute.googleapis.com/projects/p/global/networks/n',
  'compute/v1/projects/p/global/networks/n',
  '/projects/p/global/networks/n',
  'projects/p/global/networks/n',
])('%s is the same network', (text) => {
  expect(linkOf(text)).toEqual(NETWORK);
});

test.each([
  ['global/networks/n', { collection: 'networks', name: 'n' }],
  [
    'projects/example.com:p/regions/us-east1/subnetworks/s',
    { project: 'example.com:p', region: 'us-east1', collection: 'subnetworks', name: 's' },
  ],
  ['regions/us-east1/subnetworks/s', { region: 'us-east1', collection: 'subnetworks', name: 's' }],
  [
    'projects/p/zones/us-east1-b/instances/i',
    { project: 'p', zone: 'us-east1-b', region: 'us-east1', collection: 'instances', name: 'i' },
  ],
  [
    'projects/p/locations/global/policyBasedRoutes/r',
    { project: 'p', collection: 'policyBasedRoutes', name: 'r' },
  ],
  [
    'https://compute.googleapis.com/compute/v1/locations/global/firewallPolicies/1',
    { collection: 'firewallPolicies', name: '1' },
  ],
])('%s is taken apart', (text, link) => {
  expect(linkOf(text)).toEqual(link);
});

test.each([
  'n',
  'default-internet-gateway',
  '',
  'projects/p',
  '10.0.0.0/8',
  'role:worker',
  'https://example.com/a/b/c',
  '//compute.googleapis.com/projects/p',
  '//storage.googleapis.com/projects/p/global/networks/n',
])('"%s" is no link', (text) => {
  expect(linkOf(text)).toBeUndefined();
});

test.each([
  'projects/p/global/networks/n',
  'projects/p/regions/us-east1/subnetworks/s',
  'projects/p/zones/us-east1-b/instances/i',
  'regions/us-east1/routers/r',
])('%s is written as it was read', (text) => {
  const link = linkOf(text);
  expect(link && linkText(link)).toBe(text);
});

test.each([
  ['https://www.googleapis.com/compute/v1/projects/p/aggregated/routers', 'p'],
  ['projects/p/global/networks', 'p'],
  ['https://www.googleapis.com/compute/v1/locations/global/firewallPolicies/1', undefined],
  ['n', undefined],
])('the project of %s is %s', (link, project) => {
  expect(projectOf(link)).toBe(project);
});

test.each([
  ['us-east1-b', 'us-east1'],
  ['northamerica-northeast2-a', 'northamerica-northeast2'],
  ['us-central1-ai1a', 'us-central1'],
])('zone %s lies in region %s', (zone, region) => {
  expect(regionOfZone(zone)).toBe(region);
});
