// What is measured: the start against bare Node, a large network, and one twice as large. Ratios of one run.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { network, PLACEMENT } from './network.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}dist/cli/bin.js`;
const RUNS = 15;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function wall(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited with ${status}: ${stderr}`);
  return performance.now() - started;
}

/** Both in turn, so that a busy machine weighs on both alike. */
function start() {
  const pairs = Array.from({ length: RUNS }, () => [
    wall(['-e', '0']),
    wall([bin, 'check', 'fixtures/aws/guide', '--client', 'internet']),
  ]);
  const bare = median(pairs.map(([one]) => one));
  const ours = median(pairs.map(([, two]) => two));
  console.log(
    `start   check of a small network ${ours.toFixed(0)} ms, bare node ${bare.toFixed(0)} ms: ${(ours / bare).toFixed(2)} times (aim 2.5)`,
  );
}

/** The grammar of Python loads with the first call: what a check of one costs beside the same check without it. */
function call() {
  const check = [bin, 'check', 'fixtures/aws/guide', '--client', 'internet'];
  const pairs = Array.from({ length: RUNS }, () => [
    wall(check),
    wall([...check, '--call', 'fixtures/calls/current.py']),
  ]);
  const without = median(pairs.map(([one]) => one));
  const beside = median(pairs.map(([, two]) => two));
  console.log(
    `call    the same check with --call ${beside.toFixed(0)} ms, without ${without.toFixed(0)} ms: ${(beside / without).toFixed(2)} times (aim 1.5)`,
  );
}

const measure = (file) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [`${root}bench/measure.mjs`, 'check', file, ...PLACEMENT, '--client', 'internet', '-f', 'json'],
      { encoding: 'utf8' },
    ),
  );

function size() {
  const folder = mkdtempSync(join(tmpdir(), 'byo-net-bench-'));
  try {
    const [one, two] = [1, 2].map((factor) => {
      const file = join(folder, `${factor}.json`);
      writeFileSync(file, JSON.stringify(network(factor)));
      const runs = Array.from({ length: 5 }, () => measure(file));
      return {
        milliseconds: median(runs.map((run) => run.milliseconds)),
        megabytes: Math.max(...runs.map((run) => run.megabytes)),
      };
    });
    console.log(
      `large   1 000 interfaces, 200 groups, 50 tables: ${one.milliseconds.toFixed(0)} ms (aim 2 000), ${one.megabytes.toFixed(0)} MB (aim 300)`,
    );
    console.log(
      `twice   ${two.milliseconds.toFixed(0)} ms, ${two.megabytes.toFixed(0)} MB: ${(two.milliseconds / one.milliseconds).toFixed(2)} times (aim 2.3)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

start();
call();
size();
