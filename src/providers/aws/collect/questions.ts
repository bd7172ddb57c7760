/** What EC2 is asked: about some VPCs, about the region, about resources that the person named. */
import { CALLS, type Call, callNamed, type Target } from '../calls.ts';
import type { Input } from './sdk.ts';

export interface Question {
  readonly call: Call;
  readonly input: Input;
  /** As in a snapshot: what the call was asked about, where its answer or its refusal does not say. */
  readonly arguments?: Readonly<Record<string, string>>;
}

export const keyOf = ({ call, input }: Question): string => `${call.call} ${JSON.stringify(input)}`;

/** EC2 takes this many values in one filter. */
const MOST_VALUES = 200;

/** All that is read of each VPC; without ids, of every VPC of the region that a filter would narrow to some. */
export function aboutVpcs(ids: readonly string[] | undefined): readonly Question[] {
  return CALLS.flatMap((call) => {
    const { target } = call;
    if (target.by === 'filter')
      return ids === undefined ? [{ call, input: {} }] : narrowed(call, target.name, ids);
    return target.by === 'vpc' ? (ids ?? []).flatMap((id) => perVpc(call, target, id)) : [];
  });
}

/** What has a parameter for one VPC and no way to ask for all. */
export const aboutEach = (ids: readonly string[]): readonly Question[] =>
  CALLS.flatMap((call) => {
    const { target } = call;
    return target.by === 'vpc' ? ids.flatMap((id) => perVpc(call, target, id)) : [];
  });

type VpcTarget = Extract<Target, { readonly by: 'vpc' }>;

const ATTRIBUTES = {
  enableDnsSupport: 'enableDnsSupport',
  enableDnsHostnames: 'enableDnsHostnames',
} as const;

function perVpc(call: Call, { eachAttribute }: VpcTarget, id: string): readonly Question[] {
  const about = { call, arguments: { VpcId: id } };
  if (eachAttribute === undefined) return [{ ...about, input: { VpcId: id } }];
  return Object.values(ATTRIBUTES).map((Attribute) => ({ ...about, input: { VpcId: id, Attribute } }));
}

/** What knows no VPC. */
export const aboutRegion = (): readonly Question[] =>
  CALLS.filter(({ target }) => target.by === 'nothing').map((call) => ({ call, input: {} }));

/** One question for up to as many ids as a filter takes. */
export function narrowed(call: Call, name: string, ids: readonly string[]): readonly Question[] {
  const parts = Array.from({ length: Math.ceil(ids.length / MOST_VALUES) }, (_, i) =>
    ids.slice(i * MOST_VALUES, (i + 1) * MOST_VALUES),
  );
  return parts.map((Values) => ({ call, input: { Filters: [{ Name: name, Values }] } }));
}

/** Filters and not id parameters: an id that is not there is then no error but an empty answer. */
const BY_PREFIX: readonly (readonly [prefix: string, call: string, filter: string])[] = [
  ['vpc', 'DescribeVpcs', 'vpc-id'],
  ['subnet', 'DescribeSubnets', 'subnet-id'],
  ['sg', 'DescribeSecurityGroups', 'group-id'],
  ['eni', 'DescribeNetworkInterfaces', 'network-interface-id'],
  ['i', 'DescribeInstances', 'instance-id'],
];

/** Resources by id: they may sit in another VPC than the one that was named. */
export const aboutIds = (ids: readonly string[]): readonly Question[] =>
  BY_PREFIX.flatMap(([prefix, name, filter]) => {
    const call = callNamed(name);
    const own = ids.filter((id) => id.startsWith(`${prefix}-`));
    return call && own.length > 0 ? narrowed(call, filter, own) : [];
  });

/** The ids that a text mentions, each once, in order. */
export const idsIn = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.flatMap((text) => text.match(/\b(?:vpc|subnet|sg|eni|i)-[0-9a-f]+\b/g) ?? []))].sort();

/** A call about one parent: a prefix list, a transit gateway route table. */
export function aboutParent(name: string, id: string): readonly Question[] {
  const call = callNamed(name);
  if (call?.target.by !== 'parent') return [];
  const about = { [call.target.argument]: id };
  return [{ call, input: about, arguments: about }];
}
