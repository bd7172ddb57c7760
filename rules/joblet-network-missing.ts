import {
  type Change,
  type Context,
  defineRule,
  type Fix,
  makeNetwork,
  misspelt,
  type Problem,
  type Ref,
  refOf,
  type Text,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-network-missing',
  severity: 'error',
  title: 'A job names a network that nobody created',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Compares the networks that workflows and \`rnx run\` lines name with those that are listed or created in the input. One finding
a name. Where the input has no custom network at all, whether one exists is not known, and the rule says so.`,
    why: 'rnx refuses the workflow; a single job is accepted and fails when it starts. There is no network `host` in Joblet.',
    repair: 'Create the network first, or name one that exists.',
    source: 'Joblet, internal/rnx/jobs/run.go and the network store.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check(context) {
    const plan = context.network.plan;
    if (!plan) return;
    const declared = new Set([...BUILT_IN, ...plan.networks.map(({ name }) => name)]);
    const known = plan.complete || plan.networks.some(({ builtin }) => !builtin);
    for (const [name, refs] of namedIn(context)) {
      if (declared.has(name)) continue;
      if (known || name === 'host') yield missing(context, name, refs);
      else
        yield {
          kind: 'undecided',
          message: `whether network ${name} exists is not known`,
          resources: refs,
          key: name,
          required: true,
          reasons: [
            {
              cause: 'UNKNOWN_RESOURCE',
              why: 'the input has no list of networks',
              settle: 'add the answer of `rnx network list --json`',
            },
          ],
        };
    }
  },
});

const BUILT_IN = ['bridge', 'isolated', 'none'];

/** By name, everything that asks for it. */
function namedIn({ network }: Context): ReadonlyMap<string, readonly Ref[]> {
  const named = new Map<string, Ref[]>();
  const note = ({ text, place }: Text, id: string, word: string): void => {
    named.set(text, [...(named.get(text) ?? []), { id, word, place }]);
  };
  for (const { jobs } of network.plan?.workflows ?? [])
    for (const job of jobs)
      if (job.network && !isPlaceholder(job.network)) note(job.network, job.id, refOf(job).word);
  for (const { network: asked, command } of network.plan?.uses ?? []) note(asked, command, 'command');
  return named;
}

/** In a guide, `<name>` is what its reader fills in. */
const isPlaceholder = ({ text, place }: Text): boolean =>
  /^<.*>$/.test(text) && /\.(?:md|markdown)$/i.test(place.file);

const missing = (context: Context, name: string, refs: readonly Ref[]): Problem => ({
  message:
    name === 'host'
      ? `network host is named, and Joblet has no such mode`
      : `network ${name} is named, and nothing in the input creates it`,
  resources: refs,
  key: name,
  symptom: `a workflow is refused: "network validation failed: missing networks: [${name}]"; a single job fails: "failed to allocate IP: no IP pool found for network: ${name}"`,
  fix:
    name === 'host'
      ? { none: 'Joblet cannot put a job on the network of its host' }
      : (renamed(context, name, refs) ??
        makeNetwork(context, name, 'create the network with a free range first')),
});

/** A network that exists and has nearly the same name is the one that was meant. */
function renamed({ network: { plan } }: Context, name: string, refs: readonly Ref[]): Fix | undefined {
  const others = (plan?.networks ?? []).filter(({ builtin }) => !builtin);
  const after = misspelt(
    name,
    others.map((one) => one.name),
  );
  const [first, ...rest] = refs.flatMap(({ place }): readonly Change[] =>
    place && after !== undefined ? [{ kind: 'edit', place, before: name, after }] : [],
  );
  return first && { changes: [first, ...rest] };
}
