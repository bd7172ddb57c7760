/** Which calls were answered: the difference between "there is none" and "nobody looked" (aws.md 3). */
import type { Unknown } from '../../../model/known.ts';
import { groupBy } from '../../../model/lists.ts';
import type { SnapshotGap } from '../../../snapshot/snapshot.ts';
import { quoted } from '../../shell.ts';
import { type Call, callNamed, inTurn, type ReadTarget, readCommand, routesInParts } from '../calls.ts';
import type { Answered, AwsResources } from '../resources.ts';

/** Whose answer is asked for, and about what. */
export interface Scope {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly vpc?: string | undefined;
  /** The id that a call with a parameter was asked about, where that is not a VPC. */
  readonly about?: string | undefined;
  /** The folder of the answer that leads there. */
  readonly folder?: string | undefined;
  /** The file that holds the answer already. */
  readonly file?: string | undefined;
}

export const permissionOf = (call: string): string => callNamed(call)?.permission ?? `ec2:${call}`;
export const nounOf = (call: string): string => callNamed(call)?.noun ?? `what ${call} answers`;

/** The AWS CLI command that reads it. */
export function commandOf(name: string, scope: Scope = {}): string {
  const call = callNamed(name);
  return call ? readCommand(call, targetOf(call, scope)) : `the AWS CLI command of ${name}`;
}

function targetOf(call: Call, { vpc, region, about, folder, file }: Scope): ReadTarget {
  const parent = call.target.by === 'parent' && about !== undefined ? call.target.argument : undefined;
  return {
    ...(vpc !== undefined && { vpc }),
    ...(region !== undefined && { region }),
    ...(folder !== undefined && { folder }),
    ...(file !== undefined && { file }),
    ...(parent !== undefined && about !== undefined && { arguments: { [parent]: about } }),
  };
}

/** The same with the credentials of another account; its answers are told by the folders that they stand in. */
export function commandAs(account: string, name: string, scope: Scope): string {
  const folder = [scope.folder, account, scope.region].filter((part) => part !== undefined).join('/');
  return inTurn([`mkdir -p ${quoted(folder)}`, commandOf(name, { ...scope, folder })]);
}

/** What reads a list of routes again that was too long for one answer. */
export function commandInParts(name: string, scope: Scope): string {
  const call = callNamed(name);
  return call ? routesInParts(call, targetOf(call, scope)) : commandOf(name, scope);
}

/** The refusal, or failure, of a call that leaves a thing unread. */
export const refusalOf = (resources: AwsResources, call: string, scope: Scope): SnapshotGap | undefined =>
  resources.refused.find((gap) => gap.call === call && concerns(gap, scope));

const answers = new WeakMap<readonly Answered[], ReadonlyMap<string, readonly Answered[]>>();

/** Whether a call was answered where a thing is: what one region answers says nothing of another. */
function isAnswered({ read, answered }: AwsResources, call: string, { account, region }: Scope): boolean {
  if (!answered) return read.has(call);
  const byCall = answers.get(answered) ?? groupBy(answered, (answer) => answer.call);
  answers.set(answered, byCall);
  return (byCall.get(call) ?? []).some(
    (answer) => agree(answer.account, account) && agree(answer.region, region),
  );
}

/** What is not said may be anything. */
export const agree = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** Whether a call was made by nobody: the only case in which its answer may be assumed. */
export const isAbsent = (resources: AwsResources, call: string, scope: Scope): boolean =>
  !isAnswered(resources, call, scope) && !refusalOf(resources, call, scope);

/** Why the answer of a call is missing, or undefined where it is there. `what` is the subject, in the plural. */
export function unreadCall(
  resources: AwsResources,
  call: string,
  scope: Scope,
  what?: string,
): Unknown | undefined {
  const refusal = refusalOf(resources, call, scope);
  if (refusal) return refusedCall(refusal, scope, what);
  return isAnswered(resources, call, scope) ? undefined : absentCall(call, scope, what);
}

/** What a call that was answered elsewhere leaves open about one thing. */
export const missing = (call: string, scope: Scope, why: string): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why,
  settle: commandOf(call, scope),
});

export const absentCall = (call: string, scope: Scope, what = nounOf(call)): Unknown =>
  missing(call, scope, `${what} were not read (${call})`);

/** A refusal for want of a permission is settled by the permission; any other failure by asking again. */
export function refusedCall(gap: SnapshotGap, scope: Scope, what = nounOf(gap.call)): Unknown {
  if (!isDenial(gap))
    return missing(gap.call, scope, `${what} were not read in full (${gap.call}): ${gap.why}`);
  return {
    cause: 'PERMISSION_DENIED',
    why: `${what} were not read: ${gap.call} was refused: ${gap.why}`,
    settle: `allow ${permissionOf(gap.call)}`,
  };
}

const isDenial = (gap: SnapshotGap): boolean =>
  /unauthori[sz]ed|access ?denied|not authori[sz]ed|explicit deny|forbidden/i.test(gap.why);

function concerns(gap: SnapshotGap, scope: Scope): boolean {
  const { account, region } = scope;
  if (!agree(gap.account, account) || !agree(gap.region, region)) return false;
  const asked = Object.values(gap.arguments ?? {});
  const subject = scope.about ?? scope.vpc;
  return asked.length === 0 || subject === undefined || asked.includes(subject);
}
