/** Tells EC2's answers by their keys, as the AWS CLI prints them. */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type {
  NamedCall,
  PartOfAnswer,
  Recognised,
  Recogniser,
  Unanswered,
  Unplaceable,
} from '../../snapshot/recogniser.ts';
import { CALLS, type Call, callNamed, ROUTE_TYPES, readCommand, type Target } from './calls.ts';
import { SETS } from './sets.ts';

interface Answer {
  readonly call: Call;
  readonly arguments?: Readonly<Record<string, string>>;
}

function recognise(body: JsonObject, path: string): readonly Recognised[] | Unplaceable {
  const answers: Answer[] = [];
  for (const call of CALLS) {
    const found = recogniseCall(call, body, path);
    if (found !== undefined && 'why' in found) return found;
    if (found !== undefined) answers.push(found);
  }
  return answers.map((answer) => recognised(answer, body, answers));
}

/** One file may hold several answers (`jq -s add`): each takes its own key, and what belongs to none. */
function recognised(answer: Answer, body: JsonObject, all: readonly Answer[]): Recognised {
  const others = new Set(all.filter((each) => each !== answer).map(({ call }) => call.key));
  const own = Object.entries(body).filter(([key]) => !others.has(key));
  return {
    call: answer.call.call,
    ...(answer.arguments !== undefined && { arguments: answer.arguments }),
    ...(others.size > 0 && { body: Object.fromEntries(own) }),
  };
}

function recogniseCall(call: Call, body: JsonObject, path: string): Answer | Unplaceable | undefined {
  if (call.call === 'DescribeVpcAttribute') return isVpcAttribute(body) ? { call } : undefined;
  if (!Object.hasOwn(body, call.key)) return undefined;
  if (call.key === 'PrefixLists') return call.call === prefixListCall(body, path) ? { call } : undefined;
  return call.target.by === 'parent' ? withParent(call, call.target, body, path) : { call };
}

const ATTRIBUTES = ['EnableDnsSupport', 'EnableDnsHostnames', 'EnableNetworkAddressUsageMetrics'];

const isVpcAttribute = (body: JsonObject): boolean =>
  Object.hasOwn(body, 'VpcId') && ATTRIBUTES.some((key) => Object.hasOwn(body, key));

/** Two calls share the key: AWS's own lists come with their `Cidrs`, managed ones with an ARN. */
function prefixListCall(body: JsonObject, path: string): string {
  const lists = elementsOf(body.PrefixLists);
  if (lists.some((list) => Object.hasOwn(list, 'Cidrs'))) return 'DescribePrefixLists';
  const isManaged = lists.some((list) =>
    ['PrefixListArn', 'MaxEntries'].some((key) => Object.hasOwn(list, key)),
  );
  return isManaged || /managed/i.test(path) ? 'DescribeManagedPrefixLists' : 'DescribePrefixLists';
}

const elementsOf = (list: unknown): readonly JsonObject[] =>
  Array.isArray(list) ? list.filter(isObject) : [];

/** `Entries`, `Routes` and `Associations` are words of other services too: these fields tell EC2's. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  Entries: ['Cidr'],
  Routes: ['TransitGatewayAttachments'],
  Associations: ['TransitGatewayAttachmentId'],
};

function withParent(
  call: Call,
  target: Extract<Target, { readonly by: 'parent' }>,
  body: JsonObject,
  path: string,
): Answer | Unplaceable | undefined {
  const id = lastId(target.prefix, path);
  const type = ROUTE_TYPES.find((one) => call.key === 'Routes' && path.endsWith(`-${one}.json`));
  if (id !== undefined) return { call, arguments: { [target.argument]: id, ...(type && { Type: type }) } };
  const isEc2 = elementsOf(body[call.key]).some((element) =>
    (TELLING[call.key] ?? []).some((field) => Object.hasOwn(element, field)),
  );
  if (!isEc2) return undefined;
  return {
    why: `the answer of ${call.call} does not say which ${target.argument} it belongs to`,
    remedy: `put the id into the file's name: ${call.call}-${target.prefix}0123456789abcdef0.json`,
  };
}

/** The last id of a kind in a file's path; an id holds a digit, so that "managed-pl-entries" is none. */
const lastId = (prefix: string, path: string): string | undefined =>
  path.match(new RegExp(`(?<![a-z0-9])${prefix}(?=[a-z]*\\d)[0-9a-z]+`, 'gi'))?.at(-1);

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** The call whose name or key a file bears; the longest that fits. */
function callIn(path: string): Call | undefined {
  const base = letters(path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/i, ''));
  const fitting = CALLS.flatMap((call) =>
    [call.key, call.call.replace(/^(?:Describe|Get|Search)/, '')].map((name) => ({
      call,
      name: letters(name),
    })),
  ).filter(({ name }) => base.includes(name));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0]?.call;
}

function named(path: string): NamedCall | undefined {
  const call = callIn(path);
  if (!call) return undefined;
  const { target } = call;
  const [argument, prefix] =
    target.by === 'parent' ? [target.argument, target.prefix] : target.by === 'vpc' ? ['VpcId', 'vpc-'] : [];
  const id = prefix === undefined ? undefined : lastId(prefix, path);
  return {
    call: call.call,
    permission: call.permission,
    ...(argument !== undefined && id !== undefined && { arguments: { [argument]: id } }),
  };
}

const EC2_ID =
  /^(?:vpc|subnet|rtb|sg|acl|nat|igw|eigw|eni|i|pcx|tgw|tgw-attach|tgw-rtb|vpce|vgw|cagw|dopt|pl|eipalloc)-[0-9a-f]{8,}$/;

/** Two keys that no other kind of resource has together. */
const OF_KIND: Readonly<Record<string, readonly [string, string]>> = {
  DescribeVpcs: ['VpcId', 'InstanceTenancy'],
  DescribeSubnets: ['SubnetId', 'CidrBlock'],
  DescribeRouteTables: ['RouteTableId', 'Routes'],
  DescribeSecurityGroups: ['GroupId', 'IpPermissions'],
  DescribeNetworkAcls: ['NetworkAclId', 'Entries'],
  DescribeNatGateways: ['NatGatewayId', 'State'],
  DescribeInternetGateways: ['InternetGatewayId', 'Attachments'],
};

/** A resource, a list of them or of their ids, without the key that EC2 answers them under. */
function part(value: unknown, path: string): PartOfAnswer | undefined {
  const call = isPart(value) ? (callIn(path) ?? callOfKind(value)) : undefined;
  return (
    call && {
      what: `the file holds a part of the answer of ${call.call} (${call.noun}), as --query leaves it`,
      remedy: `write the whole answer, without --query: ${readCommand(call)}`,
    }
  );
}

function callOfKind(value: unknown): Call | undefined {
  const [element] = [value].flat(2).filter(isObject);
  const found =
    element && Object.entries(OF_KIND).find(([, keys]) => keys.every((key) => Object.hasOwn(element, key)));
  return found && callNamed(found[0]);
}

function isPart(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPart);
  if (typeof value === 'string') return EC2_ID.test(value);
  return (
    isObject(value) &&
    Object.entries(value).some(([key, id]) => /Id$/i.test(key) && typeof id === 'string' && EC2_ID.test(id))
  );
}

/** EC2 hands a token out where an answer has more pages; the CLI prints it where `--max-items` cut the answer short. */
const incomplete = (body: JsonObject): readonly Unanswered[] =>
  typeof body.NextToken === 'string' && body.NextToken !== ''
    ? [{ why: 'the answer has a NextToken: its later pages were not read' }]
    : [];

const ACCOUNT = /^\d{12}$/;
const REGION =
  /^[a-z]{2,4}(-[a-z]+)*-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/** The innermost folder that is named like a region, and the innermost account above it. */
function scope(folders: readonly string[]): { readonly account?: string; readonly region?: string } {
  const at = folders.findLastIndex((folder) => REGION.test(folder));
  const above = at < 0 ? folders : folders.slice(0, at);
  const account = above.findLast((folder) => ACCOUNT.test(folder));
  const region = folders[at];
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}

export const recogniser: Recogniser = {
  provider: 'aws',
  example: 'aws ec2 describe-vpcs --output json > Vpcs.json',
  recognise,
  named,
  part,
  reads: (call) => callNamed(call) !== undefined,
  incomplete,
  scope,
  sets: SETS,
};
