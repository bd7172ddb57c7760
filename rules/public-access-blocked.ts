/** Block Public Access stands between the cluster and the internet. */
import {
  type Context,
  defineRule,
  internetDoor,
  isKnown,
  type Problem,
  type PublicAccess,
  type Role,
  refOf,
  settingEvidence,
  tableOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'public-access-blocked',
  severity: 'error',
  title: 'Block Public Access cuts a public role off',
  needs: 'roles',
  reads: ['routes', 'internet gateways', 'public access'],
  docs: {
    what: 'Looks at the effective Block Public Access mode of each role’s subnet where its VMs have a public address and leave by an internet gateway.',
    why: 'The setting is the account’s, outside every route table and security group, so nothing in the VPC shows it. `block-bidirectional` stops both ways; `block-ingress` stops inbound connections **and the outbound ones of VMs with public addresses**: only NAT gateways and egress-only gateways get out.',
    repair:
      'Except the subnet from the block with an exclusion, or give the VMs no public address and let them leave by a NAT gateway, which `block-ingress` lets through.',
    source:
      'Amazon VPC user guide, "Block public access to VPCs and subnets"; `Subnet.BlockPublicAccessStates`.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet', 'fixtures/aws/bpa-excluded --client internet'],
    bad: [
      'fixtures/aws/bpa-block-ingress --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const role of context.workload.roles) {
      const mode = isKnown(role.subnet.publicAccess) ? role.subnet.publicAccess.value : 'open';
      if (mode !== 'open' && isPublic(context, role)) yield blocked(role, mode);
    }
  },
});

/** Whether the role's VMs stand face to face with the internet gateway. */
function isPublic({ network }: Context, role: Role): boolean {
  const table = tableOf(network, role.subnet.id);
  const door = table && internetDoor(network, table, role.subnet.id, true);
  const leaves = table?.routes.some(({ target }) => target.kind === 'gateway' && target.id === door?.gateway);
  return role.spot.publicAddress !== false && leaves === true;
}

const blocked = (role: Role, mode: PublicAccess): Problem => ({
  message: `Block Public Access is ${mode} in ${role.subnet.id}, where the ${role.name} has a public address`,
  resources: [refOf(role.subnet)],
  lines: [settingEvidence(role.subnet, mode, `InternetGatewayBlockMode ${mode}`)],
  symptom:
    mode === 'block-ingress'
      ? 'nobody on the internet reaches these VMs, and they reach nothing by their public address either'
      : 'nothing passes between this subnet and the internet',
  fix: {
    changes: [{ kind: 'exclude-from-public-access-block', subnet: role.subnet.id, mode: 'bidirectional' }],
  },
});
