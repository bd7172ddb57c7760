/** Tells Joblet's documents by their content: lists of networks as JSON or text, workflows, command lines. */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type { Recognised, Recogniser } from '../../snapshot/recogniser.ts';
import { CALLS } from './documents.ts';
import { fencedBlocks, isMarkdown } from './read/markdown.ts';

const texts = (value: JsonObject, ...keys: readonly string[]): boolean =>
  keys.every((key) => typeof value[key] === 'string');

const isNetwork = (value: unknown): boolean => isObject(value) && texts(value, 'name', 'cidr', 'bridge');

function recognise(body: JsonObject): readonly Recognised[] {
  const { networks } = body;
  if (Array.isArray(networks) && networks.every(isNetwork)) return [{ call: CALLS.list }];
  const values = Object.values(body);
  const isState =
    values.length > 0 && values.every((value) => isObject(value) && texts(value, 'cidr', 'bridge'));
  return isState ? [{ call: CALLS.state }] : [];
}

const TABLE = /^(?:NAME\s+CIDR\s+BRIDGE\s*$|No networks found)/m;
const WORKFLOW = /^(?:jobs|workflows)[ \t]*:/m;
/** What a job of Joblet has, and what others call a job mostly has not. */
const JOB_KEY = /(?:^[ \t]+(?:-[ \t]+)?|[{,][ \t]*)["']?(?:command|runtime|network)["']?[ \t]*:/m;
/** GitHub Actions, Azure Pipelines, CircleCI and Concourse have `jobs:` too, and `command:` somewhere below. */
const OTHER_WORKFLOW = new RegExp(
  [
    '^["\']?on["\']?[ \\t]*:',
    '^(?:orbs|executors|pool|stages|trigger|resource_types)[ \\t]*:',
    '^[ \\t]+(?:-[ \\t]+)?(?:runs-on|steps|plan)[ \\t]*:',
    '^[ \\t]*-[ \\t]+(?:job|deployment|template)[ \\t]*:',
  ].join('|'),
  'm',
);
const COMMANDS = /\brnx\b[^\n]*\b(?:network|run)\b/;

const isWorkflow = (text: string): boolean =>
  WORKFLOW.test(text) && JOB_KEY.test(text) && !OTHER_WORKFLOW.test(text);

function recogniseText(text: string, path: string): readonly Recognised[] {
  if (isMarkdown(text, path)) return fencedBlocks(text).flatMap(block);
  return block({ text, line: 1 });
}

function block(body: { readonly text: string; readonly line: number }): readonly Recognised[] {
  const { text } = body;
  if (isWorkflow(text)) return [{ call: CALLS.workflow, body: { ...body } }];
  if (TABLE.test(text)) return [{ call: CALLS.table, body: { ...body } }];
  return COMMANDS.test(text) ? [{ call: CALLS.script, body: { ...body } }] : [];
}

export const recogniser: Recogniser = {
  provider: 'joblet',
  example: 'rnx network list --json > networks.json',
  // The Python SDK prints the list alone, and so does an `rnx network list --json` that has nothing to list.
  bareList: 'networks',
  recognise,
  recogniseText,
  reads: (call) => Object.values<string>(CALLS).includes(call),
  incomplete: () => [],
  scope: () => ({}),
  sets: { networks: ['name'] },
};
