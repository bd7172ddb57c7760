import { expect, test } from 'vitest';
import { CALLS } from '../../../src/providers/gcp/calls.ts';
import { role } from '../../../src/providers/gcp/permissions.ts';

test('the role holds what the calls need, each once, and nothing that changes anything', () => {
  const { includedPermissions } = role();
  expect(includedPermissions).toEqual([...new Set(includedPermissions)].sort());
  expect(includedPermissions).toEqual(
    expect.arrayContaining(CALLS.filter(({ asked }) => asked).map(({ permission }) => permission)),
  );
  expect(
    includedPermissions.filter((one) => !/^(compute|networkconnectivity)\.\w+\.(list|get)\w*$/.test(one)),
  ).toEqual([]);
});

test('it is a file that gcloud takes', () => {
  expect(role()).toEqual({
    title: 'byo-net read',
    description: expect.any(String),
    stage: 'GA',
    includedPermissions: expect.any(Array),
  });
});
