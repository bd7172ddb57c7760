/** What is taken for granted because nobody read it (DESIGN.md): a refused read is never an assumption. */
import type { Assumption } from '../../../model/network.ts';
import type { Context } from './context.ts';
import { assumedAttributes, isResolverAssumed } from './dns.ts';
import { isPublicAccessAssumed } from './public-access.ts';

export function assumptions(context: Context): readonly Assumption[] {
  const vpcs = [...context.resources.vpcs.values()];
  const open = [...context.resources.subnets.values()].filter((entry) =>
    isPublicAccessAssumed(context, entry),
  );
  const amazon = vpcs.filter((entry) => isResolverAssumed(context, entry)).map(({ value }) => value.VpcId);
  const withAttribute = (name: string) =>
    vpcs.filter((entry) => assumedAttributes(context, entry).includes(name)).map(({ value }) => value.VpcId);
  return [
    ...assumed(
      'internet',
      'Block Public Access is off',
      'Block Public Access is off',
      distinct(open.map(({ value }) => value.VpcId)),
      'DescribeVpcBlockPublicAccessOptions',
    ),
    ...assumed(
      'names',
      "Amazon's resolver is in use",
      "Amazon's resolver is in use",
      amazon,
      'DescribeDhcpOptions',
    ),
    ...['enableDnsSupport', 'enableDnsHostnames'].flatMap((name) =>
      assumed(
        'names',
        'the DNS attributes are on',
        `${name} is on`,
        withAttribute(name),
        'DescribeVpcAttribute',
      ),
    ),
  ];
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

function assumed(
  about: Assumption['about'],
  fact: string,
  sentence: string,
  some: readonly string[],
  call: string,
): readonly Assumption[] {
  const vpcs = [...some].sort();
  return vpcs.length === 0
    ? []
    : [{ fact, about, vpcs, text: `${sentence} in ${vpcs.join(', ')}: ${call} was not read` }];
}
