/** `job:[file#]name`: a job of a workflow, on the network that it is put on. */
import type { VmSpot } from '../model/endpoint.ts';
import type { Network } from '../model/network.ts';
import type { Job } from '../model/plan.ts';
import { didYouMean, listed } from './near.ts';
import { fail, found, type Resolved } from './resolved.ts';

/** `text` is what follows `job:`. */
export function resolveJob(text: string, network: Network): Resolved {
  const jobs = jobsOf(network);
  const named = jobs.filter(({ id, name }) => id === text || name === text);
  const [job, another] = named;
  if (job && another)
    return fail(
      `job:${text} is in ${named.length} workflows`,
      `name one of them: ${listed(named.map(({ id }) => `job:${id}`))}`,
    );
  const spot = job && spotOfJob(job, network);
  if (spot) return found(spot.label, [spot]);
  if (jobs.length === 0) return fail(`there is no job ${text}`, 'name the workflow file that has it');
  const names = jobs.map(({ name }) => name);
  return fail(`there is no job ${text}`, didYouMean(text, names) ?? `the jobs are ${listed(names)}`);
}

export const jobsOf = ({ plan }: Network): readonly Job[] =>
  plan?.workflows.flatMap(({ jobs }) => jobs) ?? [];

/** A job has any address of its network; what leaves it leaves by the host's address. */
export function spotOfJob({ name, subnet: id, on }: Job, network: Network): VmSpot | undefined {
  const subnet = network.subnets.get(id);
  return (
    subnet && {
      kind: 'vm',
      label: `job ${name} (${on})`,
      vpc: subnet.vpc,
      subnet: id,
      addresses: subnet.usable,
      filters: undefined,
      publicAddress: true,
    }
  );
}
