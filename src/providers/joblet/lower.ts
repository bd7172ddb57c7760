/**
 * Joblet to the provider-neutral network: its host is the network, each of its networks a subnet with a bridge; what
 * keeps bridges apart is a filter, what leads out is a NAT rule. Facts: Joblet's network/setup.go, and the rules it
 * makes, measured.
 */
import { union } from '../../ip/interval.ts';
import { known, USABLE } from '../../model/known.ts';
import { sortById } from '../../model/lists.ts';
import type { Gap, NameServer, Network, Subnet } from '../../model/network.ts';
import type { Plan } from '../../model/plan.ts';
import { type Declared, declared } from './lower/declared.ts';
import { filters } from './lower/filters.ts';
import { gateways, routeTables } from './lower/routes.ts';
import { hostInterfaces, hostSubnet, jobSubnet, standInSubnets, subnetOf } from './lower/subnets.ts';
import { HOST } from './lower/words.ts';
import type { JobletResources } from './resources.ts';

export function lower(resources: JobletResources): Network {
  const networks = declared(resources);
  const real = networks.flatMap((network) => subnetOf(network) ?? []);
  const made = new Map(real.map((subnet) => [subnet.id, subnet]));
  const standIns = standInSubnets(resources, made);
  const absent = standIns.flatMap(({ state, name }) => (state.is === 'unusable' && name ? [name] : []));
  const subnets = [...made.values(), ...standIns, hostSubnet([...made.values()])];
  return {
    provider: 'joblet',
    vpcs: new Map([[HOST, host([...made.values()])]]),
    subnets: sortById(subnets),
    filters: sortById(filters([...made.values()], absent)),
    routeTables: sortById(routeTables([...made.values()])),
    gateways: sortById(gateways()),
    interfaces: sortById(hostInterfaces([...made.values()])),
    gaps: gaps(resources),
    assumed: sentences(
      'the FORWARD policy of the host is ACCEPT: Docker sets it to DROP, and then custom networks have no internet (iptables -S FORWARD shows it)',
      ...(resources.complete
        ? []
        : ['networks that no list and no command of the input shows do not exist; bridge is 172.20.0.0/16']),
    ),
    plan: plan(resources, networks),
  };
}

const sentences = (...texts: readonly string[]): Network['assumed'] =>
  texts.map((text) => ({ about: 'packets', vpcs: [HOST], text }));

const host = (subnets: readonly Subnet[]) => ({
  id: HOST,
  word: 'Joblet host',
  blocks: subnets.flatMap(({ blocks }) => blocks),
  cidrs: union(...subnets.map(({ addresses }) => addresses)),
  state: USABLE,
  // Every job is given Google's name servers, which are on the internet; that network's range is no part of the host.
  dns: { support: known(true), hostnames: known(true), servers: known<readonly NameServer[]>(['provider']) },
  internetGateway: known(undefined),
  unlistedMachines: true as const,
});

function plan(resources: JobletResources, networks: readonly Declared[]): Plan {
  const { version, complete, workflows, uses } = resources;
  return {
    version: version.text,
    profile: version.profile,
    networks,
    complete,
    workflows: workflows.map((workflow) => ({
      ...workflow,
      jobs: workflow.jobs.map((job) => ({
        ...job,
        on: job.network?.text || 'bridge',
        subnet: jobSubnet(job, resources),
      })),
    })),
    uses,
  };
}

/** A variable in a command line: whatever it holds, the network is there and its range is not known. */
function gaps({ networks }: JobletResources): readonly Gap[] {
  const untold = networks.filter(({ cidr, source }) => source === 'created' && cidr === undefined);
  return untold.map(({ name, place }) => ({
    call: 'rnx network create',
    what: `the range of network ${name}`,
    why: `the command at ${place.file}:${place.line ?? 1} does not spell it out`,
    permission: 'none',
    settle: 'rnx network list --json > networks.json',
    hides: ['subnet'],
  }));
}
