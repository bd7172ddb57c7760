/** The least IAM policy with which everything that is read can be read. EC2's reads know no narrower resource. */
import { CALLS } from './calls.ts';

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

export const policy = (): Policy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ByoNetReads',
      Effect: 'Allow',
      Action: [...new Set(CALLS.map(({ permission }) => permission))].sort(),
      Resource: '*',
    },
  ],
});
