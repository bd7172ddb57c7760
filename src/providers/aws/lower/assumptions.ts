/** What is taken for granted because nobody read it (DESIGN.md): a refused read is never an assumption. */
import type { Context } from './context.ts';
import { assumedAttributes, isResolverAssumed } from './dns.ts';
import { isPublicAccessAssumed } from './public-access.ts';

export function assumptions(context: Context): readonly string[] {
  const vpcs = [...context.resources.vpcs.values()];
  const open = [...context.resources.subnets.values()].filter((entry) =>
    isPublicAccessAssumed(context, entry),
  );
  const amazon = vpcs.filter((entry) => isResolverAssumed(context, entry)).map(({ value }) => value.VpcId);
  const withAttribute = (name: string) =>
    vpcs.filter((entry) => assumedAttributes(context, entry).includes(name)).map(({ value }) => value.VpcId);
  return [
    ...sentence(
      'Block Public Access is off',
      distinct(open.map(({ value }) => value.VpcId)),
      'DescribeVpcBlockPublicAccessOptions',
    ),
    ...sentence("Amazon's resolver is in use", amazon, 'DescribeDhcpOptions'),
    ...sentence('enableDnsSupport is on', withAttribute('enableDnsSupport'), 'DescribeVpcAttribute'),
    ...sentence('enableDnsHostnames is on', withAttribute('enableDnsHostnames'), 'DescribeVpcAttribute'),
  ];
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

const sentence = (fact: string, vpcs: readonly string[], call: string): readonly string[] =>
  vpcs.length === 0 ? [] : [`${fact} in ${[...vpcs].sort().join(', ')}: ${call} was not read`];
