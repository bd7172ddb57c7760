import {
  type CallEntry,
  callRef,
  defineRule,
  editFix,
  type Fix,
  pathText,
  secretVariable,
  valuesOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'secret-in-call',
  severity: 'warning',
  title: 'A credential stands in the call in plain text',
  needs: 'call',
  docs: {
    what: `Looks for texts where the call takes a credential (\`aws_secret_access_key\`, \`gcp_service_creds_dict\`, \`registry_access_token\`), for
texts under any name that promises one, and for texts that have the form of a key wherever they stand. byo-net drops such a text while it reads: no
format of the report holds it.`,
    why: `Whoever can read the file, its history, or a copy of the notebook has the key.`,
    repair: `Look it up where the call runs, as in \`os.environ["AWS_SECRET_ACCESS_KEY"]\`, and replace the key that was written down: it is known.`,
    source: 'AWS, "Best practices for managing AWS access keys".',
  },
  examples: {
    good: ['fixtures/aws/guide --call fixtures/calls/current.py'],
    bad: ['--call fixtures/calls/plain-secret.py'],
  },
  *check({ call }) {
    for (const { path, value, entry } of call ? valuesOf(call) : []) {
      if (value.is !== 'secret') continue;
      yield {
        message: `${pathText(path)} is written in plain text`,
        resources: [callRef(pathText(path), 'argument', value.place)],
        symptom: 'whoever reads the file or its history has the credential; replace it after it is taken out',
        fix: fixOf(path, entry),
      };
    }
  },
});

function fixOf(path: readonly (string | number)[], { name }: CallEntry): Fix {
  const variable = path.length === 1 ? secretVariable(name) : undefined;
  return variable === undefined
    ? { none: 'look it up where the call runs: os.environ' }
    : editFix({ do: 'set', at: path, value: { environment: variable } });
}
