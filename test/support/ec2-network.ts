/** The answers of EC2 about a small network that carries a cluster: one public subnet, and everything on the way out of it. */
export const VPC = 'vpc-0a';

const item = (inside: string): string => `<item>${inside}</item>`;
const ANY = '<protocol>-1</protocol><ruleAction>allow</ruleAction><cidrBlock>0.0.0.0/0</cidrBlock>';
const DENY = '<protocol>-1</protocol><ruleAction>deny</ruleAction><cidrBlock>0.0.0.0/0</cidrBlock>';
const entries = ['true', 'false'].flatMap((egress) => [
  item(`<ruleNumber>100</ruleNumber>${ANY}<egress>${egress}</egress>`),
  item(`<ruleNumber>32767</ruleNumber>${DENY}<egress>${egress}</egress>`),
]);
const toAll = item('<cidrIp>0.0.0.0/0</cidrIp>');

/** By action, the inside of each answer's root element. */
export const NETWORK: Readonly<Record<string, string>> = {
  DescribeVpcs: `<vpcSet>${item(
    `<vpcId>${VPC}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><ownerId>111122223333</ownerId><state>available</state><dhcpOptionsId>dopt-0a</dhcpOptionsId><cidrBlockAssociationSet>${item('<associationId>a-1</associationId><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState>')}</cidrBlockAssociationSet>`,
  )}</vpcSet>`,
  DescribeSubnets: `<subnetSet>${item(
    `<subnetId>subnet-0a</subnetId><vpcId>${VPC}</vpcId><cidrBlock>10.0.0.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone><availableIpAddressCount>250</availableIpAddressCount><state>available</state><ownerId>111122223333</ownerId>`,
  )}</subnetSet>`,
  DescribeRouteTables: `<routeTableSet>${item(
    `<routeTableId>rtb-0a</routeTableId><vpcId>${VPC}</vpcId><ownerId>111122223333</ownerId><routeSet>${item('<destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin>')}${item('<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-0a</gatewayId><state>active</state><origin>CreateRoute</origin>')}</routeSet><associationSet>${item('<routeTableAssociationId>rtbassoc-0a</routeTableAssociationId><routeTableId>rtb-0a</routeTableId><main>true</main>')}</associationSet>`,
  )}</routeTableSet>`,
  DescribeInternetGateways: `<internetGatewaySet>${item(
    `<internetGatewayId>igw-0a</internetGatewayId><attachmentSet>${item(`<vpcId>${VPC}</vpcId><state>available</state>`)}</attachmentSet>`,
  )}</internetGatewaySet>`,
  DescribeSecurityGroups: `<securityGroupInfo>${item(
    `<groupId>sg-0a</groupId><groupName>dask</groupName><groupDescription>dask</groupDescription><ownerId>111122223333</ownerId><vpcId>${VPC}</vpcId><ipPermissions>${item(`<ipProtocol>tcp</ipProtocol><fromPort>8786</fromPort><toPort>8787</toPort><ipRanges>${toAll}</ipRanges>`)}${item(`<ipProtocol>-1</ipProtocol><groups>${item('<groupId>sg-0a</groupId><userId>111122223333</userId>')}</groups>`)}</ipPermissions><ipPermissionsEgress>${item(`<ipProtocol>-1</ipProtocol><ipRanges>${toAll}</ipRanges>`)}</ipPermissionsEgress>`,
  )}</securityGroupInfo>`,
  DescribeNetworkAcls: `<networkAclSet>${item(
    `<networkAclId>acl-0a</networkAclId><vpcId>${VPC}</vpcId><default>true</default><entrySet>${entries.join('')}</entrySet><associationSet>${item('<networkAclAssociationId>aclassoc-0a</networkAclAssociationId><networkAclId>acl-0a</networkAclId><subnetId>subnet-0a</subnetId>')}</associationSet>`,
  )}</networkAclSet>`,
  DescribeVpcAttribute: `<vpcId>${VPC}</vpcId><enableDnsSupport><value>true</value></enableDnsSupport><enableDnsHostnames><value>true</value></enableDnsHostnames>`,
  DescribeDhcpOptions: `<dhcpOptionsSet>${item(
    `<dhcpOptionsId>dopt-0a</dhcpOptionsId><ownerId>111122223333</ownerId><dhcpConfigurationSet>${item(`<key>domain-name-servers</key><valueSet>${item('<value>AmazonProvidedDNS</value>')}</valueSet>`)}</dhcpConfigurationSet>`,
  )}</dhcpOptionsSet>`,
  DescribeVpcBlockPublicAccessOptions:
    '<vpcBlockPublicAccessOptions><awsAccountId>111122223333</awsAccountId><awsRegion>us-east-1</awsRegion><state>default-state</state><internetGatewayBlockMode>off</internetGatewayBlockMode></vpcBlockPublicAccessOptions>',
};

/** A whole answer, as EC2 sends it. */
export const ec2Answer = (action: string): string =>
  `<?xml version="1.0"?>\n<${action}Response><requestId>r</requestId>${NETWORK[action] ?? ''}</${action}Response>`;
