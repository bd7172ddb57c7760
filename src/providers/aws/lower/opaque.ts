/** What cannot be seen through, and how a person settles it (aws.md 15). */
import type { Family } from '../../../ip/address.ts';
import { type Health, type Unknown, USABLE } from '../../../model/known.ts';
import type { Middlebox, Opaque, Resource } from '../../../model/network.ts';

export const BOTH: readonly Family[] = [4, 6];

interface Sight {
  readonly unknown: Unknown;
  readonly state?: Health;
  readonly families?: readonly Family[];
  readonly attached?: readonly string[];
  readonly teaches?: boolean;
  readonly middlebox?: Middlebox;
  readonly unreadKind?: Opaque['unreadKind'];
}

export const opaque = (resource: Resource, sight: Sight): Opaque => ({
  ...resource,
  kind: 'opaque',
  families: sight.families ?? BOTH,
  state: sight.state ?? USABLE,
  attached: sight.attached ?? [],
  unknown: sight.unknown,
  ...(sight.teaches && { teaches: true }),
  ...(sight.middlebox && { middlebox: sight.middlebox }),
  ...(sight.unreadKind && { unreadKind: sight.unreadKind }),
});

/** Declared knowledge about a hop, as `--assume` takes it. */
export const declaration = (id: string): string =>
  `--assume egress:${id} (the internet is behind it) or --assume reach:<cidr>@${id} (that range is)`;

export const unseenBehind = (word: string, id: string): Unknown => ({
  cause: 'UNKNOWN_DESTINATION',
  why: `what lies behind ${word} ${id} is in no answer of AWS`,
  settle: declaration(id),
});

export const unsupported = (what: string, id: string): Unknown => ({
  cause: 'UNSUPPORTED_COMPONENT',
  why: `this tool does not follow traffic through ${what} (${id})`,
  settle: declaration(id),
});
