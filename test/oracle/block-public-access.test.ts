import { type Case, edit, testCases } from './cases.ts';
import { CLIENT, PRIVATE_VM, PUBLIC_VM, SITE } from './home.ts';
import { ACCOUNT, type RawWorld, REGION } from './world.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED = ['blocked', 'blocked'] as const;

const blockMode =
  (mode: string, resource?: string, exclusion = 'allow-bidirectional') =>
  (world: RawWorld) => ({
    ...world,
    VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: mode },
    VpcBlockPublicAccessExclusions: resource
      ? [
          {
            ExclusionId: 'vpcbpa-exclude-1',
            State: 'create-complete',
            InternetGatewayExclusionMode: exclusion,
            ResourceArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:${resource}`,
          },
        ]
      : [],
  });

const BLOCK_PUBLIC_ACCESS: readonly Case[] = [
  {
    line: 20,
    name: 'bidirectional ends ingress',
    change: blockMode('block-bidirectional'),
    from: CLIENT,
    to: PUBLIC_VM,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
  {
    line: 20,
    name: "bidirectional ends NAT's egress",
    change: blockMode('block-bidirectional'),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
  {
    line: 20,
    name: 'ingress mode ends the egress of VMs with public addresses',
    change: blockMode('block-ingress'),
    from: PUBLIC_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
  {
    line: 20,
    name: 'ingress mode lets NAT out',
    change: blockMode('block-ingress'),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 20,
    name: 'an exclusion of the subnet that faces the gateway counts',
    change: blockMode('block-bidirectional', 'subnet/subnet-public'),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 20,
    name: "an exclusion of the VM's own subnet behind NAT does not",
    change: blockMode('block-bidirectional', 'subnet/subnet-private'),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
  {
    line: 20,
    name: 'an egress exclusion of the VPC lets NAT out',
    change: blockMode('block-bidirectional', 'vpc/vpc-home', 'allow-egress'),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 20,
    name: 'an egress exclusion lets nobody in',
    change: blockMode('block-bidirectional', 'vpc/vpc-home', 'allow-egress'),
    from: CLIENT,
    to: PUBLIC_VM,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
  {
    line: 20,
    name: "the subnet's own word is the effective mode",
    change: edit('Subnets', 'subnet-public', {
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-ingress' },
    }),
    from: CLIENT,
    to: PUBLIC_VM,
    is: BLOCKED,
    blockers: ['bpa:subnet-public'],
  },
];

testCases(BLOCK_PUBLIC_ACCESS);
