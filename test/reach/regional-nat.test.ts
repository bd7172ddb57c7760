/** A NAT gateway of a whole network: no subnet, no border, a table of its own (aws.md 18). */
import { describe, expect, it } from 'vitest';
import { rule as noEgress } from '../../rules/no-egress.ts';
import { known, unknown, unusable } from '../../src/model/known.ts';
import type { NatGateway, Network, RegionalNat } from '../../src/model/network.ts';
import {
  acl,
  guide,
  line,
  route,
  say,
  table,
  withFilters,
  withGateways,
  withTables,
} from '../support/network.ts';

const OPEN: RegionalNat = { table: known('rtb-9'), zones: known(undefined), publicAccess: known('open') };
const UNSEEN = unknown('UNKNOWN_RESOURCE', 'nobody read it', 'read it');

function regional(more: Partial<RegionalNat> = {}, nat: Partial<NatGateway> = {}): Network {
  const zonal = guide().gateways.get('nat-1');
  if (zonal?.kind !== 'nat') throw new Error('the guide has no NAT gateway');
  const gateway: NatGateway = {
    ...zonal,
    subnet: UNSEEN,
    privateAddresses: [],
    regional: { ...OPEN, ...more },
    ...nat,
  };
  return withTables(
    withGateways(guide(), gateway),
    table('rtb-9', 'vpc-1', route('10.0.0.0/16', 'local'), route('0.0.0.0/0', 'igw-1')),
  );
}

/** The causes that keep workers from the internet, or `?` and the reasons. */
function outcome(network: Network): readonly string[] {
  const { problems, undecided } = say(noEgress, network);
  return [
    ...problems.flatMap(({ trace }) =>
      [...(trace?.forward.blockers ?? []), ...(trace?.reply.blockers ?? [])].map(
        ({ cause, resource }) => `${cause} ${resource.id}`,
      ),
    ),
    ...undecided.flatMap(({ reasons }) => reasons.map(({ why }) => `? ${why}`)),
  ];
}

const closedTo = (block: string): Network =>
  withFilters(
    regional(),
    acl('acl-1', [line(block, 'all', 'deny'), line('0.0.0.0/0', 'all')], [line('0.0.0.0/0', 'all')]),
  );

describe('a regional NAT gateway', () => {
  it.each<readonly [string, Network, readonly string[]]>([
    ['leads out', regional(), []],
    ['with no address that is told', regional({}, { publicAddresses: [] }), []],
    ['serves the zone of the workers', regional({ zones: known(['zone-b', 'zone-a']) }), []],
    [
      'serves other zones',
      regional({ zones: known(['zone-b']) }),
      ['REGIONAL_NGW_ROUTE_AZ_RESTRICTION nat-1'],
    ],
    ['serves zones that nobody knows', regional({ zones: UNSEEN }), ['? nobody read it']],
    ['has a table that nobody knows', regional({ table: UNSEEN }), ['? nobody read it']],
    [
      'has a table that is not in the input',
      regional({ table: known('rtb-8') }),
      ['? rtb-8 is not in the input'],
    ],
    [
      'has a table without a default route',
      withTables(regional(), table('rtb-9', 'vpc-1', route('10.0.0.0/16', 'local'))),
      ['NO_ROUTE_TO_DESTINATION rtb-9'],
    ],
    [
      'has a table without a way back',
      withTables(regional(), table('rtb-9', 'vpc-1', route('0.0.0.0/0', 'igw-1'))),
      ['NO_ROUTE_TO_DESTINATION rtb-9'],
    ],
    ['failed', regional({}, { state: unusable('BAD_STATE', 'nat-1 is failed') }), ['BAD_STATE nat-1']],
    [
      'under Block Public Access',
      regional({ publicAccess: known('block-bidirectional') }),
      ['VPC_BLOCK_PUBLIC_ACCESS_ENABLED nat-1'],
    ],
    ['under a block of what comes in', regional({ publicAccess: known('block-ingress') }), []],
    ['under a block that nobody read', regional({ publicAccess: UNSEEN }), ['? nobody read it']],
    // The reply comes from the internet to the workers' subnet: its border is asked, and no other.
    ['past a border that lets no answer in', closedTo('0.0.0.0/0'), ['SUBNET_ACL_RESTRICTION acl-1']],
  ])('%s', (_name, network, expected) => {
    expect([...new Set(outcome(network))]).toEqual(expected);
  });
});
