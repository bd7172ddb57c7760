/** A snapshot's Compute answers to typed resources, each by its link and with its place. */
import type { Place } from '../../model/network.ts';
import type { JsonObject } from '../../snapshot/canonical.ts';
import { type LoadedDocument, pointerInFile, type Snapshot } from '../../snapshot/snapshot.ts';
import { callNamed } from './calls.ts';
import * as compute from './documents.ts';
import { elementsOf } from './elements.ts';
import { type Link, linkOf } from './links.ts';
import { mergeViews } from './merge.ts';
import type { About, Entry, GcpResources, Table } from './resources.ts';
import { list, type Read } from './shape.ts';

type Documents = readonly LoadedDocument[];

/** Throws a `ByoNetError` where two answers contradict each other, or one has not the API's shape. */
export function decode(snapshot: Snapshot): GcpResources {
  const all = snapshot.documents.filter(({ provider }) => provider === 'gcp');
  const table = <T extends Named>(service: string, read: Read<T>): Table<T> => tableOf(all, service, read);
  return {
    networks: table('networks', compute.network),
    subnetworks: table('subnetworks', compute.subnetwork),
    firewalls: table('firewalls', compute.firewall),
    firewallPolicies: table('networkFirewallPolicies', compute.firewallPolicy),
    hierarchicalPolicies: table('firewallPolicies', compute.firewallPolicy),
    routes: table('routes', compute.route),
    routers: table('routers', compute.router),
    addresses: table('addresses', compute.address),
    instances: table('instances', compute.instance),
    vpnTunnels: table('vpnTunnels', compute.vpnTunnel),
    interconnectAttachments: table('interconnectAttachments', compute.interconnectAttachment),
    forwardingRules: table('forwardingRules', compute.forwardingRule),
    policyBasedRoutes: table('policyBasedRoutes', compute.policyBasedRoute),
    effectiveFirewalls: [
      ...about(all, 'networks.getEffectiveFirewalls', '', compute.effectiveFirewalls),
      ...about(all, 'regionNetworkFirewallPolicies.getEffectiveFirewalls', '', compute.effectiveFirewalls),
    ],
    routerStatus: about(all, 'routers.getRouterStatus', 'result', compute.routerStatus),
    peeringRoutes: about(all, 'networks.listPeeringRoutes', 'items', list(compute.peeringRoute)),
    hostProjects: about(all, 'projects.getXpnHost', '', compute.hostProject),
    answered: all.map(({ call, account, region, arguments: given }) => ({
      call,
      project: account,
      region,
      arguments: given,
    })),
    refused: snapshot.gaps.filter(({ provider }) => provider === 'gcp'),
  };
}

interface Named {
  readonly name?: string;
  readonly selfLink?: string;
  readonly creationTimestamp?: string;
}

/** The resources in every answer of a service: for all regions, for one, about one of them. */
function tableOf<T extends Named>(documents: Documents, service: string, read: Read<T>): Table<T> {
  const answers = documents.filter(({ call }) => call.startsWith(`${service}.`) && isListing(call));
  return mergeViews(answers.flatMap((document) => entriesOf(document, read)));
}

const isListing = (call: string): boolean => /\.(?:list|aggregatedList|get)$/.test(call);

const entriesOf = <T extends Named>(document: LoadedDocument, read: Read<T>): readonly Entry<T>[] =>
  elementsOf(document).map(({ value, pointer }) => {
    const place: Place = { file: document.origin.file, pointer };
    const typed = read(value, place);
    return { value: typed, link: identity(typed, document), place };
  });

/** A resource says itself what it is; where its link was left out, the answer's own project and region say it. */
function identity({ name = '', selfLink }: Named, { call, account, region }: LoadedDocument): Link {
  const own = linkOf(selfLink ?? name);
  const project = own?.project ?? account;
  const place = own ?? {
    ...(region !== undefined && { region }),
    collection: callNamed(call)?.collection ?? '',
    name,
  };
  return { ...place, ...(project !== undefined && { project }) };
}

/** The answers to a call that is about one thing; the answer stands under `key` of the body, or is the body. */
function about<T>(documents: Documents, call: string, key: string, read: Read<T>): readonly About<T>[] {
  return documents
    .filter((document) => document.call === call)
    .map(({ body, account, region, origin, arguments: given = {} }) => {
      const pointer = pointerInFile(origin, key === '' ? '' : `/${key}`);
      const place: Place = { file: origin.file, pointer };
      return {
        value: read(within(body, key), place),
        ...(account !== undefined && { project: account }),
        ...(region !== undefined && { region }),
        arguments: given,
        place,
      };
    });
}

/** A list that is empty is left out of a REST answer. */
const within = (body: JsonObject, key: string): unknown =>
  key === '' ? body : (body[key] ?? (key === 'items' ? [] : {}));
