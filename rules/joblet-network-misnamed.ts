import {
  type DeclaredNetwork,
  defineRule,
  matches,
  type Plan,
  type Problem,
  refOf,
  type Severity,
  textsOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-network-misnamed',
  severity: 'error',
  title: 'A network has a name that Joblet, or the convention, does not take',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks at the name of every network that a command creates or a list shows: the names of the modes (\`bridge\`, \`isolated\`, \`none\`) are
reserved; a space or a slash makes no interface; from version 3 on only letters, digits, \`-\` and \`_\` are taken; two networks whose
bridges have one name share it. \`host\`, \`default\` and \`all\` are taken by Joblet and mistaken by people: a warning. Names outside of the
option \`conventions\` are a note.`,
    why: 'rnx refuses a reserved name. A name that makes no interface is accepted, and the first job on the network fails.',
    repair: 'Use a short name of letters, digits and dashes that is no mode.',
    source:
      'Joblet, internal/rnx/resources/network.go (reserved names), domain/network.go (3.x); the error of `ip` was measured with iproute2 6.1.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/misnamed'] },
  options: {
    conventions: {
      what: 'the names that networks may have, with `*` for anything ("prod-*"); empty: any',
      default: [],
    },
  },
  *check({ network: { plan } }, { conventions }) {
    for (const declared of plan?.networks ?? []) {
      if (!plan || (declared.builtin && declared.source !== 'created')) continue;
      if (declared.name.includes('$')) continue;
      const fault = faultOf(declared, plan) ?? outside(declared, textsOf(conventions));
      if (fault) yield { resources: [refOf(declared)], ...fault };
    }
    yield* shared(plan?.networks ?? []);
  },
});

type Fault = Omit<Problem, 'resources'>;

const RENAME = 'a network cannot be renamed: create it with another name';
/** domain.IsValidNetworkName of 3.x. */
const STRICT = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;
const MISTAKEN = ['host', 'default', 'all'];

function faultOf({ name, builtin, bridge }: DeclaredNetwork, plan: Plan): Fault | undefined {
  if (builtin)
    return told(`${name} is a mode of Joblet, and no network can be created with that name`, {
      symptom: `rnx refuses it: "cannot use reserved network name: ${name}"`,
    });
  if (name === '')
    return told('a network is created without a name', {
      symptom: 'the server refuses it: "network name cannot be empty"',
    });
  if (/[\s/]/.test(name))
    return told(`network ${JSON.stringify(name)} has a name that makes no interface`, {
      symptom: `its first job fails: argument "${bridge}" is wrong: "dev" not a valid ifname`,
    });
  if (plan.profile === 'L' && !STRICT.test(name))
    return told(`network ${name} has a name with other characters than letters, digits, - and _`, {
      symptom: 'the server refuses it',
    });
  if (MISTAKEN.includes(name))
    return told(`network ${name} has a name that reads like a mode, and is a network like any other`, {
      severity: 'warning',
      symptom: `a job with --network=${name} is on a bridge of its own, behind NAT`,
    });
  return undefined;
}

const told = (message: string, more: { readonly symptom: string; readonly severity?: Severity }): Fault => ({
  message,
  ...more,
  fix: { none: RENAME },
});

function outside({ name, builtin }: DeclaredNetwork, conventions: readonly string[]): Fault | undefined {
  if (builtin || conventions.length === 0 || conventions.some((one) => matches(name, one))) return undefined;
  return {
    message: `network ${name} has a name outside of the convention (${conventions.join(', ')})`,
    severity: 'note',
    fix: { none: RENAME },
  };
}

/** A list can show a bridge that is not derived from its network's name. */
function* shared(networks: readonly DeclaredNetwork[]): Generator<Problem> {
  const owners = new Map<string, DeclaredNetwork>();
  for (const declared of networks.filter(({ builtin, source }) => !builtin || source !== 'created')) {
    const owner = owners.get(declared.bridge);
    if (!owner) owners.set(declared.bridge, declared);
    else if (owner.name !== declared.name)
      yield {
        message: `networks ${owner.name} and ${declared.name} have one bridge, ${declared.bridge}`,
        resources: [refOf(declared), refOf(owner)],
        symptom: 'the second network gets the bridge and the gateway of the first: its jobs have no way out',
        fix: { none: RENAME },
      };
  }
}
