#!/usr/bin/env node
import { letGarbageGather } from '../platform/node/garbage.js';
import { run } from './program.js';
import { EXIT } from './terminal/exit.js';
import { isReaderGone, isUntold, outputFailure, tellLoss, wasLossTold, watchOutput } from './terminal/output.js';

watchOutput();
letGarbageGather();
process.exitCode = await run(process.argv.slice(2));
process.on('exit', (code) => {
  // What could not be printed was not said: only who has seen enough of it need not know.
  if (isUntold() && code === EXIT.ok) process.exitCode = EXIT.failed;
  if (!outputFailure.aborted || isReaderGone() || wasLossTold()) return;
  tellLoss();
  if (code === EXIT.ok) process.exitCode = EXIT.failed;
});
