/**
 * Traffic: sets of packets. A box is a product of five sets; a `Traffic` is a list of disjoint boxes.
 * Every verdict of this tool is one of these, so all the exactness of the answers rests on this file.
 */
import type { AddressSet } from './address.ts';
import { equals, type IntervalSet, intersect, isEmpty, overlaps, subtract, union } from './interval.ts';

/** IANA protocol numbers, 0 … 255. */
export type ProtocolSet = IntervalSet;
/** TCP or UDP ports, 0 … 65535. */
export type PortSet = IntervalSet;

export interface Box {
  readonly src: AddressSet;
  readonly dst: AddressSet;
  readonly protocol: ProtocolSet;
  readonly srcPort: PortSet;
  readonly dstPort: PortSet;
}

export type Traffic = readonly Box[];

export const NOTHING: Traffic = [];
export const ALL_PORTS: PortSet = [0, 65535];
export const ALL_PROTOCOLS: ProtocolSet = [0, 255];
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;

const DIMENSIONS = ['protocol', 'dstPort', 'src', 'dst', 'srcPort'] as const;

export const isEmptyBox = (box: Box): boolean => DIMENSIONS.some((dimension) => isEmpty(box[dimension]));

export const meets = (a: Box, b: Box): boolean =>
  DIMENSIONS.every((dimension) => overlaps(a[dimension], b[dimension]));

export function intersectBox(a: Box, b: Box): Box | undefined {
  if (!meets(a, b)) return undefined;
  return {
    protocol: intersect(a.protocol, b.protocol),
    dstPort: intersect(a.dstPort, b.dstPort),
    src: intersect(a.src, b.src),
    dst: intersect(a.dst, b.dst),
    srcPort: intersect(a.srcPort, b.srcPort),
  };
}

/** Box minus box: at most one piece a dimension, disjoint by construction. */
function subtractBox(from: Box, cut: Box): Traffic {
  if (!meets(from, cut)) return [from];
  const out: Box[] = [];
  let rest = from;
  for (const dimension of DIMENSIONS) {
    const outside = subtract(rest[dimension], cut[dimension]);
    if (!isEmpty(outside)) out.push({ ...rest, [dimension]: outside });
    rest = { ...rest, [dimension]: intersect(rest[dimension], cut[dimension]) };
  }
  return out;
}

export const intersectTraffic = (a: Traffic, b: Traffic): Traffic =>
  a.flatMap((x) => b.flatMap((y) => intersectBox(x, y) ?? []));

export function subtractTraffic(from: Traffic, cut: Traffic): Traffic {
  let rest = from;
  for (const box of cut) {
    if (rest.length === 0) return rest;
    rest = rest.flatMap((piece) => subtractBox(piece, box));
  }
  return rest;
}

/** The union, disjoint again. */
export const unionTraffic = (a: Traffic, b: Traffic): Traffic =>
  a.length === 0 ? b : coalesce([...a, ...subtractTraffic(b, a)]);

export const isSubsetTraffic = (a: Traffic, b: Traffic): boolean => subtractTraffic(a, b).length === 0;

/** Joins boxes that differ in one dimension only, until none do: fewer boxes, same packets. */
export function coalesce(traffic: Traffic): Traffic {
  let boxes = [...traffic];
  for (let merged = true; merged; ) {
    merged = false;
    const kept: Box[] = [];
    for (const box of boxes) {
      const at = kept.findIndex((other) => mergeDimension(other, box) !== undefined);
      const other = kept[at];
      const dimension = other && mergeDimension(other, box);
      if (other && dimension) {
        kept[at] = { ...other, [dimension]: union(other[dimension], box[dimension]) };
        merged = true;
      } else kept.push(box);
    }
    boxes = kept;
  }
  return boxes;
}

/** The one dimension in which two boxes differ, if they agree in all others. */
function mergeDimension(a: Box, b: Box): (typeof DIMENSIONS)[number] | undefined {
  const differing = DIMENSIONS.filter((dimension) => !equals(a[dimension], b[dimension]));
  return differing.length <= 1 ? (differing[0] ?? 'src') : undefined;
}

/** All values that a dimension takes anywhere in the traffic. */
export const project = (traffic: Traffic, dimension: keyof Box): IntervalSet =>
  union(...traffic.map((box) => box[dimension]));

/** The same packets as their replies carry them: source and destination exchanged. */
export const reverseBox = (box: Box): Box => ({
  src: box.dst,
  dst: box.src,
  protocol: box.protocol,
  srcPort: box.dstPort,
  dstPort: box.srcPort,
});
