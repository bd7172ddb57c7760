/** The policy of an endpoint: what it says beyond "everything" (aws.md 32). */
import { known, unknown } from '../../../model/known.ts';
import type { EndpointPolicy } from '../../../model/network.ts';
import { isObject, type JsonObject } from '../../../snapshot/canonical.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';

/** A document that is not there is the default one, which lets everything pass. */
export function policyOf({ value }: Entry<ec2.VpcEndpoint>): EndpointPolicy {
  const { PolicyDocument: text, VpcEndpointId: id, ServiceName } = value;
  if (text === undefined || text === '') return known([]);
  const statements = statementsOf(text);
  const settle = `aws ec2 describe-vpc-endpoints --vpc-endpoint-ids ${id} --query 'VpcEndpoints[0].PolicyDocument'`;
  if (!statements)
    return unknown('UNSUPPORTED_COMPONENT', `the policy of ${id} is no policy document`, settle);
  const denials = statements.filter(({ Effect }) => Effect !== 'Allow');
  const isOpen = statements.some((one) => allowsAll(one, ServiceName ?? ''));
  return known((isOpen ? denials : statements).map(statementText));
}

function statementsOf(text: string): readonly JsonObject[] | undefined {
  try {
    const policy: unknown = JSON.parse(text);
    const { Statement: said } = isObject(policy) ? policy : {};
    const list = Array.isArray(said) ? said : [said];
    return list.every(isObject) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Anybody may do everything, or everything that the service has. */
function allowsAll({ Effect, Principal, Action, Resource, ...rest }: JsonObject, service: string): boolean {
  const own = `${service.split('.')[3] ?? ''}:*`;
  const anybody = isAny(Principal) || (isObject(Principal) && isAny(Principal.AWS));
  const { Sid: _, ...conditions } = rest;
  return (
    Effect === 'Allow' &&
    anybody &&
    isAny(Resource) &&
    (isAny(Action) || listOf(Action).includes(own)) &&
    Object.keys(conditions).length === 0
  );
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const isAny = (value: unknown): boolean => listOf(value).includes('*');

/** "Allow s3:GetObject, s3:PutObject on arn:aws:s3:::bucket/*"; what else it says follows in its own words. */
function statementText({ Effect, Action, Resource, Principal, Sid: _, ...rest }: JsonObject): string {
  const words = (value: unknown): string => listOf(value).map(wordOf).join(', ');
  const whom = isAny(Principal) || Principal === undefined ? '' : ` to ${wordOf(Principal)}`;
  const what = Action === undefined ? '' : ` ${words(Action)}`;
  const on = Resource === undefined ? '' : ` on ${words(Resource)}`;
  const more = Object.entries(rest).map(([key, value]) => `, ${key} ${wordOf(value)}`);
  return `${wordOf(Effect)}${what}${on}${whom}${more.join('')}`;
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);
