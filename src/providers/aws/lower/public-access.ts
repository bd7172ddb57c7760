/**
 * VPC Block Public Access (aws.md 20). A subnet states its effective mode since that feature exists; older answers
 * leave it out, and then it follows from the account's mode and the exclusions.
 */
import { type Known, known } from '../../../model/known.ts';
import type { PublicAccess } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, isForeign, scopeOf } from './context.ts';
import { agree, isAbsent, missing, type Scope, unreadCall } from './reading.ts';

const OPTIONS = 'DescribeVpcBlockPublicAccessOptions';
const EXCLUSIONS = 'DescribeVpcBlockPublicAccessExclusions';
const IN_FORCE = ['create-complete', 'update-complete'];

export function publicAccess(context: Context, entry: Entry<ec2.Subnet>): Known<PublicAccess> {
  const subnet = entry.value;
  const stated = subnet.BlockPublicAccessStates?.InternetGatewayBlockMode;
  if (stated !== undefined) return modeOf(stated, subnet.SubnetId);
  const scope = scopeOf(entry, subnet.VpcId);
  const options = optionsOf(context, entry);
  if (options) return withExclusions(context, subnet, scope, options);
  if (isPublicAccessAssumed(context, entry)) return known('open');
  const what = 'the Block Public Access options';
  const unread = unreadCall(context.resources, OPTIONS, scope, what);
  return { unknown: unread ?? missing(OPTIONS, scope, `${what} of account ${subnet.OwnerId} were not read`) };
}

/** Whether Block Public Access is taken to be off for a subnet because nobody read it anywhere. */
export const isPublicAccessAssumed = (context: Context, entry: Entry<ec2.Subnet>): boolean =>
  entry.value.BlockPublicAccessStates?.InternetGatewayBlockMode === undefined &&
  isAbsent(context.resources, OPTIONS, scopeOf(entry, entry.value.VpcId));

/** The options of the subnet's owner in its region: in a shared VPC the owner's count. */
export function optionsOf(
  context: Context,
  subnet: Entry<ec2.Subnet>,
): ec2.VpcBlockPublicAccessOptions | undefined {
  const owner = subnet.value.OwnerId ?? subnet.account;
  const foreign = isForeign(context, owner);
  return context.resources.blockPublicAccessOptions.find(({ value, account, region }) => {
    const answerer = value.AwsAccountId ?? account;
    return (
      agree(value.AwsRegion ?? region, subnet.region) &&
      (answerer === undefined ? !foreign : agree(answerer, owner))
    );
  })?.value;
}

function modeOf(mode: string, about: string): Known<PublicAccess> {
  if (mode === 'off') return known('open');
  if (mode === 'block-bidirectional' || mode === 'block-ingress') return known(mode);
  const why = `${about} has a Block Public Access mode that this tool does not know: ${mode}`;
  return {
    unknown: {
      cause: 'UNSUPPORTED_COMPONENT',
      why,
      settle:
        'ask a version of byo-net that knows it, or compare the mode with off, block-ingress and block-bidirectional',
    },
  };
}

function withExclusions(
  context: Context,
  subnet: ec2.Subnet,
  scope: Scope,
  options: ec2.VpcBlockPublicAccessOptions,
): Known<PublicAccess> {
  const mode = modeOf(options.InternetGatewayBlockMode ?? 'off', subnet.SubnetId);
  if (!('value' in mode) || mode.value === 'open') return mode;
  const what = 'the Block Public Access exclusions';
  const unread = unreadCall(context.resources, EXCLUSIONS, scope, what);
  if (unread) return { unknown: unread };
  const exclusions = exclusionsOf(context, subnet);
  if (exclusions.has('allow-bidirectional')) return known('open');
  // AWS lets an egress-only exclusion soften the two-way block; under the one-way block it changes nothing.
  return exclusions.has('allow-egress') ? known('block-ingress') : mode;
}

function exclusionsOf(context: Context, subnet: ec2.Subnet): ReadonlySet<string | undefined> {
  const covers = (arn = '') =>
    arn.endsWith(`:subnet/${subnet.SubnetId}`) || arn.endsWith(`:vpc/${subnet.VpcId}`);
  return new Set(
    [...context.resources.blockPublicAccessExclusions.values()]
      .filter(({ value }) => covers(value.ResourceArn) && IN_FORCE.includes(value.State ?? ''))
      .map(({ value }) => value.InternetGatewayExclusionMode),
  );
}
