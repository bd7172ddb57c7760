/** Tells Joblet's documents by their content: lists of networks as JSON or text, workflows, command lines. */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type { Recognised, RecognisedText, Recogniser } from '../../snapshot/recogniser.ts';
import { CALLS, type Call, type TextBody } from './documents.ts';
import { hereDocuments } from './read/heredoc.ts';
import { fencedBlocks, isMarkdown } from './read/markdown.ts';
import { yamlFault } from './read/yaml.ts';

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

function recogniseText(text: string, path: string): RecognisedText {
  const isGuide = isMarkdown(text, path);
  const bodies = isGuide ? fencedBlocks(text) : [{ text, line: 1 }];
  return joined(bodies.map((body) => blockOf(body, isGuide)));
}

const joined = (all: readonly RecognisedText[]): RecognisedText => ({
  answers: all.flatMap(({ answers }) => answers),
  unread: all.flatMap(({ unread }) => unread),
});

/**
 * One text, and the texts that it writes to files (`cat > w.yaml << EOF`). `isPart`: it is a part of something that
 * people read, and may only look like a workflow. A file of its own is one, and what is wrong with it is an error.
 */
function blockOf(body: TextBody, isPart: boolean): RecognisedText {
  const { rest, documents } = hereDocuments(body);
  if (documents.length > 0 && !isWorkflow(rest.text))
    return joined([answer(body, callOf(rest.text)), ...documents.map((document) => blockOf(document, true))]);
  if (!isWorkflow(body.text)) return answer(body, callOf(body.text));
  const fault = isPart ? faultOf(body) : undefined;
  return fault === undefined
    ? answer(body, CALLS.workflow)
    : { ...answer(body, callOf(body.text)), unread: [fault] };
}

const answer = (body: TextBody, call: Call | undefined): RecognisedText => ({
  answers: call === undefined ? [] : [{ call, body: { ...body } }],
  unread: [],
});

/** What a text is that is no workflow. */
function callOf(text: string): Call | undefined {
  if (TABLE.test(text)) return CALLS.table;
  return COMMANDS.test(text) ? CALLS.script : undefined;
}

/** Why a block is no workflow, though it has the words of one. */
function faultOf({ text, line }: TextBody): string | undefined {
  const fault = yamlFault(text);
  return (
    fault &&
    `the block at line ${line} is not read as a workflow: ${fault.fact} (line ${line + fault.position.line - 1})`
  );
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
