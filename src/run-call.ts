/** What a check makes of a person's own call: it is read, joined with the flags, and reported beside the network. */
import { editCall, editsOf } from './call/edit.ts';
import {
  argumentOf,
  entryOf,
  NETWORK_IDS,
  NETWORK_KEYS,
  networkOf,
  placementIn,
  textIn,
} from './call/placement.ts';
import { printCall } from './emit/call.ts';
import type { RuleProblem } from './lint/analysis.ts';
import { meantBackend } from './lint/call.ts';
import type { Call, CallEdit } from './model/call.ts';
import type { Network } from './model/network.ts';
import type { OpenedNetwork } from './providers/provider.ts';
import type { Locator } from './report/place.ts';
import type { CallReport, ConfigReport, FixReport, TargetReport } from './report/types.ts';
import type { CheckRequest, Io } from './run-types.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { readText, withoutMark } from './snapshot/text.ts';

/** The calls of a file, or of standard input. The grammar of Python loads here. Throws `input`. */
export async function callsOf(file: string, io: Io): Promise<readonly Call[]> {
  const text = file === '-' ? withoutMark(await io.readStdin()) : await readText(file);
  const { readCalls } = await import('./call/read.ts');
  return readCalls(file, text);
}

/** Nothing but the call is to be checked: no snapshot, and no word of a network to ask the cloud about. */
export const isAlone = ({ call, inputs, snapshot, placement, ...live }: CheckRequest): boolean =>
  call !== undefined &&
  inputs.length === 0 &&
  [snapshot, placement.networkId, live.provider, live.region, live.profile, live.project].every(
    (one) => one === undefined,
  );

/** The question with the call's ids, project and zone where no flag gives one. */
export function withCall(request: CheckRequest, call: Call): CheckRequest {
  const { project, zone } = gcpPlaceIn(call);
  return {
    ...(project !== undefined && { project }),
    ...request,
    placement: { ...placementIn(call), ...(zone !== undefined && { zone }), ...request.placement },
  };
}

/** Where on Google Cloud the call has the VMs made; a zone that is not in its own region is the call's mistake. */
function gcpPlaceIn(call: Call): { readonly project?: string; readonly zone?: string } {
  if (meantBackend(call) !== 'gcp') return {};
  const [project, region, zone] = ['gcp_project_id', 'gcp_region', 'gcp_zone'].map((name) =>
    textIn(argumentOf(call, name)),
  );
  return {
    ...(project && { project }),
    ...(region && zone?.startsWith(`${region}-`) && { zone }),
  };
}

/** A flag settles what the call leaves open. */
export function settled(call: Call, { placement }: CheckRequest): Call {
  const network = networkOf(call);
  const edits = NETWORK_KEYS.flatMap((key): readonly CallEdit[] => {
    const value = placement[NETWORK_IDS[key]];
    const isOpen = network !== undefined && entryOf(network, key)?.value.is === 'unknown';
    return isOpen && value !== undefined ? [{ do: 'set', at: ['network', key], value }] : [];
  });
  return editCall(call, edits);
}

/** Several calls of one file are told apart by their order. */
export const numbered = (request: CheckRequest, number: number | undefined): CheckRequest =>
  number === undefined ? request : { ...request, name: `${request.name ?? request.call} call ${number}` };

/** A call, and whether a network is read beside it. */
export interface Called {
  readonly call: Call;
  /** Nothing else was read. */
  readonly alone: boolean;
}

/** What stands for the network of a check that reads none. */
export const nothingRead = (call: Call): { readonly opened: OpenedNetwork; readonly snapshot: Snapshot } => {
  const network = emptyNetwork(call);
  return {
    opened: { network, changed: () => network, commands: () => [] },
    snapshot: { documents: [], gaps: [], ignored: [] },
  };
};

const emptyNetwork = (call: Call): Network => ({
  provider: meantBackend(call) ?? 'aws',
  vpcs: new Map(),
  subnets: new Map(),
  filters: new Map(),
  routeTables: new Map(),
  gateways: new Map(),
  interfaces: new Map(),
  gaps: [],
  assumed: [],
});

/** What the fixes change in the call. */
export const editsIn = (proven: readonly { readonly problem: RuleProblem; readonly fix: FixReport }[]) =>
  proven.flatMap(({ problem: { problem }, fix }) =>
    'changes' in problem.fix && 'commands' in fix && !fix.containedIn ? editsOf(problem.fix.changes) : [],
  );

export function callReport({ call, alone }: Called, edits: readonly CallEdit[], locate: Locator): CallReport {
  const corrected = printCall(editCall(call, edits));
  return { form: call.form, place: locate(call.place), alone, changed: edits.length > 0, corrected };
}

const NO_NETWORK = 'no network was read: only the call was checked';

/** A call alone proves nothing about its network, and is withheld for its own errors only. */
export const withoutNetwork = (target: TargetReport): TargetReport => ({
  ...target,
  config: configAlone(target),
});

function configAlone({ config, findings, undecided }: TargetReport): ConfigReport {
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const open = undecided.filter(({ required }) => required).map(({ message }) => message);
  return {
    ...config,
    state: errors.length > 0 ? 'withheld' : 'unproven',
    missing: [...errors, ...open, ...(errors.length > 0 ? [] : [NO_NETWORK])],
  };
}
