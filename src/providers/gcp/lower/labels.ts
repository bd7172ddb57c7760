/** Network tags and service accounts as labels (gcp.md 8, 13). */

import { compare } from '../../../model/lists.ts';
import type { GroupReference, Labels } from '../../../model/network.ts';
import { linkText } from '../links.ts';
import type { GcpResources } from '../resources.ts';
import { type Context, keyOf } from './context.ts';

const TAG = 'tag:';
const ACCOUNT = 'sa:';

export const tagLabel = (tag: string): string => `${TAG}${tag}`;
export const accountLabel = (email: string): string => `${ACCOUNT}${email}`;

export const referenceTo = (label: string): GroupReference => ({
  group: label,
  endpoint: label.startsWith(TAG)
    ? `subnet=<subnet>,tags=${label.slice(TAG.length)}`
    : `subnet=<subnet>,service-account=${label.slice(ACCOUNT.length)}`,
});

export const labelsOf = (context: Context): Labels => ({
  firewall: TAG,
  account: ACCOUNT,
  word: 'network tag',
  known: knownLabels(context),
});

/** Every label that anything names, with the networks where it does. */
function knownLabels({ resources, networkId }: Context): Labels['known'] {
  const known = new Map<string, Set<string>>();
  for (const [label, network] of named(resources)) {
    const networks = known.get(label) ?? new Set();
    known.set(label, networks.add(network));
  }
  const idOf = new Map([...resources.networks.values()].map(({ link }) => [linkText(link), networkId(link)]));
  return new Map(
    [...known]
      .sort(([a], [b]) => compare(a, b))
      .map(([label, networks]) => [label, [...networks].map((key) => idOf.get(key) ?? key).sort(compare)]),
  );
}

function* named(resources: GcpResources): Generator<readonly [string, string]> {
  const effective = resources.effectiveFirewalls.flatMap(({ value, project }) =>
    (value.firewalls ?? []).map((rule) => ({
      value: rule,
      link: { ...(project !== undefined && { project }), collection: '', name: '' },
    })),
  );
  for (const { value, link } of [...resources.firewalls.values(), ...effective]) {
    const network = keyOf(value.network, link) ?? '';
    const {
      sourceTags = [],
      targetTags = [],
      sourceServiceAccounts = [],
      targetServiceAccounts = [],
    } = value;
    for (const tag of [...sourceTags, ...targetTags]) yield [tagLabel(tag), network];
    for (const email of [...sourceServiceAccounts, ...targetServiceAccounts])
      yield [accountLabel(email), network];
  }
  for (const { value, link } of resources.routes.values())
    for (const tag of value.tags ?? []) yield [tagLabel(tag), keyOf(value.network, link) ?? ''];
  for (const { value, link } of resources.instances.values())
    for (const { network } of value.networkInterfaces ?? [])
      for (const label of instanceLabels(value)) yield [label, keyOf(network, link) ?? ''];
}

export const instanceLabels = ({
  tags,
  serviceAccounts = [],
}: {
  readonly tags?: { readonly items?: readonly string[] };
  readonly serviceAccounts?: readonly { readonly email?: string }[];
}): readonly string[] => [
  ...(tags?.items ?? []).map(tagLabel),
  ...serviceAccounts.flatMap(({ email }) => (email === undefined ? [] : [accountLabel(email)])),
];
