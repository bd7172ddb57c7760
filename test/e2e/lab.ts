/** A network built through the EC2 API, and the commands that look at it: `byo-net` and the real `aws`. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALLS, readCommand } from '../../src/providers/aws/calls.ts';
import type { Report } from '../../src/report.ts';
import type { Done } from './command.ts';
import * as command from './command.ts';
import type { Gate } from './proxy.ts';

export const REGION = 'us-east-1';
const envOf = (proxy: Gate) => ({
  PATH: `${process.env.BYO_NET_VENV}/bin:${process.env.PATH}`,
  HOME: '/nonexistent',
  AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ENDPOINT_URL: proxy.url,
  AWS_PAGER: '',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** A command line as a person pastes it. */
export const shell = (line: string, proxy: Gate, cwd?: string): Promise<Done> =>
  command.shell(line, envOf(proxy), cwd);

async function done(line: string, proxy: Gate, cwd?: string): Promise<string> {
  const { code, out, err } = await shell(line, proxy, cwd);
  if (code !== 0) throw new Error(`${line}\nexit ${code}\n${err}`);
  return out.trim();
}

export const byoNet = (words: string, proxy: Gate): Promise<Done> => command.byoNet(words, envOf(proxy));
export const check = (words: string, proxy: Gate): Promise<Report> => command.check(words, envOf(proxy));

/** `aws ec2 …` that makes something, and what `--query` picks of the answer. */
export const make = (words: string, query: string, proxy: Gate): Promise<string> =>
  done(`aws ec2 ${words} --query '${query}' --output text`, proxy);
export const aws = (words: string, proxy: Gate): Promise<string> => done(`aws ec2 ${words}`, proxy);

export interface Lab {
  readonly vpc: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly internet: string;
  readonly nat: string;
  readonly publicTable: string;
  readonly privateTable: string;
  readonly group: string;
  readonly acl: string;
}

/** The guide's network: the scheduler and the NAT gateway in a public subnet, the workers in a private one. */
export async function build(proxy: Gate, block = '10.0'): Promise<Lab> {
  const ec2 = (words: string, query: string) => make(words, query, proxy);
  const vpc = await ec2(`create-vpc --cidr-block ${block}.0.0/16`, 'Vpc.VpcId');
  // EC2 gives a new VPC a set of options of its own; moto gives it none.
  const options = await ec2(
    'create-dhcp-options --dhcp-configurations Key=domain-name-servers,Values=AmazonProvidedDNS',
    'DhcpOptions.DhcpOptionsId',
  );
  await aws(`associate-dhcp-options --dhcp-options-id ${options} --vpc-id ${vpc}`, proxy);
  const subnet = (cidr: string) =>
    ec2(
      `create-subnet --vpc-id ${vpc} --cidr-block ${cidr} --availability-zone ${REGION}a`,
      'Subnet.SubnetId',
    );
  const [publicSubnet, privateSubnet, internet, publicTable, privateTable, group, address, acl] =
    await Promise.all([
      subnet(`${block}.0.0/20`),
      subnet(`${block}.16.0/20`),
      ec2('create-internet-gateway', 'InternetGateway.InternetGatewayId'),
      ec2(`create-route-table --vpc-id ${vpc}`, 'RouteTable.RouteTableId'),
      ec2(`create-route-table --vpc-id ${vpc}`, 'RouteTable.RouteTableId'),
      ec2(`create-security-group --vpc-id ${vpc} --group-name coiled --description cluster`, 'GroupId'),
      ec2('allocate-address --domain vpc', 'AllocationId'),
      ec2(`describe-network-acls --filters Name=vpc-id,Values=${vpc}`, 'NetworkAcls[0].NetworkAclId'),
    ]);
  const [nat] = await Promise.all([
    ec2(
      `create-nat-gateway --subnet-id ${publicSubnet} --allocation-id ${address}`,
      'NatGateway.NatGatewayId',
    ),
    aws(`attach-internet-gateway --internet-gateway-id ${internet} --vpc-id ${vpc}`, proxy),
    aws(`associate-route-table --route-table-id ${publicTable} --subnet-id ${publicSubnet}`, proxy),
    aws(`associate-route-table --route-table-id ${privateTable} --subnet-id ${privateSubnet}`, proxy),
    aws(
      `authorize-security-group-ingress --group-id ${group} --protocol tcp --port 8786-8787 --cidr 0.0.0.0/0`,
      proxy,
    ),
    aws(`authorize-security-group-ingress --group-id ${group} --protocol all --source-group ${group}`, proxy),
  ]);
  await Promise.all([
    aws(
      `create-route --route-table-id ${publicTable} --destination-cidr-block 0.0.0.0/0 --gateway-id ${internet}`,
      proxy,
    ),
    aws(
      `create-route --route-table-id ${privateTable} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id ${nat}`,
      proxy,
    ),
  ]);
  return { vpc, publicSubnet, privateSubnet, internet, nat, publicTable, privateTable, group, acl };
}

export const placed = ({ vpc, publicSubnet, privateSubnet, group }: Lab): string =>
  `--vpc ${vpc} --scheduler-subnet-id ${publicSubnet} --worker-subnet-id ${privateSubnet} --firewall-id ${group}`;

/** The folder that the tool's own printed commands write, run one by one with the real `aws`. */
export async function folderByHand({ vpc }: Lab, proxy: Gate): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'byo-net-e2e-')), REGION);
  await mkdir(folder);
  for (const call of CALLS.filter(({ target }) => target.by !== 'parent'))
    await done(readCommand(call, { vpc, region: REGION }), proxy, folder);
  return folder;
}
