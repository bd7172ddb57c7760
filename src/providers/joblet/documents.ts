/** What Joblet's tools and people write, as documents of a snapshot. */

/** One element of `rnx network list --json`, of the admin API and of the Python SDK. */
export interface ListedNetwork {
  readonly name: string;
  readonly cidr: string;
  readonly bridge: string;
}

/** The calls: one for each kind of document. */
export const CALLS = {
  /** `{"networks": […]}`, or the list alone. */
  list: 'network list',
  /** `/opt/joblet/network/networks.json` of 2.10: networks by name. */
  state: 'networks.json',
  /** The table that `rnx network list` prints. */
  table: 'network list (text)',
  /** Command lines: a shell script, or a fenced block of a guide. */
  script: 'commands',
  workflow: 'workflow',
} as const;

export type Call = (typeof CALLS)[keyof typeof CALLS];

/** The body of a document that is no JSON: its text, and the line of the file that it begins at. */
export interface TextBody {
  readonly text: string;
  readonly line: number;
}
