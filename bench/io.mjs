// A terminal that goes nowhere, for runs inside this process.
export const nowhere = () => ({
  readStdin: async () => '',
  stdout() {},
  stderr() {},
  cwd: '.',
  today: '2026-01-01',
  env: {},
  isTTY: false,
});
