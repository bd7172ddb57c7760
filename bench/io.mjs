// A terminal that goes nowhere, for runs inside this process.
export const nowhere = () => ({ readStdin: async () => '', stdout() {}, stderr() {}, env: {}, isTTY: false });
