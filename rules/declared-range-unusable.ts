import {
  addressSet,
  type Cidr,
  cidrSet,
  type DeclaredNetwork,
  defineRule,
  formatCidr,
  isSubset,
  makeAnew,
  overlaps,
  refOf,
  type Severity,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'declared-range-unusable',
  severity: 'error',
  title: 'A network is declared with a range that does not work',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks at the range of every declared network: an error where it is no IPv4 block, where it lies in a range of the system (loopback,
link-local, multicast), where it holds no job (/31, /32) or more than Joblet can list (/8 and wider); a warning for host bits, for
public addresses, for a /30 (one job) and for /9 to /12.`,
    why: `Joblet 2.11.3 and later reads the text and asks nothing else. It writes down every address of the range when the network is
created: a /8 takes half a gigabyte, a /0 never ends. A range of public addresses hides those from its jobs.`,
    repair: 'Use a private block between /13 and /29, written with its first address.',
    source: 'Joblet, adapters/network_store_adapter.go; the sizes follow from how it makes its address pool.',
  },
  examples: {
    good: ['fixtures/joblet/clean'],
    bad: ['fixtures/joblet/ranges', 'fixtures/joblet/guide/guide.md'],
  },
  *check(context) {
    for (const declared of context.network.plan?.networks ?? []) {
      const fault = declared.builtin ? undefined : faultOf(declared);
      if (!fault) continue;
      yield {
        ...fault,
        resources: [refOf(declared)],
        fix: makeAnew(context, declared, 'a range cannot be changed: create the network with another one'),
      };
    }
  },
});

interface Fault {
  readonly message: string;
  readonly symptom: string;
  readonly severity: Severity;
}

const SYSTEM = addressSet(['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3']);
const PRIVATE = addressSet(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);

/** The gravest one. */
function faultOf({ name, cidr, block }: DeclaredNetwork): Fault | undefined {
  if (cidr === undefined) return undefined;
  const say = (severity: Severity, message: string, symptom: string): Fault => ({
    severity,
    message,
    symptom,
  });
  if (!block || !cidr.includes('/'))
    return say(
      'error',
      `network ${name} is declared with ${cidr}, which is no CIDR block`,
      `it is not created: "network config validation failed: invalid CIDR: ${cidr}"`,
    );
  if (block.family === 6)
    return say(
      'error',
      `network ${name} is declared with ${cidr}, and Joblet has IPv4 only`,
      'the create call lists the addresses of the range one by one, and does not end; its gateway would be 0.0.0.1',
    );
  return sizeFault(name, block, say) ?? placeFault(name, cidr, block, say);
}

type Say = (severity: Severity, message: string, symptom: string) => Fault;

const WIDE = 'Joblet writes down every address of the range when the network is created';

function sizeFault(name: string, { length, ...at }: Cidr, say: Say): Fault | undefined {
  const range = formatCidr({ ...at, length });
  const addresses = (2 ** (32 - length)).toLocaleString('en');
  if (length <= 8)
    return say(
      'error',
      `network ${name} has ${addresses} addresses (${range})`,
      `${WIDE}: the call runs out of memory`,
    );
  if (length >= 31)
    return say(
      'error',
      `network ${name} has no address for a job (${range})`,
      `each job fails: "failed to allocate IP: no available IP addresses in network: ${name}"`,
    );
  if (length <= 12)
    return say('warning', `network ${name} has ${addresses} addresses (${range})`, `${WIDE}, and keeps them`);
  if (length === 30)
    return say(
      'warning',
      `network ${name} has one address for a job (${range})`,
      `a second job fails: "failed to allocate IP: no available IP addresses in network: ${name}"`,
    );
  return undefined;
}

function placeFault(name: string, cidr: string, block: Cidr, say: Say): Fault | undefined {
  if (overlaps(cidrSet(block), SYSTEM))
    return say(
      'error',
      `network ${name} lies in a range of the system (${formatCidr(block)})`,
      'the host does not route these addresses: its jobs reach nothing',
    );
  if (block.hasHostBits)
    return say(
      'warning',
      `network ${name} is declared with ${cidr}, whose block is ${formatCidr(block)}`,
      'Joblet keeps the text as it is: what reads its list sees another range than its jobs have',
    );
  if (!isSubset(cidrSet(block), PRIVATE))
    return say(
      'warning',
      `network ${name} has public addresses (${formatCidr(block)})`,
      'what the internet has at these addresses cannot be reached from the host and its jobs',
    );
  return undefined;
}
