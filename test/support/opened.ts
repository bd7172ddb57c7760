/** A network opened as the conductor opens one: it can be changed, and its changes can be written down. */
import { type AnalysisInput, analyse } from '../../src/analyse.ts';
import type { Rule } from '../../src/lint/rule-types.ts';
import type { Network } from '../../src/model/network.ts';
import { provider } from '../../src/providers/aws/index.ts';
import type { OpenedNetwork } from '../../src/providers/provider.ts';
import type { Parsed } from '../../src/workload/parse.ts';
import { requirementsNamed } from '../../src/workload/requirements.ts';
import type { Placement, Requirements } from '../../src/workload/workload.ts';
import { type AwsBodies, documentsOf, GUIDE, REGION, type Reader } from './aws.ts';

export const openedOf = (bodies: AwsBodies, reader: Reader = {}): OpenedNetwork =>
  provider.open({
    documents: documentsOf(bodies, reader),
    gaps: (reader.refused ?? []).map((gap) => ({ provider: 'aws', ...gap })),
    ignored: [],
  });

export const networkOf = (bodies: AwsBodies, reader: Reader = {}): Network =>
  openedOf(bodies, reader).network;

/** Where the guide puts its cluster. */
export const GUIDE_PLACEMENT: Placement = {
  networkId: GUIDE.vpc,
  schedulerSubnetId: GUIDE.publicSubnet,
  workerSubnetId: GUIDE.privateSubnet,
  firewallId: GUIDE.group,
  schedulerPublicIp: true,
  workersPublicIp: false,
};

export function requirementsOf(name: string): Requirements {
  const set = requirementsNamed(name);
  if (!set) throw new Error(`there is no requirement set ${name}`);
  return set;
}

/** What a check of the guide's placement asks, but for what is given. */
export const inputOf = (network: Network, asked: Partial<AnalysisInput> = {}): AnalysisInput => ({
  network,
  placement: GUIDE_PLACEMENT,
  requirements: requirementsOf('guide'),
  client: [],
  require: [],
  assume: [],
  onPremises: [],
  ...asked,
});

/** The value, where the test is about something else than the error. */
export function valid<T>(parsed: Parsed<T>): T {
  if ('error' in parsed) throw new Error(`${parsed.error}: ${parsed.remedy}`);
  return parsed.value;
}

export const analysisOf = (input: AnalysisInput, rules: readonly Rule[]) => valid(analyse(input, rules));

/** Commands without the region that each of them names: the tables of expected commands say it once, here. */
export function withoutRegion(commands: readonly string[]): readonly string[] {
  return commands.map((line) => {
    const word = ` --region ${REGION}`;
    if (/\baws ec2 /.test(line) && !line.includes(word)) throw new Error(`no region: ${line}`);
    return line.replace(word, '');
  });
}
