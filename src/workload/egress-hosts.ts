/**
 * Hosts of a cloud that a cluster's VMs call (domain/coiled.md, "Egress hosts"). Coiled publishes no list: these are
 * inferred from what its clusters do.
 */
export interface EgressHost {
  readonly host: string;
  /** What fails without it. */
  readonly use: string;
}

/** `*`: the account that owns the registry. */
const HOSTS: readonly EgressHost[] = [
  { host: 'api.ecr.{region}', use: 'image pulls' },
  { host: '*.dkr.ecr.{region}', use: 'image pulls' },
  { host: 'prod-{region}-starport-layer-bucket.s3.{region}', use: 'image pulls' },
  { host: 's3.{region}', use: 'downloads from S3' },
  { host: 'sts.{region}', use: 'credentials' },
  { host: 'logs.{region}', use: 'logs' },
];

const NAME = /^(?:.+\.)?([a-z\d-]+)(\.amazonaws\.com(?:\.cn)?)$/;

/**
 * What a cluster in this region calls of some hosts of a service, which may start with `*`. Of a region that is not known
 * they are taken to be the cluster's own.
 */
export function hostsCalled(hosts: readonly string[], region: string | undefined): readonly EgressHost[] {
  return HOSTS.flatMap(({ host, use }) => {
    const filled = hosts.flatMap((one) => {
      const [, place, domain] = NAME.exec(one) ?? [];
      if (place === undefined || (region !== undefined && place !== region)) return [];
      const full = `${host.replaceAll('{region}', place)}${domain}`;
      return one === full || (one.startsWith('*') && full.endsWith(one.slice(1))) ? [full] : [];
    });
    return filled.slice(0, 1).map((full) => ({ host: full, use }));
  });
}
