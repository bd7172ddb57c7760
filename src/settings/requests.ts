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
  const { name, provider, inputs, client = [], require = [], assume = [], requirements } = target;
  return {
    ...(name !== undefined && { name }),
    asked: config.at(['targets', index]),
    ...(provider !== undefined && { provider }),
    inputs: inputs.map((input) => fromFolder(config.file, input)),
    placement: { ...placementOf(target.placement ?? {}), ...workersOf(target) },
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

/** Paths count from the folder of the configuration. */
export const fromFolder = (file: string, path: string): string =>
  path === '-' || isAbsolute(path) || dirname(file) === '.' ? path : join(dirname(file), path);

const workersOf = ({ workers }: TargetConfig): PlacementRequest => (workers === undefined ? {} : { workers });

const KEYS = {
  network_id: 'networkId',
  scheduler_subnet_id: 'schedulerSubnetId',
  worker_subnet_id: 'workerSubnetId',
  firewall_id: 'firewallId',
  scheduler_firewall_id: 'schedulerFirewallId',
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
