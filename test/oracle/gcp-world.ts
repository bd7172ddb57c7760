/** Small VPC networks of Google Cloud for the oracle: two that know nothing of each other, each with a subnet or two. */
import fc from 'fast-check';
import {
  defaultRoute,
  emptyProject,
  firewall,
  type GcpBodies,
  instance,
  network,
  subnet,
  subnetRoute,
} from '../support/gcp.ts';
import { toNumber, toText } from './address.ts';
import { mostly, weighted } from './plan.ts';

export const TAGS = ['a', 'b'] as const;
export type Tag = (typeof TAGS)[number];
export const CLIENT = '203.0.113.7';

export interface GcpSubnet {
  readonly name: string;
  readonly network: string;
  readonly cidr: string;
}
export const SUBNETS: readonly GcpSubnet[] = [
  { name: 'front', network: 'main', cidr: '10.20.0.0/28' },
  { name: 'back', network: 'main', cidr: '10.20.0.16/28' },
  { name: 'far', network: 'other', cidr: '10.30.0.0/28' },
];

const RANGES = [
  '0.0.0.0/0',
  '10.20.0.0/24',
  '10.20.0.0/28',
  '10.20.0.4/30',
  '203.0.113.0/24',
  '10.30.0.0/28',
  '192.0.2.0/24',
] as const;
const tags = fc.subarray([...TAGS]);
const rule = fc.record({
  network: weighted<'main' | 'other'>([3, 'main'], [1, 'other']),
  ingress: mostly(8),
  priority: fc.constantFrom(1000, 900, 65535),
  deny: mostly(3),
  protocol: fc.constantFrom('all', 'tcp', 'tcp:0-15', 'tcp:8', 'udp'),
  ranges: fc.subarray([...RANGES], { minLength: 1, maxLength: 2 }),
  /** Tags beside or instead of the ranges, of an ingress rule. */
  sources: weighted<'ranges' | 'tags' | 'both'>([4, 'ranges'], [1, 'tags'], [1, 'both']),
  sourceTags: fc.subarray([...TAGS], { minLength: 1 }),
  targets: weighted([2, [] as Tag[]], [1, ['a'] as Tag[]], [1, ['b'] as Tag[]]),
  disabled: mostly(1),
});

const machine = fc.record({
  subnet: fc.nat(2),
  offset: fc.integer({ min: 2, max: 13 }),
  tags,
  isPublic: fc.boolean(),
});
export type GcpMachine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

export const gcpPlan = fc.record({
  rules: fc.uniqueArray(rule, { maxLength: 5, selector: (one) => JSON.stringify(one) }),
  machines: fc.uniqueArray(machine, {
    minLength: 2,
    maxLength: 7,
    selector: ({ subnet: s, offset }) => s * 16 + offset,
  }),
  /** A rule behind all others that lets everything in, so that networks are not all closed. */
  open: fc.boolean(),
  /** Whether each network's default route still exists. */
  doors: fc.record({ main: mostly(8), other: mostly(8) }),
  areRead: mostly(8),
});
export type GcpPlan = typeof gcpPlan extends fc.Arbitrary<infer T> ? T : never;

/** What the oracle looks at of a rule and of a machine, as Compute writes them. */
export interface GcpRule {
  readonly name: string;
  readonly network: string;
  readonly direction: string;
  readonly priority: number;
  readonly disabled: boolean;
  readonly allowed?: readonly GcpProtocol[];
  readonly denied?: readonly GcpProtocol[];
  readonly sourceRanges?: readonly string[];
  readonly sourceTags?: readonly string[];
  readonly destinationRanges?: readonly string[];
  readonly targetTags?: readonly string[];
}
interface GcpProtocol {
  readonly IPProtocol: string;
  readonly ports?: readonly string[];
}

/** A VM as the oracle knows it. */
export interface GcpVm {
  readonly name: string;
  readonly network: string;
  readonly address: string;
  readonly tags: readonly string[];
  readonly external?: string;
}

export interface GcpWorld {
  readonly bodies: GcpBodies;
  readonly rules: readonly GcpRule[];
  readonly machines: readonly GcpVm[];
  readonly areRead: boolean;
  /** The networks that have a default route. */
  readonly doors: ReadonlySet<string>;
}

export function gcpWorld(plan: GcpPlan): GcpWorld {
  const open = (of: string) =>
    firewall(`rule-open-${of}`, { network: of, priority: 65534, from: ['0.0.0.0/0'] });
  const rules = [...plan.rules.map(ruleOf), ...(plan.open ? [open('main'), open('other')] : [])];
  const machines = plan.machines.map(machineOf);
  const doors = new Set((['main', 'other'] as const).filter((name) => plan.doors[name]));
  const bodies: GcpBodies = {
    ...emptyProject(),
    networks: [network('main'), network('other')],
    subnetworks: SUBNETS.map((one) => subnet(one.name, one.cidr, { network: one.network })),
    firewalls: rules,
    routes: [
      ...SUBNETS.map((one) => subnetRoute(one.cidr, one.network)),
      ...[...doors].map((name) => defaultRoute(name)),
    ],
    instances: machines.map((one) => instanceOf(one)),
    policies: { main: [], other: [] },
  };
  const { instances: _, ...unread } = bodies;
  // The rules are written by the same hand that the tests of the provider use: fields as Compute names them.
  const raw = rules as unknown as readonly GcpRule[];
  return { bodies: plan.areRead ? bodies : unread, rules: raw, machines, areRead: plan.areRead, doors };
}

function ruleOf(plan: GcpPlan['rules'][number], i: number) {
  const { protocol, ingress, sources } = plan;
  return firewall(`rule-${i}`, {
    network: plan.network,
    priority: plan.priority,
    disabled: plan.disabled,
    ...(plan.deny ? { deny: [protocol] } : { allow: [protocol] }),
    ...(ingress && sources !== 'tags' ? { from: plan.ranges } : {}),
    ...(ingress && sources !== 'ranges' ? { fromTags: plan.sourceTags } : {}),
    ...(ingress ? {} : { to: plan.ranges }),
    ...(plan.targets.length > 0 ? { tags: plan.targets } : {}),
  });
}

const subnetAt = (index: number): GcpSubnet => SUBNETS[index] ?? { name: '', network: '', cidr: '0.0.0.0/0' };

function machineOf(plan: GcpMachine): GcpVm {
  const { network: of, cidr } = subnetAt(plan.subnet);
  return {
    name: `vm-${plan.subnet}-${plan.offset}`,
    network: of,
    address: toText(toNumber(cidr.split('/')[0] ?? '') + plan.offset),
    tags: plan.tags,
    ...(plan.isPublic ? { external: `192.0.2.${plan.subnet * 16 + plan.offset}` } : {}),
  };
}

function instanceOf(vm: GcpVm) {
  const [, index = '0'] = vm.name.split('-');
  const plain = instance(
    vm.name,
    { subnet: subnetAt(Number(index)).name, address: vm.address, network: vm.network },
    { tags: { items: vm.tags } },
  );
  const interfaces = plain.networkInterfaces as readonly object[];
  const config = {
    kind: 'compute#accessConfig',
    name: 'External NAT',
    type: 'ONE_TO_ONE_NAT',
    natIP: vm.external ?? '',
  };
  return {
    ...plain,
    networkInterfaces: interfaces.map((one) => ({
      ...one,
      ...(vm.external ? { accessConfigs: [config] } : {}),
    })),
  };
}
