/** What an analysis of one flow returns: verdicts as sets, with the hop-by-hop evidence. Plain data, JSON-ready but for sets. */
import type { AddressSet } from '../ip/address.ts';
import type { PortSet, ProtocolSet } from '../ip/traffic.ts';
import type { Cause } from '../model/cause.ts';
import type { Flow, Spot } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import type { Place } from '../model/network.ts';

/** Of one set of packets. */
export type Verdict = 'reachable' | 'blocked' | 'unknown';
/** Of a whole flow: `partial` is blocked beside anything else (domain/engine.md). */
export type Summary = Verdict | 'partial';

/** A resource as evidence names it. */
export interface Ref {
  readonly id: string;
  readonly word: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly place?: Place;
}

/** A line that decided: a filter rule, an ACL entry, a route. */
export interface DecidingLine {
  readonly kind: 'rule' | 'route' | 'attachment' | 'setting' | 'none';
  /** The line's own id ("sgr-01", "rule 100", "0.0.0.0/0 → igw-1"); for `none`: "no rule matches". */
  readonly id: string;
  readonly text: string;
  readonly place?: Place;
}

/** One stage of a path: a component that passed, stopped or could not judge the packets. */
export interface Hop {
  readonly resource: Ref;
  /** Which way through the component: out of the VM or subnet, into it, or across a gateway. */
  readonly side: 'out' | 'in' | 'through';
  /** Of the packets that came to this hop. */
  readonly verdict: Summary;
  readonly lines: readonly DecidingLine[];
  /** The machine on the way that has this filter; absent: one of the ends, or none. */
  readonly host?: string;
  /** What happens here, one clause: "translates to the scheduler's private address". */
  readonly note: string;
  /** Set when not all packets pass. */
  readonly cause?: Cause;
  /** The packets stopped here, as this component sees them: after translation, and in the direction they travel. */
  readonly packets?: Portion;
  /** What of the flow is stopped or not judged here, in the coordinates of the flow. */
  readonly stopped?: Portion;
  readonly undecided?: Portion;
  readonly unknown?: Unknown;
  readonly qualifier?: 'AVAILABILITY_ZONE_CROSSED';
}

/** A set of packets of the flow. */
export interface Portion {
  readonly sources: AddressSet;
  readonly destinations: AddressSet;
  readonly protocol: ProtocolSet;
  readonly sourcePorts: PortSet;
  readonly ports: PortSet;
}

export interface Part extends Portion {
  readonly verdict: Verdict;
  /** Labels of the spots that these packets run between. */
  readonly from: string;
  readonly to: string;
  /** The path (index into `Trace.paths`) that they take. */
  readonly path: number;
}

export interface Blocker {
  readonly cause: Cause;
  readonly resource: Ref;
  readonly direction: 'forward' | 'reply';
  readonly rule?: DecidingLine;
  readonly route?: DecidingLine;
  readonly note: string;
  readonly host?: string;
  readonly side: Hop['side'];
  readonly stopped: Portion;
  /** The stopped packets as the resource sees them. */
  readonly packets: Portion;
  readonly path: number;
}

export interface Direction {
  readonly verdict: Summary;
  readonly hops: readonly Hop[];
  readonly blockers: readonly Blocker[];
  readonly unknowns: readonly Unknown[];
  readonly parts: readonly Part[];
}

/** One way through the network that some of the flow's packets take. */
export interface Path {
  readonly from: Spot;
  readonly to: Spot;
  /** The gateway by which these packets leave the source's network, if they do. */
  readonly door?: Ref;
  readonly forward: readonly Hop[];
  readonly reply: readonly Hop[];
}

export interface Trace {
  readonly flow: Flow;
  readonly verdict: Summary;
  readonly forward: Direction;
  readonly reply: Direction;
  /** Forward and reply together, disjoint. */
  readonly parts: readonly Part[];
  readonly paths: readonly Path[];
  /** Declarations (`--assume`) that this trace rests on, as written. */
  readonly declared: readonly string[];
}
