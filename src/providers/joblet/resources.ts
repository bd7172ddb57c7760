/** The decoded input: networks as declared, workflows as written, commands that use networks. Changes are applied here. */
import type { Place } from '../../model/network.ts';
import type { Job, NetworkUse, Text, Workflow } from '../../model/plan.ts';
import type { Version } from './versions.ts';

export interface JobletResources {
  readonly version: Version;
  /** In the order of the input: of two with one name the first is the one that Joblet makes. */
  readonly networks: readonly NetworkEntry[];
  /** Joblet itself listed its networks: what is not among them does not exist. */
  readonly complete: boolean;
  readonly workflows: readonly WorkflowEntry[];
  readonly uses: readonly NetworkUse[];
}

export interface NetworkEntry {
  readonly name: string;
  /** As written; undefined where a variable or nothing stands there. */
  readonly cidr: string | undefined;
  /** Empty where Joblet derives it. */
  readonly bridge: string;
  readonly source: 'listed' | 'created';
  readonly place: Place;
  /** What a person wrote beside the command. */
  readonly comment?: Text;
}

export type JobEntry = Omit<Job, 'on' | 'subnet'>;

export interface WorkflowEntry extends Omit<Workflow, 'jobs'> {
  readonly jobs: readonly JobEntry[];
}
