#!/usr/bin/env node
import { processIo } from './io.ts';
import { main } from './main.ts';

// `byo-net … | head` closes the pipe early: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// The AWS SDK's advice on Node versions is for who chooses the SDK's version: the package's `engines` says ours.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

process.exitCode = await main(process.argv.slice(2), processIo());

// The answer is given: what a live read left behind (a program that was to print credentials and hangs) holds nobody up.
const LEFT_BEHIND = 1_000;
setTimeout(() => {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}, LEFT_BEHIND).unref();
