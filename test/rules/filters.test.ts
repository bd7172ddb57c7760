/** The rules that read the lines of firewalls, without a flow: what is open, and what can never match. */
import { describe, expect, it } from 'vitest';
import { rule as openToWorld } from '../../rules/cluster-open-to-world.ts';
import { cidrSet } from '../../src/ip/address.ts';
import { union } from '../../src/ip/interval.ts';
import { describeChange } from '../../src/lint/describe-change.ts';
import type { Fix } from '../../src/lint/rule-types.ts';
import { known } from '../../src/model/known.ts';
import type { Network } from '../../src/model/network.ts';
import { block, group, guide, line, say, subnet, withFilters, withSubnets } from '../support/network.ts';

const inWords = (fix: Fix): readonly string[] =>
  'none' in fix ? [`none: ${fix.none}`] : fix.changes.map(describeChange);

describe('cluster-open-to-world', () => {
  const dual = subnet('subnet-1', 'vpc-1', '10.0.1.0/24', {
    routeTable: known('rtb-1'),
    addresses: union(cidrSet(block('10.0.1.0/24')), cidrSet(block('2001:db8::/64'))),
  });
  const both = withSubnets(guide(), dual);
  const opened = (network: Network, peer: string) =>
    withFilters(network, group('sg-1', ['vpc-1'], [line(peer, 'all')]));
  const INSIDE = 'allow all traffic from members of sg-1 into sg-1';

  it.each<readonly [string, Network, string, string, readonly string[]]>([
    [
      'lets everybody in',
      opened(guide(), '0.0.0.0/0'),
      'internet',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 0.0.0.0/0 into sg-1', INSIDE],
    ],
    [
      'opens no family that the scheduler has no address of',
      opened(guide(), '::/0'),
      'internet',
      '::/0',
      [INSIDE],
    ],
    [
      'opens the family that the scheduler and the rule have',
      opened(both, '::/0'),
      'internet',
      '::/0',
      ['allow tcp 8786-8787 from ::/0 into sg-1', INSIDE],
    ],
    [
      'opens no family that the rule did not',
      opened(both, '0.0.0.0/0'),
      'internet',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 0.0.0.0/0 into sg-1', INSIDE],
    ],
    [
      'opens to the client alone',
      opened(guide(), '0.0.0.0/0'),
      '203.0.113.0/24',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 203.0.113.0/24 into sg-1', INSIDE],
    ],
  ])('%s', (_what, network, client, peer, changes) => {
    const said = say(openToWorld, network, { client: [client] }).problems.map(({ fix }) => inWords(fix));
    expect(said).toEqual([[...changes, `remove ingress allow all ${peer} of sg-1`]]);
  });
});
