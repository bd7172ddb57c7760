/** Cases that were right from the first, and must stay so. */
import { type Row, testRows } from './run-case.ts';

const PLACED =
  '--client 203.0.113.0/24 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';

const ROWS: readonly Row[] = [
  {
    case: 'a03-dhcp-custom-domain',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: ['note other-client-ports-closed', 'note single-zone'],
    flows: {
      'client → scheduler': 'reachable',
      'worker → scheduler': 'reachable',
      'scheduler → worker': 'reachable',
      'worker ↔ worker': 'reachable',
      'scheduler → internet': 'reachable',
      'worker → internet': 'reachable',
    },
    never: ['resolver-unreachable'],
  },
];

testRows(ROWS);
