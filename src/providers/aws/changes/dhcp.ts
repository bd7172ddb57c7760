/** DHCP options that a fix makes: a set cannot be edited, so a new one takes the place of the old one. */
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';
import { type Aws, keep } from './command.ts';

const MADE_OPTIONS = 'dopt-00000000000000000';
const SERVERS = 'domain-name-servers';

type Configurations = NonNullable<ec2.DhcpOptions['DhcpConfigurations']>;

/** What the old set says of other things stays. */
function configurations(now: AwsResources, vpc: string): Configurations {
  const id = now.vpcs.get(vpc)?.value.DhcpOptionsId ?? '';
  const others = (now.dhcpOptions.get(id)?.value.DhcpConfigurations ?? []).filter(
    ({ Key, Values = [] }) => Key !== SERVERS && Values.length > 0,
  );
  return [...others, { Key: SERVERS, Values: [{ Value: 'AmazonProvidedDNS' }] }];
}

/** The account with a set that names Amazon's resolver, and the VPC that uses it. */
export function useAmazonResolver(now: AwsResources, vpc: string): AwsResources | undefined {
  const entry = now.vpcs.get(vpc);
  if (!entry) return undefined;
  const options = {
    ...entry,
    value: { DhcpOptionsId: MADE_OPTIONS, DhcpConfigurations: configurations(now, vpc) },
  };
  const value = { ...entry.value, DhcpOptionsId: MADE_OPTIONS };
  return {
    ...now,
    dhcpOptions: new Map([...now.dhcpOptions, [MADE_OPTIONS, options]]),
    vpcs: new Map([...now.vpcs, [vpc, { ...entry, value }]]),
  };
}

export function dhcpCommands(aws: Aws, now: AwsResources, vpc: string): readonly string[] {
  const said = configurations(now, vpc).map(({ Key = '', Values = [] }) => ({
    Key,
    Values: Values.flatMap(({ Value }) => Value ?? []),
  }));
  const words = ['create-dhcp-options', '--dhcp-configurations', JSON.stringify(said)] as const;
  return [
    keep('DHCP', aws, 'DhcpOptions.DhcpOptionsId', ...words),
    aws('associate-dhcp-options', '--dhcp-options-id', { variable: 'DHCP' }, '--vpc-id', vpc),
  ];
}
