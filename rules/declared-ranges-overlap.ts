import {
  type Cidr,
  type Context,
  type DeclaredNetwork,
  defineRule,
  type Fix,
  formatCidr,
  makeAnew,
  type Problem,
  refOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'declared-ranges-overlap',
  severity: 'error',
  title: 'Two networks are declared with ranges that overlap',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Compares the range of every declared network with that of every other, Joblet's own bridge and isolated range among them:
one finding a pair. Two declarations of one name are the subject of joblet-network-redefined.`,
    why: `Joblet 2.11.3 and later accepts the second network. The bridges then claim the same addresses: jobs in the shared range lose
the internet and each other, and nothing says so.`,
    repair:
      'Give one of the two a range of its own; `byo-net config` writes the `rnx network` lines with free ranges.',
    source:
      'Joblet, adapters/network_store_adapter.go: a create checks the CIDR text and the name; the loss was measured by replaying its commands.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check(context) {
    // In order of their first addresses: networks that share nothing are hardly ever compared.
    let open: Ranged[] = [];
    for (const two of byFirst(context.network.plan?.networks ?? [])) {
      open = open.filter(({ block }) => block.last >= two.block.first);
      for (const one of open)
        yield* one.index < two.index ? pair(context, one, two) : pair(context, two, one);
      open.push(two);
    }
  },
});

/** `index`: where it is declared among the others. */
type Ranged = DeclaredNetwork & { readonly block: Cidr; readonly index: number };

const byFirst = (networks: readonly DeclaredNetwork[]): readonly Ranged[] =>
  networks
    .flatMap((one, index) => (one.block ? [{ ...one, block: one.block, index }] : []))
    .sort((a, b) =>
      a.block.first < b.block.first ? -1 : a.block.first > b.block.first ? 1 : a.index - b.index,
    );

/** Two networks that share addresses, in the order of their declarations. */
function* pair(context: Context, one: Ranged, two: Ranged): Generator<Problem> {
  if (one.name === two.name) return;
  const [primary, other] = one.builtin ? [two, one] : [one, two];
  const ranges = [primary, other].map(({ name, block }) => `${name} ${formatCidr(block)}`);
  yield {
    message: `${ranges.join(' overlaps ')}`,
    resources: [refOf(primary), refOf(other)],
    symptom: 'jobs in the shared range lose the internet and each other; Joblet reports no error',
    fix: apart(context, primary, other),
  };
}

/** Whichever of the two the plan moves: the one that it keeps has a sound range. */
function apart(context: Context, one: DeclaredNetwork, two: DeclaredNetwork): Fix {
  const none = 'a range cannot be changed: remove one network and create it with a range of its own';
  const fix = makeAnew(context, one, none);
  return 'none' in fix ? makeAnew(context, two, none) : fix;
}
