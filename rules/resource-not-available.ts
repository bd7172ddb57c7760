import { defineRule, type Health, placedIds, type Ref, type Resource, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'resource-not-available',
  severity: 'error',
  title: 'A network or subnet of the placement is not available',
  needs: 'placement',
  reads: ['places'],
  docs: {
    what: `Looks at the state of the network and of the subnets that the placement names, and of the networks of those subnets.
Anything but the state in which the provider makes VMs is reported (AWS: \`available\`; Google Cloud: \`READY\`, and a purpose that
takes VMs: not the proxies of load balancers, nor Private Service Connect; no network that is made for RDMA interfaces).`,
    why: `A subnet that is still pending, has failed or is being deleted takes no VM, whatever its routes and filters allow.`,
    repair: `Wait until a pending one is available, which takes seconds, and read the network again; name another one otherwise.`,
    source:
      'Amazon EC2 API, Vpc.State and Subnet.State; Compute API, subnetworks: purpose, state, networks: networkProfile; Google Cloud VPC guide, "RDMA network profiles".',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --network-id vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/network-for-rdma --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/gcp/subnet-proxy-only --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/subnet-pending --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    const { network } = context;
    const ids = placedIds(context).map(({ id }) => id);
    const subnets = ids.flatMap((id) => network.subnets.get(id) ?? []);
    const vpcs = [...ids, ...subnets.map(({ vpc }) => vpc)].flatMap((id) => network.vpcs.get(id) ?? []);
    for (const one of new Set<Stateful>([...vpcs, ...subnets])) {
      const { state } = one;
      const resources: readonly Ref[] = [refOf(one)];
      if (state.is === 'unusable') {
        const symptom = `no VM starts in this ${one.word}`;
        const fix = state.cause === 'UNSUPPORTED' ? ANOTHER : WAIT;
        yield { message: `${one.word} ${one.id} takes no VM: ${state.why}`, resources, symptom, fix };
      }
      if (state.is === 'unknown') {
        const message = `whether the ${one.word} ${one.id} takes VMs is not known`;
        yield { kind: 'undecided', message, resources, required: true, reasons: [state.unknown] };
      }
    }
  },
});

type Stateful = Resource & { readonly state: Health };

const ANOTHER = { none: 'name another one: what it is made for cannot be changed' };
const WAIT = { none: 'a state is no setting: wait until it is available, or name another one' };
