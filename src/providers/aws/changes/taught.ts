/** Routes that gateways know, in the documents: those that one teaches a table, and those of a transit gateway's own. */
import { formatCidr, parseCidr } from '../../../ip/address.ts';
import type { Change } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';
import type { Origin } from './lines.ts';

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>;

/** The table takes all that the gateway is taught: what a person said of it is among that. */
export function propagate(
  now: AwsResources,
  { table, gateway, ranges }: ChangeOf<'propagate-routes'>,
): AwsResources | undefined {
  const entry = now.routeTables.get(table);
  const home = now.vpnGateways.get(gateway)?.value.VpcAttachments ?? [];
  if (!entry || !home.some(({ VpcId }) => VpcId === entry.value.VpcId)) return undefined;
  const taught = ranges.map(
    (range): ec2.Route => ({
      DestinationCidrBlock: formatCidr(range),
      GatewayId: gateway,
      Origin: 'EnableVgwRoutePropagation',
      State: 'active',
    }),
  );
  const value = {
    ...entry.value,
    PropagatingVgws: [...(entry.value.PropagatingVgws ?? []), { GatewayId: gateway }],
    Routes: [...(entry.value.Routes ?? []), ...taught],
  };
  return { ...now, routeTables: new Map([...now.routeTables, [table, { ...entry, value }]]) };
}

/** A static route beats one that an attachment propagates, and of static ones a table has one to a block. */
export function addTransitRoute(
  now: AwsResources,
  { network }: Origin,
  { table, destination, attachment, replaces }: ChangeOf<'add-transit-route'>,
): AwsResources | undefined {
  const entry = now.transitGatewayRoutes.get(table);
  if (!entry) return undefined;
  const isSame = ({ DestinationCidrBlock, Type }: ec2.TransitGatewayRoute): boolean =>
    Type !== 'propagated' && blockText(DestinationCidrBlock) === formatCidr(destination);
  if (entry.value.routes.some(isSame) !== (replaces === true)) return undefined;
  const made: ec2.TransitGatewayRoute = {
    DestinationCidrBlock: formatCidr(destination),
    State: 'active',
    Type: 'static',
    TransitGatewayAttachments: [
      { TransitGatewayAttachmentId: attachment, ...resourceAt(network, attachment) },
    ],
  };
  const routes = [...entry.value.routes.filter((route) => !isSame(route)), made];
  const value = { ...entry.value, routes };
  return {
    ...now,
    transitGatewayRoutes: new Map([...now.transitGatewayRoutes, [table, { ...entry, value }]]),
  };
}

const blockText = (text = ''): string => {
  const cidr = parseCidr(text);
  return cidr ? formatCidr(cidr) : text;
};

function resourceAt({ gateways }: Origin['network'], id: string) {
  const vpc = [...gateways.values()]
    .flatMap((gateway) => (gateway.kind === 'transit' ? gateway.attachments : []))
    .find((one) => one.id === id)?.vpc;
  return vpc === undefined ? {} : { ResourceType: 'vpc', ResourceId: vpc };
}
