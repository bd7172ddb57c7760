/** The least custom role with which everything that is asked can be read: a file for `gcloud iam roles create --file`. */
import { CALLS } from './calls.ts';

export interface Role {
  readonly title: string;
  readonly description: string;
  readonly stage: 'GA';
  readonly includedPermissions: readonly string[];
}

export const role = (): Role => ({
  title: 'byo-net read',
  description: 'What byo-net reads of a network; nothing can be changed with it.',
  stage: 'GA',
  includedPermissions: [
    ...new Set(
      CALLS.filter(({ asked }) => asked).flatMap(({ permission, besides }) => [permission, ...besides]),
    ),
  ].sort(),
});
