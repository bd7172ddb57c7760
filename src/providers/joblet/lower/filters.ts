/** What keeps bridges apart, in the words of `iptables -S FORWARD`. Joblet's rules are stateless: they name bridges. */
import { ALL_V4, addressSet, cidrSet } from '../../../ip/address.ts';
import { union } from '../../../ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS } from '../../../ip/traffic.ts';
import type { Filter, FilterRule, Subnet } from '../../../model/network.ts';
import { gatewayOf } from './subnets.ts';
import {
  bridgeOf,
  FORWARD,
  HOST,
  INPUT,
  ISOLATED,
  ISOLATED_CHAIN,
  ISOLATED_CIDR,
  missing,
  NO_INTERFACE,
} from './words.ts';

const rule = (
  id: string,
  action: 'allow' | 'deny',
  addresses: FilterRule['peer']['addresses'],
): FilterRule => ({
  id,
  action,
  protocol: ALL_PROTOCOLS,
  ports: ALL_PORTS,
  peer: { addresses, groups: [] },
  text: id,
});

const POLICY: FilterRule = { ...rule('-P FORWARD ACCEPT', 'allow', ALL_V4), implicit: true };

const OPEN: FilterRule = { ...rule('-P INPUT ACCEPT', 'allow', ALL_V4), implicit: true };

/** `absent`: the names of networks that jobs are put on and that do not exist. */
export function filters(subnets: readonly Subnet[], absent: readonly string[]): readonly Filter[] {
  return [
    filter(FORWARD, 'isolation rules', { egress: isolation(subnets), ingress: [POLICY] }),
    filter(ISOLATED_CHAIN, 'isolation rules', pointToPoint()),
    { ...filter(INPUT, 'chain', { ingress: [OPEN], egress: [OPEN] }), reading: 'union', stateful: true },
    closed(NO_INTERFACE, 'the job has only its loopback interface'),
    ...absent.map((name) => closed(missing(name), 'the network does not exist: no job starts on it')),
  ];
}

const filter = (id: string, word: string, rules: Pick<Filter, 'ingress' | 'egress'>): Filter => ({
  id,
  word,
  vpcs: [HOST],
  reading: 'first-match',
  stateful: false,
  ...rules,
});

/**
 * Asked of what leaves a bridge for another one; what stays on its bridge never comes here. The host's own addresses
 * on the bridges are behind INPUT, which has no rule.
 */
function isolation(subnets: readonly Subnet[]): readonly FilterRule[] {
  const bridges = subnets.filter(({ name }) => name !== ISOLATED);
  const own = union(...bridges.flatMap(({ blocks }) => blocks.map((block) => point(gatewayOf(block)))));
  const drops = bridges.map(({ id, name = id, blocks }) =>
    rule(`-o ${bridgeOf(name)} -j DROP`, 'deny', union(...blocks.map(cidrSet))),
  );
  return [
    rule('INPUT: the host itself', 'allow', own),
    rule('-o viso+ -j ACCEPT', 'allow', addressSet([ISOLATED_CIDR])),
    ...drops,
    POLICY,
  ];
}

const point = (address: number) => [address, address] as const;

/** Every isolated job has the same address: what one sends there never leaves it. */
function pointToPoint(): Pick<Filter, 'ingress' | 'egress'> {
  const shared = addressSet([ISOLATED_CIDR]);
  const self = rule('every isolated job is 10.255.255.2: a job reaches itself', 'deny', shared);
  const open = rule('-i viso+ -j ACCEPT', 'allow', ALL_V4);
  return { egress: [self, open], ingress: [self, open] };
}

const closed = (id: string, why: string): Filter => {
  const nothing = rule(why, 'deny', ALL_V4);
  return filter(id, 'network', { ingress: [nothing], egress: [nothing] });
};
