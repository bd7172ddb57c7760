/** Tables of hand-worked cases: one change to the home network, one packet, what happens to it. */
import { expect, test } from 'vitest';
import type { IpPermission, NetworkAclEntry, Route } from '../../src/providers/aws/documents.ts';
import { engine, verdictFor } from '../reach/engine.ts';
import { acl, group, table } from './build.ts';
import { WORLD } from './home.ts';
import { judgeForEveryNatPort, judgePacket } from './oracle.ts';
import type { End, PacketQuery, RawWorld } from './world.ts';

export interface Case {
  /** The line of domain/aws.md that the case is about. */
  readonly line: number;
  readonly name: string;
  readonly change?: (world: RawWorld) => RawWorld;
  readonly from: End;
  readonly to: End;
  /** 8786 where not said. */
  readonly port?: number;
  /** 40000 where not said. */
  readonly ephemeralPort?: number;
  readonly natPort?: number;
  /** Verdicts of forward and reply. */
  readonly is: readonly [forward: string, reply: string];
  readonly blockers?: readonly string[];
  readonly unknowns?: readonly string[];
  /** What the engine says where it differs, and why it may. */
  readonly engine?: { readonly says: string; readonly because: string };
}

/** Each case is put to the oracle, whose every word was worked out by hand, and then to the engine. */
export function testCases(cases: readonly Case[]): void {
  test.each(cases)('aws.md $line: $name', (one) => {
    const world = one.change?.(WORLD) ?? WORLD;
    const query = queryOf(one);
    const judged = judgePacket(world, query);
    expect({
      is: [judged.forward, judged.reply],
      blockers: judged.blockers,
      unknowns: judged.unknowns,
    }).toEqual({ is: one.is, blockers: one.blockers ?? [], unknowns: one.unknowns ?? [] });
    const { verdict } = judgeForEveryNatPort(world, query);
    expect(`engine: ${verdictFor(engine(world, query), query)}`).toBe(
      `engine: ${one.engine?.says ?? verdict}`,
    );
  });
}

const queryOf = (one: Case): PacketQuery => ({
  from: one.from,
  to: one.to,
  port: one.port ?? 8786,
  ephemeralPort: one.ephemeralPort ?? 40000,
  ...(one.natPort === undefined ? {} : { natPort: one.natPort }),
});

type Change = (world: RawWorld) => RawWorld;

/** Several changes, in order. */
export const all =
  (...changes: readonly Change[]): Change =>
  (world) =>
    changes.reduce((changed, change) => change(changed), world);

type Lists = {
  [K in keyof RawWorld as RawWorld[K] extends readonly object[] | undefined ? K : never]-?: RawWorld[K];
};

/** Changes the fields of the document with this id. */
export const edit =
  (key: keyof Lists, id: string, fields: object): Change =>
  (world) => ({
    ...world,
    [key]: (world[key] ?? []).map((one) => (Object.values(one).includes(id) ? { ...one, ...fields } : one)),
  });

export const remove =
  (key: keyof Lists, id: string): Change =>
  (world) => ({ ...world, [key]: (world[key] ?? []).filter((one) => !Object.values(one).includes(id)) });

/** The routes of a table, replaced. */
export const routes = (id: string, ...list: readonly Route[]): Change =>
  edit('RouteTables', id, { Routes: list });

/** Adds a table without touching the others' associations. */
export const addTable =
  (...parameters: Parameters<typeof table>): Change =>
  (world) => ({ ...world, RouteTables: [...world.RouteTables, table(...parameters)] });

/** The entries of an ACL, replaced; the closing deny stays. */
export const entries = (id: string, ...list: readonly NetworkAclEntry[]): Change =>
  edit('NetworkAcls', id, { Entries: acl(id, '', [], list).Entries });

/** The rules of a group, replaced. */
export const rules = (
  id: string,
  ingress: readonly IpPermission[],
  egress?: readonly IpPermission[],
): Change => {
  const { IpPermissions, IpPermissionsEgress } = group(id, '', ingress, egress);
  return edit('SecurityGroups', id, { IpPermissions, IpPermissionsEgress });
};
