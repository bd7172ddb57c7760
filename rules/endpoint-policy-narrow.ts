/** What an endpoint's policy does not allow, its service refuses. */
import {
  type Context,
  clusterTables,
  defineRule,
  type EndpointPolicy,
  endpointsFor,
  hostsCalled,
  isKnown,
  type Problem,
  type Resource,
  refOf,
  settingEvidence,
  type Undecided,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'endpoint-policy-narrow',
  severity: 'warning',
  title: 'The policy of an endpoint does not let everything pass',
  needs: 'roles',
  reads: ['endpoints'],
  providers: ['aws'],
  docs: {
    what: `Looks at the policies of the endpoints by which the cluster reaches ECR, S3, STS and CloudWatch Logs: gateway endpoints that a
route table of its subnets leads to, and interface endpoints that take the service's names over. The rule quotes each statement of a policy that is not the
default one (everybody may do everything); whether the statements allow what the cluster does is for a person to say.`,
    why: `A policy of S3's endpoint that allows one's own bucket alone refuses the layers of container images, which ECR keeps in a bucket
of its own (\`prod-<region>-starport-layer-bucket\`), and every package mirror on S3: downloads end in "403 Forbidden", not in a time-out.`,
    repair: `Allow \`s3:GetObject\` on the bucket of the image layers and on what else the cluster reads; or go back to the default policy
(\`aws ec2 modify-vpc-endpoint --reset-policy\`) where nothing speaks against it.`,
    source:
      'AWS PrivateLink guide, "Control access using endpoint policies"; Amazon ECR guide, "Minimum Amazon S3 bucket permissions".',
  },
  examples: {
    good: [
      'fixtures/aws/guide --client internet',
      'fixtures/aws/endpoint-open --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/endpoint-policy --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const endpoint of endpointsOf(context)) {
      const { policy } = endpoint;
      if (!isKnown(policy)) yield unread(endpoint, policy.unknown);
      else if (policy.value.length > 0) yield narrow(endpoint, policy.value);
    }
  },
});

type Guarded = Resource & {
  readonly service: string;
  readonly hosts: readonly string[];
  readonly policy: EndpointPolicy;
};

/** Those that the cluster's calls go through, each once. */
function endpointsOf(context: Context): Iterable<Guarded> {
  const { network, workload } = context;
  const byInterface = workload.roles.flatMap((role) => endpointsFor(network, role));
  const all: readonly Guarded[] = [...gatewayEndpoints(context), ...byInterface];
  return new Map(all.map((one) => [one.id, one])).values();
}

function gatewayEndpoints(context: Context): readonly Guarded[] {
  return clusterTables(context).flatMap(({ routes, region }) =>
    routes.flatMap(({ target }) => {
      const door = target.kind === 'gateway' ? context.network.gateways.get(target.id) : undefined;
      if (door?.kind !== 'service' || !door.hosts || !door.policy) return [];
      const { hosts, policy } = door;
      return hostsCalled(hosts, region).length === 0 ? [] : [{ ...door, hosts, policy }];
    }),
  );
}

/** "image pulls (prod-….s3.…), downloads from S3 (s3.…)". */
const uses = ({ hosts, region }: Guarded): string =>
  hostsCalled(hosts, region)
    .map(({ host, use }) => `${use} (${host})`)
    .join(', ');

const narrow = (endpoint: Guarded, statements: readonly string[]): Problem => ({
  message: `the policy of ${endpoint.word} ${endpoint.id} does not let everything pass to ${endpoint.service}: ${statements.join('; ')}`,
  resources: [refOf(endpoint)],
  lines: statements.map((text) => settingEvidence(endpoint, 'policy', text)),
  symptom: `what it does not allow is refused with 403: ${uses(endpoint)}`,
  fix: {
    none: `whether the policy may allow more is for its owner to say: it has to allow all that the cluster asks of ${endpoint.service}`,
  },
});

const unread = (endpoint: Guarded, reason: Undecided['reasons'][number]): Undecided => ({
  kind: 'undecided',
  message: `whether the policy of ${endpoint.word} ${endpoint.id} lets the cluster's calls pass is not known`,
  resources: [refOf(endpoint)],
  required: false,
  reasons: [reason],
});
