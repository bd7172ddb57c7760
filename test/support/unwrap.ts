/** Takes the answers of `fixtures/aws/documents` out of what their recorders put around them. */
import { isObject, type JsonObject } from '../../src/snapshot/canonical.ts';

/** The answers in one recorded file. `name` is the file's: it tells the call where an example shows an element alone. */
export function unwrap(recorded: unknown, name: string): readonly JsonObject[] {
  if (Array.isArray(recorded)) return recorded.map((each) => asAnswer(each, name));
  if (!isObject(recorded)) throw new Error(`${name} is no recording`);
  return [isObject(recorded.data) ? recorded.data : recorded];
}

/** The AWS CLI's page on egress-only internet gateways prints one element without its list. */
function asAnswer(value: unknown, name: string): JsonObject {
  if (!isObject(value)) throw new Error(`${name} holds no answer`);
  return Object.hasOwn(value, 'EgressOnlyInternetGatewayId')
    ? { EgressOnlyInternetGateways: [value] }
    : value;
}
