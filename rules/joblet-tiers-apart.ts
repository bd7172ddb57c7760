import { type Context, defineRule, groupBy, type Place, type Problem, type Ref, textsOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-tiers-apart',
  severity: 'warning',
  title: 'Tiers that call each other are on networks that do not reach each other',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks at what is started together, in one workflow, one script or one block of a guide: networks whose names are those of
neighbouring tiers (\`dmz\`, \`app-tier\`, \`data-tier\`). Jobs that say so by \`requires\` are the subject of joblet-dependency-across-networks.`,
    why: `A job has one network, and Joblet drops what goes from one custom network to another: the web server of a three-tier
architecture never reaches its application, and that never reaches its database.`,
    repair: 'Put the tiers on one network, or hand data over by a volume.',
    source: 'Joblet, network/setup.go (the DROP pair between bridges), measured in both orders.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  options: {
    tiers: {
      what: 'the words of each tier in names of networks, the outermost tier first',
      default: [
        'dmz web www frontend front edge public proxy lb',
        'app api backend back service services',
        'db database data cache redis postgres mysql storage',
      ],
    },
  },
  *check(context, { tiers }) {
    const words = textsOf(tiers).map((line) => new Set(line.split(/\s+/)));
    const custom = new Set(
      context.network.plan?.networks.filter(({ builtin }) => !builtin).map(({ name }) => name),
    );
    for (const block of blocksOf(context)) {
      const known = block.filter(({ network }) => custom.has(network));
      yield* apart(known, words);
    }
  },
});

/** What runs on a network, and where it is written. */
interface Runner {
  readonly network: string;
  readonly label: string;
  readonly place: Place | undefined;
  /** Jobs that it waits for: their tier is told by another rule. */
  readonly requires: readonly string[];
  readonly name: string;
}

/** What is started together. */
function blocksOf({ network: { plan } }: Context): readonly (readonly Runner[])[] {
  const blocks = [...groupBy(plan?.uses ?? [], ({ block }) => block).values()].map((uses) =>
    uses.map(({ network, command }) => ({
      network: network.text,
      label: command,
      place: network.place,
      requires: [],
      name: '',
    })),
  );
  const workflows = (plan?.workflows ?? []).map(({ jobs }) =>
    jobs.map(({ on, name, network, requires }) => ({
      network: on,
      label: name,
      place: network?.place,
      requires: requires.map(({ job }) => job),
      name,
    })),
  );
  return [...blocks, ...workflows];
}

type Tiers = readonly ReadonlySet<string>[];

const tierOf = (network: string, tiers: Tiers): number =>
  tiers.findIndex((words) => network.split(/[-_]/).some((word) => words.has(word)));

/** One problem for each two neighbours among the tiers that are there. */
function* apart(block: readonly Runner[], tiers: Tiers): Generator<Problem> {
  const byNetwork = new Map<string, Runner>();
  for (const runner of block)
    if (tierOf(runner.network, tiers) >= 0 && !byNetwork.has(runner.network))
      byNetwork.set(runner.network, runner);
  const sorted = [...byNetwork.values()].sort((a, b) => tierOf(a.network, tiers) - tierOf(b.network, tiers));
  for (const [i, outer] of sorted.entries()) {
    const next = sorted.slice(i + 1).find((one) => tierOf(one.network, tiers) > tierOf(outer.network, tiers));
    if (!next || isTold(block, outer.network, next.network)) continue;
    yield {
      message: `${outer.label} on network ${outer.network} and ${next.label} on network ${next.network} are neighbouring tiers, and neither reaches the other`,
      resources: [refOfRunner(outer), refOfRunner(next)],
      symptom: 'a connection between the two times out',
      fix: {
        none: 'put both tiers on one network: a job has one, and Joblet drops what goes from one to another',
      },
    };
  }
}

/** Whether a requirement between the two networks is there to be judged. */
function isTold(block: readonly Runner[], one: string, two: string): boolean {
  const at = new Map(block.map(({ name, network }) => [name, network]));
  return block.some(({ network, requires }) =>
    requires.some((job) => {
      const other = at.get(job);
      return (network === one && other === two) || (network === two && other === one);
    }),
  );
}

const refOfRunner = ({ network, place }: Runner): Ref => ({
  id: network,
  word: 'network',
  ...(place && { place }),
});
