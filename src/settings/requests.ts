/** The targets of a configuration as questions to the conductor. */
import { dirname, isAbsolute, join } from 'node:path';
import type { CheckRequest, PlacementRequest } from '../run-types.ts';
import type { Config, PlacementConfig, PortsConfig, TargetConfig } from './config.ts';
import { problem } from './load.ts';

/** Throws `config` where two targets have one name. */
export function requestsOf(config: Config): readonly CheckRequest[] {
  const { targets = [] } = config.content;
  targets.forEach(({ name }, i) => {
    const first = targets.findIndex((one) => one.name === name);
    if (name !== undefined && first < i)
      throw problem(
        config.at(['targets', i, 'name']),
        `two targets are called ${name}`,
        'rename one of them',
      );
  });
  return targets.map((target, i) => requestOf(config, target, i));
}

function requestOf(config: Config, target: TargetConfig, index: number): CheckRequest {
  checkSubject(config, target, index);
  const { name, inputs = [], call, client = [], require = [], assume = [], requirements } = target;
  const { provider, region, profile, project, jobletVersion } = target;
  return {
    ...(name !== undefined && { name }),
    asked: config.at(['targets', index]),
    ...(provider !== undefined && { provider }),
    ...(project !== undefined && { project }),
    ...(jobletVersion !== undefined && { jobletVersion }),
    inputs: inputs.map((input) => fromFolder(config.file, input)),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(call !== undefined && { call: fromFolder(config.file, call) }),
    placement: { ...placementOf(target.placement ?? {}), ...machinesOf(target) },
    client,
    require,
    assume,
    onPremises: config.content.onPremises ?? [],
    plan: config.content.plan ?? [],
    ...(requirements !== undefined && {
      requirements: typeof requirements === 'string' ? requirements : portsOf(requirements),
    }),
  };
}

/** A target is a snapshot or a network to ask about, not both and not neither. */
function checkSubject(config: Config, target: TargetConfig, index: number): void {
  const { inputs, call, project, provider, placement = {} } = target;
  const live = (['region', 'profile'] as const).find((key) => target[key] !== undefined);
  if (inputs && live)
    throw problem(
      config.at(['targets', index, live]),
      `targets.${index} has inputs, which are read, and a ${live}, which is asked`,
      'remove one of them',
    );
  const named = [inputs, live, call, project, placement.network_id];
  if (named.every((one) => one === undefined) && provider !== 'joblet')
    throw problem(
      config.at(['targets', index]),
      `targets.${index} names nothing to check`,
      'add inputs, files of the provider’s answers; or placement.network_id and region, to ask the provider',
    );
}

/** Paths count from the folder of the configuration. */
export const fromFolder = (file: string, path: string): string =>
  path === '-' || isAbsolute(path) || dirname(file) === '.' ? path : join(dirname(file), path);

const machinesOf = ({ workers, zone }: TargetConfig): PlacementRequest => ({
  ...(workers !== undefined && { workers }),
  ...(zone !== undefined && { zone }),
});

const KEYS = {
  network_id: 'networkId',
  scheduler_subnet_id: 'schedulerSubnetId',
  worker_subnet_id: 'workerSubnetId',
  firewall_id: 'firewallId',
  scheduler_firewall_id: 'schedulerFirewallId',
  scheduler: 'scheduler',
  worker: 'worker',
  give_scheduler_public_ip: 'schedulerPublicIp',
  give_workers_public_ip: 'workersPublicIp',
} as const satisfies Readonly<Record<keyof PlacementConfig, keyof PlacementRequest>>;

const placementOf = (placement: PlacementConfig): PlacementRequest =>
  Object.fromEntries(
    Object.entries(KEYS).flatMap(([theirs, ours]) => {
      const value = placement[theirs as keyof PlacementConfig];
      return value === undefined ? [] : [[ours, value]];
    }),
  );

const portsOf = ({ client, scheduler, workers = { from: 1024, to: 65535 } }: PortsConfig) => ({
  name: 'custom',
  client,
  scheduler,
  workers: [workers.from, workers.to] as const,
});
