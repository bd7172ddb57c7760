/**
 * A case of an address in several networks: `--vpc` decides which one is meant, and an unrelated network with the same
 * range changes nothing. It holds as soon as endpoints are resolved so; the answer is that of the same network alone.
 */
import { type Row, testRows } from './run-case.ts';

const ROWS: readonly Row[] = [
  {
    case: 'z-client-in-two-vpcs',
    line: 'check in --vpc vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309 --client 10.0.5.0/24',
    exit: 0,
    findings: ['note single-zone', 'warning public-ingress'],
    flows: {
      'client → scheduler': 'reachable',
      'worker → scheduler': 'reachable',
      'scheduler → worker': 'reachable',
      'worker ↔ worker': 'reachable',
      'scheduler → internet': 'reachable',
      'worker → internet': 'reachable',
    },
    never: ['lies in', 'vpc-0ffffffffffffffff'],
  },
];

testRows(ROWS);
