// Runs one command line in this process and prints what it took: the child of run.mjs.
import { main } from '../dist/src/cli/main.js';
import { nowhere } from './io.mjs';

const started = performance.now();
const code = await main(process.argv.slice(2), nowhere());
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({ code, milliseconds: performance.now() - started, megabytes: maxRSS / 1024 }),
);
