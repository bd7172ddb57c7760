/** What is asked: about projects, and about the networks found in them. */
import { CALLS, type Call, callNamed } from '../calls.ts';
import type { Input } from './sdk.ts';

export interface Question {
  readonly call: Call;
  readonly input: Input;
}

export const keyOf = ({ call, input }: Question): string => `${call.call} ${JSON.stringify(input)}`;

/** All that lists a project whole. */
export const aboutProject = (project: string): readonly Question[] =>
  CALLS.filter(({ asked, about }) => asked && about.length === 0).map((call) => ({
    call,
    input: { project },
  }));

/** A network as far as further questions follow from it. */
export interface Found {
  readonly project: string;
  readonly name: string;
  /** Where it has subnets, or where alone the person looks. */
  readonly regions: readonly string[];
  /** By name. */
  readonly subnets: readonly string[];
  readonly routers: readonly { readonly name: string; readonly region: string }[];
  /** The active ones: the name of each and the link of the network beyond. */
  readonly peerings: readonly { readonly name: string; readonly network: string }[];
}

export function aboutNetwork({ project, name, regions, routers, peerings }: Found): readonly Question[] {
  const network = { project, network: name };
  return [
    ...question('networks.getEffectiveFirewalls', network),
    ...regions.flatMap((region) =>
      question('regionNetworkFirewallPolicies.getEffectiveFirewalls', { ...network, region }),
    ),
    ...routers.flatMap((router) =>
      question('routers.getRouterStatus', { project, region: router.region, router: router.name }),
    ),
    ...peerings.flatMap(({ name: peeringName }) =>
      regions.flatMap((region) =>
        question('networks.listPeeringRoutes', { ...network, peeringName, region, direction: 'INCOMING' }),
      ),
    ),
  ];
}

function question(name: string, input: Input): readonly Question[] {
  const call = callNamed(name);
  return call === undefined ? [] : [{ call, input }];
}

/** The part of an input that a snapshot keeps as `arguments`: neither project nor region, which have a place of their own. */
export function argumentsOf({ input }: Question): { readonly arguments?: Readonly<Record<string, string>> } {
  const { project: _project, region: _region, ...about } = input;
  return Object.keys(about).length === 0 ? {} : { arguments: { ...about } };
}
