/** EC2's client, able to read and nothing else: the only file that names the SDK, loaded when a live read starts. */
import {
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeCarrierGatewaysCommand,
  DescribeDhcpOptionsCommand,
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribePrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSecurityGroupVpcAssociationsCommand,
  DescribeStaleSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayRouteTablesCommand,
  DescribeTransitGatewaysCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  DescribeVpnGatewaysCommand,
  EC2Client,
  type Filter,
  GetManagedPrefixListEntriesCommand,
  GetTransitGatewayRouteTableAssociationsCommand,
  SearchTransitGatewayRoutesCommand,
  type VpcAttributeName,
} from '@aws-sdk/client-ec2';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { isObject } from '../../../snapshot/canonical.ts';

export type { EC2Client };

/** What a call of `CALLS` can be asked with; each takes its part of it. */
export interface Input {
  readonly Filters?: Filter[];
  readonly NextToken?: string;
  readonly VpcId?: string;
  readonly Attribute?: VpcAttributeName;
  readonly PrefixListId?: string;
  readonly TransitGatewayRouteTableId?: string;
}

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

type Sender = (client: EC2Client, input: Input, options: SendOptions) => Promise<object>;

/** EC2 refuses this call without a filter; this one lets every route through. */
const ALL_ROUTES = (): Filter[] => [{ Name: 'type', Values: ['static', 'propagated'] }];

/** One line a call of `CALLS`; a test holds the two lists together. */
export const SENDERS: Readonly<Record<string, Sender>> = {
  DescribeVpcs: (client, input, options) => client.send(new DescribeVpcsCommand(input), options),
  DescribeSubnets: (client, input, options) => client.send(new DescribeSubnetsCommand(input), options),
  DescribeRouteTables: (client, input, options) =>
    client.send(new DescribeRouteTablesCommand(input), options),
  DescribeSecurityGroups: (client, input, options) =>
    client.send(new DescribeSecurityGroupsCommand(input), options),
  DescribeSecurityGroupVpcAssociations: (client, input, options) =>
    client.send(new DescribeSecurityGroupVpcAssociationsCommand(input), options),
  DescribeNetworkAcls: (client, input, options) =>
    client.send(new DescribeNetworkAclsCommand(input), options),
  DescribeNatGateways: (client, { Filters, ...input }, options) =>
    client.send(new DescribeNatGatewaysCommand({ ...input, ...(Filters && { Filter: Filters }) }), options),
  DescribeTransitGatewayVpcAttachments: (client, input, options) =>
    client.send(new DescribeTransitGatewayVpcAttachmentsCommand(input), options),
  DescribeVpcEndpoints: (client, input, options) =>
    client.send(new DescribeVpcEndpointsCommand(input), options),
  DescribeNetworkInterfaces: (client, input, options) =>
    client.send(new DescribeNetworkInterfacesCommand(input), options),
  DescribeCarrierGateways: (client, input, options) =>
    client.send(new DescribeCarrierGatewaysCommand(input), options),
  DescribeInstances: (client, input, options) => client.send(new DescribeInstancesCommand(input), options),
  DescribeInternetGateways: (client, input, options) =>
    client.send(new DescribeInternetGatewaysCommand(input), options),
  DescribeVpnGateways: (client, input, options) =>
    client.send(new DescribeVpnGatewaysCommand(input), options),
  DescribeVpcPeeringConnections: (client, input, options) =>
    client.send(new DescribeVpcPeeringConnectionsCommand(input), options),
  DescribeTransitGatewayAttachments: (client, input, options) =>
    client.send(new DescribeTransitGatewayAttachmentsCommand(input), options),
  DescribeEgressOnlyInternetGateways: (client, input, options) =>
    client.send(new DescribeEgressOnlyInternetGatewaysCommand(input), options),
  DescribeTransitGateways: (client, input, options) =>
    client.send(new DescribeTransitGatewaysCommand(input), options),
  DescribeTransitGatewayRouteTables: (client, input, options) =>
    client.send(new DescribeTransitGatewayRouteTablesCommand(input), options),
  DescribeAddresses: (client, input, options) => client.send(new DescribeAddressesCommand(input), options),
  DescribeDhcpOptions: (client, input, options) =>
    client.send(new DescribeDhcpOptionsCommand(input), options),
  DescribeAvailabilityZones: (client, input, options) =>
    client.send(new DescribeAvailabilityZonesCommand(input), options),
  DescribePrefixLists: (client, input, options) =>
    client.send(new DescribePrefixListsCommand(input), options),
  DescribeManagedPrefixLists: (client, input, options) =>
    client.send(new DescribeManagedPrefixListsCommand(input), options),
  GetManagedPrefixListEntries: (client, { PrefixListId, ...input }, options) =>
    client.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, ...input }), options),
  DescribeVpcBlockPublicAccessOptions: (client, _input, options) =>
    client.send(new DescribeVpcBlockPublicAccessOptionsCommand({}), options),
  DescribeVpcBlockPublicAccessExclusions: (client, input, options) =>
    client.send(new DescribeVpcBlockPublicAccessExclusionsCommand(input), options),
  SearchTransitGatewayRoutes: (client, { TransitGatewayRouteTableId, ...input }, options) =>
    client.send(
      new SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId, ...input, Filters: ALL_ROUTES() }),
      options,
    ),
  GetTransitGatewayRouteTableAssociations: (client, { TransitGatewayRouteTableId, ...input }, options) =>
    client.send(
      new GetTransitGatewayRouteTableAssociationsCommand({ TransitGatewayRouteTableId, ...input }),
      options,
    ),
  DescribeVpcAttribute: (client, { VpcId, Attribute }, options) =>
    client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }), options),
  DescribeStaleSecurityGroups: (client, { VpcId, ...input }, options) =>
    client.send(new DescribeStaleSecurityGroupsCommand({ VpcId, ...input }), options),
};

/** The SDK's own pace where EC2 throttles: it sends as much as is let through. */
const RETRIES = { retryMode: 'adaptive' } as const;

export interface ClientSetting {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Credentials that need no fetching. */
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly credentialsEndpoint?: string | undefined;
  /** A container gives the credentials. */
  readonly inContainer?: boolean;
  readonly handler: NodeHttpHandler;
}

/** Who is asked for credentials says them; what the SDK would say of them beside is nobody's question. */
const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {}

/** A client that throws before it sends anything but a read (aws.md 5), and at anything that is no answer of EC2. */
export function readingClient(setting: ClientSetting): EC2Client {
  const {
    region,
    profile,
    endpoint,
    keys,
    credentialsEndpoint,
    inContainer,
    handler: requestHandler,
  } = setting;
  // A second's limit of the SDK's own ends nothing here: it warns on standard error, and waits on.
  const patience = inContainer ? { timeout: 0 } : {};
  const clientConfig = {
    requestHandler,
    ...(credentialsEndpoint !== undefined && { endpoint: credentialsEndpoint }),
  };
  const client = new EC2Client({
    ...RETRIES,
    requestHandler,
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(keys && { credentials: keys }),
    // The calls that get credentials go the same way: those of single sign-on would not by themselves.
    credentialDefaultProvider: (init) =>
      defaultProvider({ ...init, ...patience, clientConfig, logger: QUIET }),
  });
  client.middlewareStack.add(
    (next, context) => async (args) => {
      refuseToWrite(String(context.commandName ?? ''));
      return next(args);
    },
    { step: 'initialize', name: 'readOnly', priority: 'high' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const command = String(context.commandName ?? '').replace(/Command$/, '');
      return { ...result, response: checked(result.response, command) };
    },
    // Inside the SDK's own reader, so that it reads what was checked; inside its retries, so that a cut is retried.
    { step: 'deserialize', name: 'answerOfEc2', priority: 'low' },
  );
  return client;
}

function refuseToWrite(command: string): void {
  if (/^(Describe|Get|Search|List)[A-Z]/.test(command)) return;
  throw new Error(`${command} is no read: nothing but Describe, Get, Search and List is ever sent`);
}

/** What answered is not EC2: a proxy's page, a portal. The SDK alone would take some of it for an empty answer. */
export class NotEc2 extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly contentType: string;
  constructor(status: number, contentType: string) {
    super(`status ${status}, ${contentType === '' ? 'no content type' : contentType}`);
    this.$metadata = { httpStatusCode: status };
    this.contentType = contentType;
  }
}

function checked(response: unknown, command: string): unknown {
  if (!isObject(response)) return response;
  const { statusCode, headers, body } = response;
  if (typeof statusCode !== 'number' || !Buffer.isBuffer(body)) return response;
  const root = statusCode < 300 ? `<${command}Response` : '<Error';
  const type = isObject(headers) ? headers['content-type'] : undefined;
  if (!body.includes(root)) throw new NotEc2(statusCode, typeof type === 'string' ? type : '');
  return response;
}
